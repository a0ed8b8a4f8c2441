import { Either } from "effect"
import type { AttributeValue, Item } from "../domain/Item.ts"
import * as Unwritable from "./Unwritable.ts"

/** Or why there can be none: the reason holds no value, so that values can be counted by it. */
type Converted = AttributeValue | string

const isProblem = (converted: Converted): converted is string => typeof converted === "string"

/** `{}`, `Object.create(null)`, of this realm or of another one. */
const isPlain = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const ofClass = (value: object): string =>
  typeof value.constructor === "function" ? `a ${value.constructor.name}` : "an object with a prototype of its own"

const ofText = (text: string): Converted => Unwritable.ofText(text) ?? { S: text }

const ofNumber = (value: number | bigint): Converted => {
  if (typeof value === "number" && !Number.isFinite(value)) return `holds ${value}, which is no number of DynamoDB`
  const text = String(value)
  return Unwritable.ofNumber(text) ?? { N: text }
}

const ofBytes = ({ buffer, byteLength, byteOffset }: ArrayBufferView): AttributeValue => ({
  B: new Uint8Array(buffer, byteOffset, byteLength)
})

const ofList = (values: ReadonlyArray<unknown>, depth: number): Converted => {
  const list: Array<AttributeValue> = []
  for (const value of values) {
    if (value === undefined) return "holds an array with a hole or undefined in it"
    const converted = ofValue(value, depth)
    if (isProblem(converted)) return converted
    list.push(converted)
  }
  return { L: list }
}

const ofSet = (values: ReadonlySet<unknown>, depth: number): Converted => {
  if (values.size === 0) return "holds an empty set, which DynamoDB has not"
  const SS: Array<string> = []
  const NS: Array<string> = []
  const BS: Array<Uint8Array> = []
  for (const value of values) {
    const converted = ofValue(value, depth)
    if (isProblem(converted)) return converted
    if ("S" in converted) SS.push(converted.S)
    else if ("N" in converted) NS.push(converted.N)
    else if ("B" in converted) BS.push(converted.B)
  }
  if (SS.length === values.size) return { SS }
  if (NS.length === values.size) return { NS }
  return BS.length === values.size ? { BS } : "holds a set that is not of strings, of numbers or of bytes alone"
}

const ofObject = (value: object, depth: number): Converted => {
  if (depth > Unwritable.deepest) return Unwritable.nested
  if (Array.isArray(value)) return ofList(value, depth)
  if (ArrayBuffer.isView(value)) return ofBytes(value)
  if (value instanceof ArrayBuffer) return { B: new Uint8Array(value) }
  if (value instanceof Set) return ofSet(value, depth)
  if (!isPlain(value)) return `holds ${ofClass(value)}, which is no plain object: hand over what it shall be`
  const item: Record<string, AttributeValue> = {}
  for (const name of Object.keys(value)) {
    if (value[name] === undefined) continue
    const problem = Unwritable.ofName(name)
    if (problem !== undefined) return problem
    const converted = ofValue(value[name], depth)
    if (isProblem(converted)) return converted
    item[name] = converted
  }
  return { M: item }
}

const ofValue = (value: unknown, depth: number): Converted => {
  switch (typeof value) {
    case "string":
      return ofText(value)
    case "number":
    case "bigint":
      return ofNumber(value)
    case "boolean":
      return { BOOL: value }
    case "object":
      return value === null ? { NULL: true } : ofObject(value, depth + 1)
    default:
      return `holds a ${typeof value}`
  }
}

/**
 * A plain object of JavaScript as an item: strings are S, numbers and bigints N, booleans BOOL, null NULL, arrays L, plain
 * objects M, `Set` SS, NS or BS, `Uint8Array` and its like B. What is undefined is left out. A left says why the value can
 * be no item (NaN, a Date or another class, an empty set, …): nothing is ever converted to make it fit.
 */
export const toItem = (value: unknown): Either.Either<Item, string> => {
  if (value === undefined || value === null) return Either.left(`is no object but ${value}`)
  if (typeof value !== "object") return Either.left(`is no object but a ${typeof value}`)
  const converted = ofValue(value, 0)
  if (isProblem(converted)) return Either.left(converted)
  return "M" in converted ? Either.right(converted.M) : Either.left("is no plain object")
}
