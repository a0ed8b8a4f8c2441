import { Schema } from "effect"
import { base64 } from "./Base64.ts"
import * as Decimal from "./Decimal.ts"
import type { AttributeValue, Item } from "./Item.ts"

export const KeyType = Schema.Literal("S", "N", "B")
export type KeyType = typeof KeyType.Type

export const KeyAttribute = Schema.Struct({ name: Schema.NonEmptyString, type: KeyType })
export type KeyAttribute = typeof KeyAttribute.Type

export const KeySchema = Schema.Struct({
  partition: KeyAttribute,
  sort: Schema.optionalWith(KeyAttribute, { exact: true })
})
export type KeySchema = typeof KeySchema.Type

export const attributes = (key: KeySchema): ReadonlyArray<KeyAttribute> =>
  key.sort === undefined ? [key.partition] : [key.partition, key.sort]

/** The key attributes alone: what GetItem and DeleteItem take. */
export const pick = (key: KeySchema, item: Item): Item => {
  const picked: Record<string, AttributeValue> = {}
  for (const { name } of attributes(key)) {
    const value = item[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}

const text = (value: AttributeValue | undefined): string => {
  if (value === undefined) return ""
  if ("S" in value) return value.S
  if ("N" in value) return Decimal.canonical(value.N)
  if ("B" in value) return base64(value.B)
  return ""
}

/** Equal for two items exactly where DynamoDB sees one key: `1` and `1.0` are one number. */
export const toText = (key: KeySchema, item: Item): string => {
  const partition = text(item[key.partition.name])
  return key.sort === undefined ? partition : `${partition.length}:${partition}${text(item[key.sort.name])}`
}
