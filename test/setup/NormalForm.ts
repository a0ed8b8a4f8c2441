import type { AttributeValue, Item } from "../../src/domain/Item.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

const value = (given: AttributeValue): unknown => {
  if ("B" in given) return { B: hex(given.B) }
  if ("BS" in given) return { BS: given.BS.map(hex).sort() }
  if ("SS" in given) return { SS: [...given.SS].sort() }
  if ("NS" in given) return { NS: [...given.NS].sort() }
  if ("L" in given) return { L: given.L.map(value) }
  if ("M" in given) return { M: normal(given.M) }
  return given
}

/** An item as plain data, the same for items that DynamoDB calls equal: attributes and sets have no order. */
export const normal = (item: Item): unknown =>
  Object.fromEntries(
    Object.entries(item)
      .map(([name, given]) => [name, value(given)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
  )
