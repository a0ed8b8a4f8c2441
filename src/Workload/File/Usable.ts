import type { AttributeValue, Item } from "../../domain/Item.ts"
import * as ItemSize from "../../domain/ItemSize.ts"
import type * as Key from "../../domain/Key.ts"

const longestKeyBytes = { partition: 2048, sort: 1024 }

const wanted: Record<Key.KeyType, string> = { S: "a string (S)", N: "a number (N)", B: "binary (B)" }

const kindOf = (value: AttributeValue): string => {
  if ("S" in value) return "a string"
  if ("N" in value) return "a number"
  if ("B" in value) return "binary"
  if ("BOOL" in value) return "a boolean"
  if ("NULL" in value) return "null"
  if ("M" in value) return "an object"
  return "L" in value ? "an array" : "a set"
}

/** Undefined for another type; numbers have no length that matters. */
const keyBytes = (type: Key.KeyType, value: AttributeValue): number | undefined => {
  switch (type) {
    case "S":
      return "S" in value ? Buffer.byteLength(value.S) : undefined
    case "B":
      return "B" in value ? value.B.byteLength : undefined
    case "N":
      return "N" in value ? 1 : undefined
  }
}

const keyProblem = ({ name, type }: Key.KeyAttribute, item: Item, longest: number): string | undefined => {
  const value = Object.hasOwn(item, name) ? item[name] : undefined
  if (value === undefined) return `key ${name} is missing`
  const bytes = keyBytes(type, value)
  if (bytes === undefined) return `key ${name} is ${kindOf(value)}, wants ${wanted[type]}`
  if (bytes === 0) return `key ${name} is empty`
  return bytes > longest ? `key ${name} is longer than ${longest} bytes` : undefined
}

/** Why DynamoDB would refuse the item, of so many bytes, in a table of this key; nothing in it is ever converted to make it fit. */
export const problemOf = (key: Key.KeySchema, item: Item, bytes = ItemSize.ofItem(item)): string | undefined => {
  const problem =
    keyProblem(key.partition, item, longestKeyBytes.partition) ??
    (key.sort === undefined ? undefined : keyProblem(key.sort, item, longestKeyBytes.sort))
  if (problem !== undefined) return problem
  return bytes > ItemSize.maximum ? "is larger than 400 KB as an item" : undefined
}
