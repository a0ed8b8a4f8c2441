import * as Decimal from "../../domain/Decimal.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"

const isCanonical = (number: string): boolean => Decimal.canonical(number) === number

const isNormal = (value: AttributeValue): boolean => {
  if ("N" in value) return isCanonical(value.N)
  if ("NS" in value) return value.NS.every(isCanonical)
  if ("L" in value) return value.L.every(isNormal)
  if ("M" in value) return isNormalItem(value.M)
  return true
}

const isNormalItem = (item: Item): boolean => {
  for (const name in item) {
    const value = item[name]
    if (value !== undefined && !isNormal(value)) return false
  }
  return true
}

const ofValue = (value: AttributeValue): AttributeValue => {
  if ("N" in value) return { N: Decimal.canonical(value.N) }
  if ("NS" in value) return { NS: value.NS.map(Decimal.canonical) }
  if ("L" in value) return { L: value.L.map(ofValue) }
  if ("M" in value) return { M: ofItem(value.M) }
  return value
}

/** The item as the service stores it: `1.0` as `1`. The very same object where there is nothing to change. */
export const ofItem = (item: Item): Item =>
  isNormalItem(item) ? item : Object.fromEntries(Object.entries(item).map(([name, value]) => [name, ofValue(value)]))
