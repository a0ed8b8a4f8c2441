import { Either } from "effect"
import * as Decimal from "./Decimal.ts"
import type { AttributeValue, Item } from "./Item.ts"

/** The service's limit, inclusive. */
export const maximum = 409_600

const writeUnit = 1024
/** Bytes that one read unit reads, strongly consistent. */
export const readUnit = 4096
const documentOverhead = 3

const ofText = (text: string): number => Buffer.byteLength(text)

const significantInteger = /^[1-9](?:\d{0,36}[1-9])?$/

const ofNumber = (text: string): number => {
  if (significantInteger.test(text)) return 1 + Math.ceil(text.length / 2)
  const decimal = Decimal.parse(text)
  return Either.isRight(decimal) ? Decimal.sizeBytes(decimal.right) : ofText(text)
}

const sum = <A>(values: ReadonlyArray<A>, size: (value: A) => number): number => {
  let bytes = 0
  for (const value of values) bytes += size(value)
  return bytes
}

const ofValue = (value: AttributeValue): number => {
  if ("S" in value) return ofText(value.S)
  if ("N" in value) return ofNumber(value.N)
  if ("B" in value) return value.B.byteLength
  if ("BOOL" in value || "NULL" in value) return 1
  if ("M" in value) return documentOverhead + Object.keys(value.M).length + ofItem(value.M)
  if ("L" in value) return documentOverhead + value.L.length + sum(value.L, ofValue)
  if ("SS" in value) return sum(value.SS, ofText)
  if ("NS" in value) return sum(value.NS, ofNumber)
  return sum(value.BS, (member) => member.byteLength)
}

/** Bytes of an item as the service counts them against its limits and its capacity. */
export const ofItem = (item: Item): number => {
  let bytes = 0
  for (const name in item) {
    const value = item[name]
    if (value !== undefined) bytes += ofText(name) + ofValue(value)
  }
  return bytes
}

/** Write capacity units for so many bytes, the larger of before and after; what is not there costs one. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / writeUnit))

/** Read capacity units for so many bytes; what is not there costs as much as the smallest that is. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / readUnit)) * (consistent ? 1 : 0.5)
