import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DescribeTableCommand,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandOutput
} from "@aws-sdk/client-dynamodb"
import { Effect, type Layer } from "effect"
import { DynamoDB } from "../DynamoDB.ts"
import type { RequestError } from "../domain/RequestError.ts"
import { noSuchTable, type Options } from "./Connections.ts"
import * as Expressions from "./Expressions.ts"
import * as Reuse from "./Reuse.ts"
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

const page = ({ ConsumedCapacity, Items = [], LastEvaluatedKey }: ScanCommandOutput | QueryCommandOutput) => ({
  items: Items.map((item) => fromAws(item)),
  next: LastEvaluatedKey === undefined ? undefined : fromAws(LastEvaluatedKey),
  consumed: units(ConsumedCapacity)
})

const service = ({ attempt, aws }: Client.Client) =>
  DynamoDB.of({
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
        return page(answer)
      }),

    queryPage: ({ attributes, condition, consistent, forward, limit, start, table }) =>
      attempt(async (options) => {
        const { ExpressionAttributeValues, ...expressions } = Expressions.ofQuery(condition, attributes)
        const answer = await aws.send(
          new QueryCommand({
            TableName: table,
            ConsistentRead: consistent,
            ...expressions,
            ExpressionAttributeValues: toAws(ExpressionAttributeValues),
            ScanIndexForward: forward,
            ExclusiveStartKey: start === undefined ? undefined : toAws(start),
            Limit: limit,
            ReturnConsumedCapacity
          }),
          options
        )
        return page(answer)
      })
  })

/** Any answer of DynamoDB's will do, a refusal too. */
const answered = ({ attempt, aws }: Client.Client) =>
  attempt(async (options) => {
    const answer = aws.send(new DescribeTableCommand({ TableName: noSuchTable }), options)
    await answer.catch((cause: unknown) => {
      if (!(cause instanceof DynamoDBServiceException)) throw cause
    })
  })

const open: Reuse.Open = (options, meter) =>
  Effect.map(Client.make(options, meter), (client) => ({ dynamodb: service(client), answered: answered(client) }))

/** DynamoDB by the AWS SDK's client: one attempt per call, no retries of its own. */
export const layer: (options: Options) => Layer.Layer<DynamoDB> = Reuse.layer(open)

/** `layer` with its connections open before anyone uses it; fails where they do not open. */
export const layerWarm: (options: Options) => Layer.Layer<DynamoDB, RequestError> = Reuse.layerWarm(open)
