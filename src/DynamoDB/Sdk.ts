import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DescribeTableCommand,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  ScanCommand
} from "@aws-sdk/client-dynamodb"
import { Effect, Layer } from "effect"
import { DynamoDB } from "../DynamoDB.ts"
import type { RequestError } from "../domain/RequestError.ts"
import { noSuchTable, type Options, openAll } from "./Connections.ts"
import { fromAws, fromAwsWrite, toAws, toAwsWrite } from "./Sdk/Attributes.ts"
import * as Client from "./Sdk/Client.ts"

const ReturnConsumedCapacity = "TOTAL"

/** Other servers than AWS's say what they like; nothing is made of what is no number of units. */
const units = (consumed: ConsumedCapacity | undefined): number => {
  const said: unknown = consumed?.CapacityUnits
  return typeof said === "number" && said > 0 && Number.isFinite(said) ? said : 0
}

const sum = (consumed: ReadonlyArray<ConsumedCapacity> | undefined): number =>
  consumed?.reduce((total, each) => total + units(each), 0) ?? 0

const service = ({ attempt, aws, connections }: Client.Client) =>
  DynamoDB.of({
    connections,

    putItem: ({ item, table }) =>
      attempt(async (options) => {
        const answer = await aws.send(
          new PutItemCommand({ TableName: table, Item: toAws(item), ReturnConsumedCapacity }),
          options
        )
        return { consumed: units(answer.ConsumedCapacity) }
      }),

    batchWriteItem: ({ requests, table }) =>
      attempt(async (options) => {
        const answer = await aws.send(
          new BatchWriteItemCommand({
            RequestItems: { [table]: requests.map((request) => toAwsWrite(request)) },
            ReturnConsumedCapacity
          }),
          options
        )
        const unprocessed = Object.values(answer.UnprocessedItems ?? {}).flat()
        return {
          unprocessed: unprocessed.map((request) => fromAwsWrite(request)),
          consumed: sum(answer.ConsumedCapacity)
        }
      }),

    getItem: ({ consistent, key, table }) =>
      attempt(async (options) => {
        const answer = await aws.send(
          new GetItemCommand({ TableName: table, Key: toAws(key), ConsistentRead: consistent, ReturnConsumedCapacity }),
          options
        )
        return {
          item: answer.Item === undefined ? undefined : fromAws(answer.Item),
          consumed: units(answer.ConsumedCapacity)
        }
      }),

    batchGetItem: ({ consistent, keys, table }) =>
      attempt(async (options) => {
        const answer = await aws.send(
          new BatchGetItemCommand({
            RequestItems: { [table]: { Keys: keys.map((key) => toAws(key)), ConsistentRead: consistent } },
            ReturnConsumedCapacity
          }),
          options
        )
        const found = Object.values(answer.Responses ?? {}).flat()
        const unprocessed = Object.values(answer.UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys ?? [])
        return {
          items: found.map((item) => fromAws(item)),
          unprocessed: unprocessed.map((key) => fromAws(key)),
          consumed: sum(answer.ConsumedCapacity)
        }
      }),

    scanPage: ({ consistent, limit, segment, start, table }) =>
      attempt(async (options) => {
        const answer = await aws.send(
          new ScanCommand({
            TableName: table,
            ConsistentRead: consistent,
            ExclusiveStartKey: start === undefined ? undefined : toAws(start),
            Limit: limit,
            Segment: segment?.index,
            TotalSegments: segment?.of,
            ReturnConsumedCapacity
          }),
          options
        )
        return {
          items: (answer.Items ?? []).map((item) => fromAws(item)),
          next: answer.LastEvaluatedKey === undefined ? undefined : fromAws(answer.LastEvaluatedKey),
          consumed: units(answer.ConsumedCapacity)
        }
      })
  })

/** DynamoDB by the AWS SDK's client: one attempt per call, no retries of its own. */
export const layer = (options: Options): Layer.Layer<DynamoDB> =>
  Layer.scoped(DynamoDB, Effect.map(Client.make(options), service))

/** Any answer of DynamoDB's will do, a refusal too. */
const answered = ({ attempt, aws }: Client.Client) =>
  attempt(async (options) => {
    const answer = aws.send(new DescribeTableCommand({ TableName: noSuchTable }), options)
    await answer.catch((cause: unknown) => {
      if (!(cause instanceof DynamoDBServiceException)) throw cause
    })
  })

/** `layer` with its connections open before anyone uses it; fails where they do not open. */
export const layerWarm = (options: Options): Layer.Layer<DynamoDB, RequestError> =>
  Layer.scoped(
    DynamoDB,
    Client.make(options).pipe(
      Effect.tap((client) => openAll(options, answered(client))),
      Effect.map(service)
    )
  )
