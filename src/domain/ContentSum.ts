import * as Decimal from "./Decimal.ts"
import type { AttributeValue, Item } from "./Item.ts"

const counted = (text: string): string => `${text.length}:${text}`

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")

const list = (type: string, texts: ReadonlyArray<string>): string => `${type}${texts.length}:${texts.join("")}`

const set = (type: string, texts: ReadonlyArray<string>): string => list(type, texts.map(counted).sort())

const textOf = (value: AttributeValue): string => {
  if ("S" in value) return `S${counted(value.S)}`
  if ("N" in value) return `N${counted(Decimal.canonical(value.N))}`
  if ("B" in value) return `B${counted(base64(value.B))}`
  if ("BOOL" in value) return value.BOOL ? "T" : "F"
  if ("NULL" in value) return "0"
  if ("M" in value) return `M${textOfItem(value.M)}`
  if ("L" in value) return list("L", value.L.map(textOf))
  if ("SS" in value) return set("SS", value.SS)
  if ("NS" in value) return set("NS", value.NS.map(Decimal.canonical))
  return set("BS", value.BS.map(base64))
}

/** Equal for two items exactly where DynamoDB would call them one: see `ItemEquality`. */
const textOfItem = (item: Item): string => {
  const names = Object.keys(item).sort()
  let text = `${names.length}:`
  for (const name of names) {
    const value = item[name]
    if (value !== undefined) text += counted(name) + textOf(value)
  }
  return text
}

/**
 * Content hashes of items, 64 bits each, added up: equal for the same items in any order and in any pieces. An item too
 * many, too few or with other content changes it, but for one case in 2^64. The hash is cyrb53 (bryc, public domain)
 * with both of its lanes kept whole.
 */
export class ContentSum {
  #high = 0
  #low = 0

  add(item: Item): void {
    const text = textOfItem(item)
    let high = 0xdeadbeef
    let low = 0x41c6ce57
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      high = Math.imul(high ^ code, 2654435761)
      low = Math.imul(low ^ code, 1597334677)
    }
    const mixedHigh = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
    const mixedLow = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(mixedHigh ^ (mixedHigh >>> 13), 3266489909)
    this.#plus(mixedHigh >>> 0, mixedLow >>> 0)
  }

  /** A sum that was taken elsewhere. */
  addSum(sum: bigint): void {
    this.#plus(Number(sum >> 32n), Number(sum & 0xffffffffn))
  }

  get value(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low)
  }

  /** The sum since it was taken last. */
  take(): bigint {
    const { value } = this
    this.#high = 0
    this.#low = 0
    return value
  }

  #plus(high: number, low: number): void {
    const sum = this.#low + low
    this.#low = sum >>> 0
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0
  }
}
