import type { WriteRequest } from "../../DynamoDB.ts"
import type { Item } from "../../domain/Item.ts"
import type { Consumed, Page } from "../Memory/Engine.ts"
import { validation } from "../Memory/Exceptions.ts"
import * as Attributes from "./Attributes.ts"
import * as Encoded from "./Encoded.ts"
import * as Expressions from "./Expressions.ts"
import * as Operation from "./Operation.ts"
import type { Json } from "./Reader.ts"
import { mustNotBeNull, type Request } from "./Request.ts"

const noItem: Item = {}
const noTables: Json = {}

const read = (request: Request, name: string): Item =>
  request.required(name, (value) => Attributes.item(request.reader, value), noItem)

/** The members that say what a write gives back; all that can be asked for here is nothing. */
const silent = (request: Request): void => {
  request.only("ReturnValues", "NONE")
  request.only("ReturnItemCollectionMetrics", "NONE")
  request.only("ReturnValuesOnConditionCheckFailure", "NONE")
}

const onWrites = [
  "ReturnConsumedCapacity",
  "ReturnValues",
  "ReturnItemCollectionMetrics",
  "ReturnValuesOnConditionCheckFailure"
] as const

const putItem = Operation.make({
  name: "PutItem",
  plane: "data",
  members: ["TableName", "Item", ...onWrites],
  read: (request) => {
    silent(request)
    return { table: request.table, item: read(request, "Item"), capacity: request.capacity }
  },
  carryOut: (engine, input) => engine.putItem(input),
  answer: (output, { capacity }) => ({ ConsumedCapacity: Encoded.consumed(output, capacity) })
})

const deleteItem = Operation.make({
  name: "DeleteItem",
  plane: "data",
  members: ["TableName", "Key", ...onWrites],
  read: (request) => {
    silent(request)
    return { table: request.table, key: read(request, "Key"), capacity: request.capacity }
  },
  carryOut: (engine, input) => engine.deleteItem(input),
  answer: (output, { capacity }) => ({ ConsumedCapacity: Encoded.consumed(output, capacity) })
})

const getItem = Operation.make({
  name: "GetItem",
  plane: "data",
  members: ["TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity"],
  read: (request) => ({
    table: request.table,
    key: read(request, "Key"),
    consistent: request.consistent,
    capacity: request.capacity
  }),
  carryOut: (engine, input) => engine.getItem(input),
  answer: (output, { capacity }) => ({
    Item: output.item && Encoded.item(output.item),
    ConsumedCapacity: Encoded.consumed(output, capacity)
  })
})

const ofTables = (tables: ReadonlyArray<Consumed>, capacity: Encoded.ReturnConsumedCapacity) =>
  capacity === "NONE" ? undefined : tables.map((table) => Encoded.consumed(table, capacity))

/** The tables of a batch, which are the members of `RequestItems`. */
const requestItems = <A>(
  request: Request,
  ofTable: (table: string, value: unknown) => A | undefined
): ReadonlyArray<A> => {
  const tables = request.required("RequestItems", (value) => request.reader.object(value), noTables)
  const read: Array<A> = []
  for (const table in tables) {
    const one = ofTable(table, tables[table])
    if (one === undefined) request.violated(`requestItems.${table}`, undefined, mustNotBeNull)
    else read.push(one)
  }
  return read
}

const writeRequest = (request: Request, value: unknown): WriteRequest | undefined => {
  const { PutRequest, DeleteRequest, ...others } = request.reader.object(value) ?? {}
  const put = request.reader.object(PutRequest)
  const remove = request.reader.object(DeleteRequest)
  if ((put === undefined) === (remove === undefined) || Object.keys(others).length > 0) {
    const message =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
    return request.reader.refuse(validation(message))
  }
  const attributes = Attributes.item(request.reader, put === undefined ? remove?.Key : put.Item)
  if (attributes === undefined) {
    request.violated(put === undefined ? "deleteRequest.key" : "putRequest.item", undefined, mustNotBeNull)
    return undefined
  }
  return put === undefined ? { _tag: "delete", key: attributes } : { _tag: "put", item: attributes }
}

