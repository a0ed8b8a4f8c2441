import { encodeItem, encodeWrites } from "../../../src/DynamoDB/Wire/Encoded.ts"
import type { Item } from "../../../src/domain/Item.ts"
import { table } from "./Loop.ts"

export const credentials = { accessKeyId: "millrace", secretAccessKey: "millrace" }
export const region = "us-east-1"

const targets = { put: "DynamoDB_20120810.PutItem", batch: "DynamoDB_20120810.BatchWriteItem" } as const

export const targetOf = (batch: number) => (batch === 1 ? targets.put : targets.batch)

/** In DynamoDB's JSON. */
export const bodyOf = (unit: ReadonlyArray<Item>): string => {
  const [first] = unit
  return unit.length === 1 && first !== undefined
    ? `{"TableName":"${table}","Item":${encodeItem(first)},"ReturnConsumedCapacity":"TOTAL"}`
    : `{"RequestItems":{"${table}":${encodeWrites(unit.map((item) => ({ _tag: "put", item })))}},"ReturnConsumedCapacity":"TOTAL"}`
}
