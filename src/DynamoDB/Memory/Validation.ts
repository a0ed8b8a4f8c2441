import { base64 } from "../../domain/Base64.ts"
import * as Decimal from "../../domain/Decimal.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"
import * as ItemSize from "../../domain/ItemSize.ts"
import type { KeyAttribute, KeySchema } from "../../domain/Key.ts"
import * as Key from "../../domain/Key.ts"

/** The message of a ValidationException, in the service's words, or that there is none. */
export type Problem = string | undefined

const deepestLevel = 32
const longestPartitionKey = 2048
const longestSortKey = 1024
const invalid = "One or more parameter values were invalid: "
const schemaMismatch = "The provided key element does not match the schema"

const numberProblems: Record<Exclude<Decimal.Problem, "NotANumber">, string> = {
  Overflow: "Number overflow. Attempting to store a number with magnitude larger than supported range",
  Underflow: "Number underflow. Attempting to store a number with magnitude smaller than supported range",
  TooManyDigits: "Attempting to store more than 38 significant digits in a Number"
}

const ofNumber = (text: string): Problem => {
  const problem = Decimal.problem(text)
  if (problem === undefined) return undefined
  if (problem !== "NotANumber") return numberProblems[problem]
  const message = "The parameter cannot be converted to a numeric value"
  return text === "" ? message : `${message}: ${text}`
}

export const first = <A>(values: ReadonlyArray<A>, problemOf: (value: A) => Problem): Problem => {
  for (const value of values) {
    const problem = problemOf(value)
    if (problem !== undefined) return problem
  }
  return undefined
}

const repeats = (members: ReadonlyArray<string>): boolean => new Set(members).size < members.length

const ofStringSet = (members: ReadonlyArray<string>): Problem => {
  if (members.length === 0) return `${invalid}An string set  may not be empty`
  return repeats(members) ? `${invalid}Input collection [${members.join(", ")}] contains duplicates.` : undefined
}

const ofNumberSet = (members: ReadonlyArray<string>): Problem => {
  if (members.length === 0) return `${invalid}An number set  may not be empty`
  return (
    first(members, ofNumber) ??
    (repeats(members.map(Decimal.canonical)) ? "Input collection contains duplicates" : undefined)
  )
}

const ofBinarySet = (members: ReadonlyArray<Uint8Array>): Problem => {
  if (members.length === 0) return `${invalid}Binary sets should not be empty`
  const texts = members.map(base64)
  return repeats(texts) ? `${invalid}Input collection [${texts.join(", ")}]of type BS contains duplicates.` : undefined
}

export const ofValue = (value: AttributeValue, level = 1): Problem => {
  if (level > deepestLevel) {
    return "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
  }
  if ("S" in value || "B" in value || "BOOL" in value || "NULL" in value) return undefined
  if ("N" in value) return ofNumber(value.N)
  if ("M" in value) return ofValues(value.M, level + 1)
  if ("L" in value) return first(value.L, (element) => ofValue(element, level + 1))
  if ("SS" in value) return ofStringSet(value.SS)
  if ("NS" in value) return ofNumberSet(value.NS)
  return ofBinarySet(value.BS)
}

/** Of the values alone, whatever table they are for. */
export const ofValues = (attributes: Item, level = 1): Problem => {
  for (const name in attributes) {
    const value = attributes[name]
    const problem = value === undefined ? undefined : ofValue(value, level)
    if (problem !== undefined) return problem
  }
  return undefined
}

export const ofSize = (bytes: number): Problem =>
  bytes > ItemSize.maximum ? "Item size has exceeded the maximum allowed size" : undefined

const own = (attributes: Item, name: string): AttributeValue | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined

const ofKeyLength = (attribute: KeyAttribute, length: number, isPartition: boolean): Problem => {
  if (length === 0) {
    const kind = attribute.type === "S" ? "string" : "binary"
    return `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${attribute.name}`
  }
  if (isPartition && length > longestPartitionKey) {
    return `${invalid}Size of hashkey has exceeded the maximum size limit of2048 bytes`
  }
  if (!isPartition && length > longestSortKey) {
    return `${invalid}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`
  }
  return undefined
}

/** What stands for a key attribute: the length of its bytes, or that it has another type. Numbers have every length. */
const keyLength = (attribute: KeyAttribute, value: AttributeValue): number | undefined => {
  if (attribute.type === "S") return "S" in value ? Buffer.byteLength(value.S) : undefined
  if (attribute.type === "B") return "B" in value ? value.B.byteLength : undefined
  return "N" in value ? 1 : undefined
}

/** Of the key attributes inside an item that is to be put. */
export const ofItemKey = (schema: KeySchema, item: Item): Problem => {
  for (const attribute of Key.attributes(schema)) {
    const value = own(item, attribute.name)
    if (value === undefined) return `${invalid}Missing the key ${attribute.name} in the item`
    const length = keyLength(attribute, value)
    if (length === undefined) {
      const actual = Object.keys(value).join()
      return `${invalid}Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${actual}`
    }
    const problem = ofKeyLength(attribute, length, attribute === schema.partition)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Of one attribute of a key that stands alone: it is there, and of its type. */
export const ofKeyAttribute = (schema: KeySchema, attribute: KeyAttribute, key: Item): Problem => {
  const value = own(key, attribute.name)
  const length = value === undefined ? undefined : keyLength(attribute, value)
  return length === undefined ? schemaMismatch : ofKeyLength(attribute, length, attribute === schema.partition)
}

/** Of a key that stands alone: exactly the key attributes, each of its type. */
export const ofKey = (schema: KeySchema, key: Item): Problem => {
  const attributes = Key.attributes(schema)
  return Object.keys(key).length === attributes.length
    ? first(attributes, (attribute) => ofKeyAttribute(schema, attribute, key))
    : schemaMismatch
}

/** In a batch the service does not say which key attribute of an item is wrong. */
export const ofBatchedItemKey = (schema: KeySchema, item: Item): Problem => {
  for (const attribute of Key.attributes(schema)) {
    const value = own(item, attribute.name)
    if (value === undefined || keyLength(attribute, value) === undefined) return schemaMismatch
  }
  return ofItemKey(schema, item)
}