const batchWriteItem = Operation.make({
  name: "BatchWriteItem",
  plane: "data",
  members: ["RequestItems", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"],
  read: (request) => {
    request.only("ReturnItemCollectionMetrics", "NONE")
    const tables = requestItems(request, (table, value) => {
      const requests = request.reader.list(value, (element) => writeRequest(request, element))
      return requests && { table, requests }
    })
    return { tables, capacity: request.capacity }
  },
  carryOut: (engine, { tables }) => engine.batchWriteItem(tables),
  answer: (output, { capacity }) => ({ UnprocessedItems: {}, ConsumedCapacity: ofTables(output, capacity) }),
  unprocessed: ({ RequestItems }) => ({ UnprocessedItems: RequestItems })
})

const batchGetItem = Operation.make({
  name: "BatchGetItem",
  plane: "data",
  members: ["RequestItems", "ReturnConsumedCapacity"],
  read: (request) => {
    const tables = requestItems(request, (table, value) => {
      const members = request.reader.object(value)
      if (members === undefined) return undefined
      const { ConsistentRead, Keys, ...others } = members
      request.refuseOthers(others)
      const keys = request.reader.list(Keys, (key) => Attributes.item(request.reader, key))
      return keys && { table, keys, consistent: request.reader.flag(ConsistentRead) ?? false }
    })
    return { tables, capacity: request.capacity }
  },
  carryOut: (engine, { tables }) => engine.batchGetItem(tables),
  answer: (output, { capacity, tables }) => ({
    Responses: Object.fromEntries(output.map(({ items, table }) => [table, items.map(Encoded.item)])),
    UnprocessedKeys: Object.fromEntries(
      output
        .filter(({ unprocessed }) => unprocessed.length > 0)
        .map(({ table, unprocessed }) => {
          const consistent = tables.some((asked) => asked.table === table && asked.consistent)
          return [table, { Keys: unprocessed.map(Encoded.item), ...(consistent ? { ConsistentRead: true } : {}) }]
        })
    ),
    ConsumedCapacity: ofTables(output, capacity)
  }),
  unprocessed: ({ RequestItems }) => ({ Responses: {}, UnprocessedKeys: RequestItems })
})

const segment = (request: Request): { readonly index: number; readonly of: number } | undefined => {
  const index = request.reader.integer(request.members.Segment)
  const of = request.reader.integer(request.members.TotalSegments)
  if (index === undefined && of === undefined) return undefined
  if (index !== undefined && of !== undefined) return { index, of }
  const message =
    of === undefined
      ? "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"
      : "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"
  return request.reader.refuse(validation(message))
}

const selections = ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"]

/** Whether the items themselves are asked for, and not only how many they are. */
const withItems = (request: Request): boolean => {
  const selected = request.reader.text(request.members.Select)
  const isProjected = request.members.ProjectionExpression != null
  const refuse = (message: string) => request.reader.refuse(validation(message))
  if (selected === undefined) return true
  if (!selections.includes(selected)) {
    request.violated("select", selected, `Member must satisfy enum value set: [${selections.join(", ")}]`)
  } else if (selected === "ALL_PROJECTED_ATTRIBUTES") {
    refuse("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
  } else if (selected === "SPECIFIC_ATTRIBUTES" && !isProjected) {
    refuse("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
  } else if (selected !== "SPECIFIC_ATTRIBUTES" && isProjected) {
    const wanted = selected === "COUNT" ? "only the Count" : "ALL_ATTRIBUTES"
    refuse(`Cannot specify the ProjectionExpression when choosing to get ${wanted}`)
  }
  return selected !== "COUNT"
}

const onReads = [
  "TableName",
  "ConsistentRead",
  "ExclusiveStartKey",
  "Limit",
  "Select",
  "ProjectionExpression",
  "ExpressionAttributeNames",
  "ReturnConsumedCapacity"
] as const

const page = (request: Request) => ({
  table: request.table,
  consistent: request.consistent,
  start: Attributes.item(request.reader, request.members.ExclusiveStartKey),
  limit: request.reader.integer(request.members.Limit),
  withItems: withItems(request),
  capacity: request.capacity
})

const answerPage = (output: Page, { capacity, withItems }: ReturnType<typeof page>) => ({
  Items: withItems ? output.items.map(Encoded.item) : undefined,
  Count: output.items.length,
  ScannedCount: output.scanned,
  LastEvaluatedKey: output.next && Encoded.item(output.next),
  ConsumedCapacity: Encoded.consumed(output, capacity)
})

const scan = Operation.make({
  name: "Scan",
  plane: "data",
  members: [...onReads, "Segment", "TotalSegments"],
  read: (request) => ({ ...page(request), segment: segment(request), projection: Expressions.ofScan(request) }),
  carryOut: (engine, input) => engine.scanPage(input),
  answer: answerPage
})

const query = Operation.make({
  name: "Query",
  plane: "data",
  members: [...onReads, "KeyConditionExpression", "ExpressionAttributeValues", "ScanIndexForward"],
  read: (request) => ({
    ...page(request),
    forward: request.reader.flag(request.members.ScanIndexForward) ?? true,
    ...Expressions.ofQuery(request)
  }),
  carryOut: (engine, input) => engine.queryPage(input),
  answer: answerPage
})

export const operations = [putItem, deleteItem, batchWriteItem, getItem, batchGetItem, scan, query] as const
