import * as Decimal from "./Decimal.ts"
import type { AttributeValue, Item } from "./Item.ts"

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

const sameSet = <A>(a: ReadonlyArray<A>, b: ReadonlyArray<A>, textOf: (element: A) => string): boolean => {
  const texts = new Set(a.map(textOf))
  return new Set(b.map(textOf)).size === texts.size && b.every((element) => texts.has(textOf(element)))
}

const sameValue = (a: AttributeValue, b: AttributeValue | undefined): boolean => {
  if (b === undefined) return false
  if ("S" in a) return "S" in b && a.S === b.S
  if ("N" in a) return "N" in b && (a.N === b.N || Decimal.canonical(a.N) === Decimal.canonical(b.N))
  if ("B" in a) return "B" in b && sameBytes(a.B, b.B)
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL
  if ("NULL" in a) return "NULL" in b
  if ("M" in a) return "M" in b && equals(a.M, b.M)
  if ("L" in a) {
    const other = "L" in b ? b.L : undefined
    return other?.length === a.L.length && a.L.every((element, index) => sameValue(element, other[index]))
  }
  if ("SS" in a) return "SS" in b && sameSet(a.SS, b.SS, (text) => text)
  if ("NS" in a) return "NS" in b && sameSet(a.NS, b.NS, Decimal.canonical)
  return "BS" in b && sameSet(a.BS, b.BS, (bytes) => bytes.join(","))
}

/** Whether DynamoDB would call them one item: numbers by value, sets without their order. */
export const equals = (a: Item, b: Item): boolean => {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const value = a[name]
      return value !== undefined && Object.hasOwn(b, name) && sameValue(value, b[name])
    })
  )
}
