import { Predicate } from "effect"
import type { WriteRequest } from "../../DynamoDB.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** What stands under a name; undefined for what is not there or null. */
export const member = (json: unknown, name: string): unknown =>
  Predicate.hasProperty(json, name) ? (json[name] ?? undefined) : undefined

/** The elements of an array; none where there is nothing. */
export const elements = (json: unknown): ReadonlyArray<unknown> => {
  if (Array.isArray(json)) return json
  if (Predicate.isNullable(json)) return []
  throw new UnreadableAnswer("no array where one belongs")
}

/** Those of what no outcome depends on: none where there is no array. */
export const elementsIfAny = (json: unknown): ReadonlyArray<unknown> => (Array.isArray(json) ? json : [])

/** What an object holds, in no particular order; nothing where there is nothing. */
export const membersOf = (json: unknown): ReadonlyArray<unknown> => {
  if (Predicate.isRecord(json)) return Object.values(json)
  if (Predicate.isNullable(json)) return []
  throw new UnreadableAnswer("no object where one belongs")
}

const decodeString = (json: unknown): string => {
  if (Predicate.isString(json)) return json
  throw new UnreadableAnswer("an attribute value that is not text")
}

const decodeBytes = (json: unknown): Uint8Array => {
  const text = decodeString(json)
  if (!base64.test(text)) throw new UnreadableAnswer("a binary value that is not base64")
  return new Uint8Array(Buffer.from(text, "base64"))
}

const decodeValue = (json: unknown): AttributeValue => {
  if (!Predicate.isRecord(json)) throw new UnreadableAnswer("an attribute value that is no object")
  // most are strings: the others are looked for when it is none
  const { S } = json
  if (S != null) return { S: decodeString(S) }
  const { B, BOOL, BS, L, M, N, NS, NULL, SS } = json
  if (N != null) return { N: decodeString(N) }
  if (B != null) return { B: decodeBytes(B) }
  if (Predicate.isBoolean(BOOL)) return { BOOL }
  if (NULL != null) return { NULL: true }
  if (M != null) return { M: decodeItem(M) }
  if (L != null) return { L: elements(L).map((element) => decodeValue(element)) }
  if (SS != null) return { SS: elements(SS).map((element) => decodeString(element)) }
  if (NS != null) return { NS: elements(NS).map((element) => decodeString(element)) }
  if (BS != null) return { BS: elements(BS).map((element) => decodeBytes(element)) }
  throw new UnreadableAnswer("an attribute value of no known type")
}

/** An attribute may have any name, `__proto__` too, which cannot be assigned. */
export const decodeItem = (json: unknown): Item => {
  if (!Predicate.isRecord(json)) throw new UnreadableAnswer("an item that is no object")
  const item: Record<string, AttributeValue> = {}
  for (const name of Object.keys(json)) {
    const value = decodeValue(json[name])
    if (name === "__proto__") Object.defineProperty(item, name, { value, enumerable: true })
    else item[name] = value
  }
  return item
}

export const decodeWrite = (json: unknown): WriteRequest => {
  const item = member(member(json, "PutRequest"), "Item")
  if (item !== undefined) return { _tag: "put", item: decodeItem(item) }
  const key = member(member(json, "DeleteRequest"), "Key")
  if (key !== undefined) return { _tag: "delete", key: decodeItem(key) }
  throw new UnreadableAnswer("an unprocessed write that neither puts nor deletes")
}

/** Other servers than AWS's say what they like; nothing is made of what is no number of units. */
export const unitsOf = (consumed: unknown): number => {
  const said = member(consumed, "CapacityUnits")
  return typeof said === "number" && said > 0 && Number.isFinite(said) ? said : 0
}
