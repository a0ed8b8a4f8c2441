import type { AttributeValue as AwsValue, WriteRequest as AwsWrite } from "@aws-sdk/client-dynamodb"
import type { WriteRequest } from "../../DynamoDB.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"

/** `Object.fromEntries` defines what assignment would not: an attribute may be called `__proto__`. */
const mapItem = <A, B>(item: { readonly [attribute: string]: A }, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, f(value)]))

const toAwsValue = (value: AttributeValue): AwsValue => {
  if ("L" in value) return { L: value.L.map((element) => toAwsValue(element)) }
  if ("M" in value) return { M: toAws(value.M) }
  if ("SS" in value) return { SS: [...value.SS] }
  if ("NS" in value) return { NS: [...value.NS] }
  if ("BS" in value) return { BS: [...value.BS] }
  return value
}

export const toAws = (item: Item): Record<string, AwsValue> => mapItem(item, toAwsValue)

const fromAwsValue = (value: AwsValue): AttributeValue => {
  if (value.S !== undefined) return value
  if (value.N !== undefined) return value
  if (value.B !== undefined) return value
  if (value.BOOL !== undefined) return value
  if (value.NULL !== undefined) return { NULL: true }
  if (value.M !== undefined) return { M: fromAws(value.M) }
  if (value.L !== undefined) return { L: value.L.map((element) => fromAwsValue(element)) }
  if (value.SS !== undefined) return value
  if (value.NS !== undefined) return value
  if (value.BS !== undefined) return value
  throw new UnreadableAnswer("an attribute value of no known type")
}

export const fromAws = (item: Record<string, AwsValue>): Item => mapItem(item, fromAwsValue)

export const toAwsWrite = (request: WriteRequest): AwsWrite =>
  request._tag === "put"
    ? { PutRequest: { Item: toAws(request.item) } }
    : { DeleteRequest: { Key: toAws(request.key) } }

export const fromAwsWrite = ({ DeleteRequest, PutRequest }: AwsWrite): WriteRequest => {
  if (PutRequest?.Item !== undefined) return { _tag: "put", item: fromAws(PutRequest.Item) }
  if (DeleteRequest?.Key !== undefined) return { _tag: "delete", key: fromAws(DeleteRequest.Key) }
  throw new UnreadableAnswer("an unprocessed write that neither puts nor deletes")
}
