import type { TableDescription, Tags } from "../../DynamoDB.ts"
import { base64 } from "../../domain/Base64.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"
import * as Key from "../../domain/Key.ts"
import type { Consumed, EngineTable } from "../Memory/Engine.ts"

/** Stands in JSON as the protocol wants it: binary as base64, all else as it is. */
const attribute = (value: AttributeValue): unknown => {
  if ("B" in value) return { B: base64(value.B) }
  if ("BS" in value) return { BS: value.BS.map(base64) }
  if ("L" in value) return { L: value.L.map(attribute) }
  if ("M" in value) return { M: item(value.M) }
  return value
}

export const item = (of: Item): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, attribute(value)]))

export type ReturnConsumedCapacity = "NONE" | "TOTAL" | "INDEXES"

export const consumed = ({ table, units }: Consumed, wanted: ReturnConsumedCapacity) =>
  wanted === "NONE"
    ? undefined
    : {
        TableName: table,
        CapacityUnits: units,
        ...(wanted === "INDEXES" ? { Table: { CapacityUnits: units } } : {})
      }

export const tags = (of: Tags) => Object.entries(of).map(([Key, Value]) => ({ Key, Value }))

export const table = ({ itemCount, key, name, sizeBytes, status }: EngineTable) => ({
  AttributeDefinitions: Key.attributes(key).map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  ItemCount: itemCount,
  KeySchema: keySchema(key),
  ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
  TableArn: `arn:aws:dynamodb:ddblocal:000000000000:table/${name}`,
  TableName: name,
  TableSizeBytes: sizeBytes,
  TableStatus: status
})

const keySchema = ({ partition, sort }: TableDescription["key"]) => [
  { AttributeName: partition.name, KeyType: "HASH" },
  ...(sort === undefined ? [] : [{ AttributeName: sort.name, KeyType: "RANGE" }])
]
