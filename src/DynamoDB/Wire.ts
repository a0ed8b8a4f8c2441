import { Cause, Effect, type Layer } from "effect"
import type { Meter } from "../Connections.ts"
import { DynamoDB } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import type { RequestError } from "../domain/RequestError.ts"
import { noSuchTable, type Options } from "./Connections.ts"
import * as Expressions from "./Expressions.ts"
import * as Reuse from "./Reuse.ts"
import { Client } from "./Wire/Client.ts"
import { decodeItem, decodeWrite, elements, elementsIfAny, member, membersOf, unitsOf } from "./Wire/Decoded.ts"
import { encodeItem, encodeItems, encodeWrites } from "./Wire/Encoded.ts"
import type { Exchange, Request } from "./Wire/Exchange.ts"

const version = "DynamoDB_20120810"

const returned = `"ReturnConsumedCapacity":"TOTAL"`

const unitsIn = (json: unknown): number => unitsOf(member(json, "ConsumedCapacity"))

const sumIn = (json: unknown): number =>
  elementsIfAny(member(json, "ConsumedCapacity")).reduce<number>((total, each) => total + unitsOf(each), 0)

/** Where a page begins, and how many items it has at most. */
const pagePart = (start: Item | undefined, limit: number | undefined): string => {
  const from = start === undefined ? "" : `"ExclusiveStartKey":${encodeItem(start)},`
  return limit === undefined ? from : `${from}"Limit":${limit},`
}

const pageIn = (json: unknown) => {
  const next = member(json, "LastEvaluatedKey")
  return {
    items: elements(member(json, "Items")).map((item) => decodeItem(item)),
    next: next === undefined ? undefined : decodeItem(next),
    consumed: unitsIn(json)
  }
}

type Ask<A> = (resume: (answer: Effect.Effect<A, RequestError>) => void) => Request

/** One request, and for as long as they are needed what is to be sent and what has been. */
interface Call<A> {
  readonly client: Client
  ask: Ask<A> | undefined
  sent: Exchange | undefined
}

/**
 * V8 puts a closure that is assigned to a property among what is old, and so do Effect's `async` and whatever changes who
 * may interrupt: until the next major collection each of these keeps all that it leads to. Here that is a `Call`, which
 * forgets items and answer once they have gone their way. A canceler returned to `async` would cost 6 µs of CPU more.
 */
const answerOf = <A>(call: Call<A>): Effect.Effect<A, RequestError> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.matchCauseEffect(
      restore(
        Effect.async<A, RequestError>((resume) => {
          call.sent = call.ask === undefined ? undefined : call.client.send(call.ask(resume))
          call.ask = undefined
        })
      ),
      {
        onSuccess: (answer) => {
          call.sent = undefined
          return Effect.succeed(answer)
        },
        onFailure: (cause) => {
          if (call.sent !== undefined && Cause.isInterrupted(cause)) call.client.giveUp(call.sent)
          return Effect.failCause(cause)
        }
      }
    )
  )

/** Sends it, and gives it up when nobody waits any more. */
const exchange = <A>(client: Client, ask: Ask<A>): Effect.Effect<A, RequestError> =>
  Effect.suspend(() => answerOf({ client, ask, sent: undefined }))

const service = (client: Client) => {
  const ask = <A>(
    operation: string,
    body: () => string,
    decode: (json: unknown) => A
  ): Effect.Effect<A, RequestError> =>
    exchange(client, (resume) => ({
      target: `${version}.${operation}`,
      body,
      answered: (json) => resume(Effect.succeed(decode(json))),
      failed: (error) => resume(Effect.fail(error))
    }))

  return DynamoDB.of({
    putItem: ({ item, table }) =>
      ask(
        "PutItem",
        () => `{"TableName":${JSON.stringify(table)},"Item":${encodeItem(item)},${returned}}`,
        (json) => ({ consumed: unitsIn(json) })
      ),

    batchWriteItem: ({ requests, table }) =>
      ask(
        "BatchWriteItem",
        () => `{"RequestItems":{${JSON.stringify(table)}:${encodeWrites(requests)}},${returned}}`,
        (json) => ({
          unprocessed: membersOf(member(json, "UnprocessedItems")).flatMap((ofTable) =>
            elements(ofTable).map((request) => decodeWrite(request))
          ),
          consumed: sumIn(json)
        })
      ),

    getItem: ({ consistent, key, table }) =>
      ask(
        "GetItem",
        () =>
          `{"TableName":${JSON.stringify(table)},"Key":${encodeItem(key)},"ConsistentRead":${consistent},${returned}}`,
        (json) => {
          const item = member(json, "Item")
          return { item: item === undefined ? undefined : decodeItem(item), consumed: unitsIn(json) }
        }
      ),

    batchGetItem: ({ consistent, keys, table }) =>
      ask(
        "BatchGetItem",
        () =>
          `{"RequestItems":{${JSON.stringify(table)}:{"Keys":${encodeItems(keys)},"ConsistentRead":${consistent}}},${returned}}`,
        (json) => ({
          items: membersOf(member(json, "Responses")).flatMap((ofTable) =>
            elements(ofTable).map((item) => decodeItem(item))
          ),
          unprocessed: membersOf(member(json, "UnprocessedKeys")).flatMap((ofTable) =>
            elements(member(ofTable, "Keys")).map((key) => decodeItem(key))
          ),
          consumed: sumIn(json)
        })
      ),

    scanPage: ({ consistent, limit, segment, start, table }) =>
      ask(
        "Scan",
        () => {
          const part = segment === undefined ? "" : `"Segment":${segment.index},"TotalSegments":${segment.of},`
          return `{"TableName":${JSON.stringify(table)},"ConsistentRead":${consistent},${pagePart(start, limit)}${part}${returned}}`
        },
        pageIn
      ),

    queryPage: ({ attributes, condition, consistent, forward, limit, start, table }) =>
      ask(
        "Query",
        () => {
          const { ExpressionAttributeValues, ...texts } = Expressions.ofQuery(condition, attributes)
          const expressions = JSON.stringify(texts).slice(1, -1)
          const values = `"ExpressionAttributeValues":${encodeItem(ExpressionAttributeValues)},`
          const direction = forward === undefined ? "" : `"ScanIndexForward":${forward},`
          return `{"TableName":${JSON.stringify(table)},"ConsistentRead":${consistent},${expressions},${values}${direction}${pagePart(start, limit)}${returned}}`
        },
        pageIn
      )
  })
}

const make = (options: Options, meter: Meter) =>
  Effect.flatMap(Effect.clock, (clock) =>
    Effect.acquireRelease(
      Effect.sync(() => new Client(options, () => clock.unsafeCurrentTimeMillis(), meter)),
      (client) => Effect.promise(() => client.close())
    )
  )

/** Any answer of DynamoDB's will do, a refusal too. */
const answered = (client: Client) =>
  exchange<void>(client, (resume) => ({
    target: `${version}.DescribeTable`,
    body: () => `{"TableName":"${noSuchTable}"}`,
    answered: () => resume(Effect.void),
    failed: (error, said) => resume(said === undefined ? Effect.fail(error) : Effect.void)
  }))

const open: Reuse.Open = (options, meter) =>
  Effect.map(make(options, meter), (client) => ({ dynamodb: service(client), answered: answered(client) }))

/** DynamoDB by requests that this program signs and sends itself: one attempt per call. */
export const layer: (options: Options) => Layer.Layer<DynamoDB> = Reuse.layer(open)

/** `layer` with its connections open before anyone uses it; fails where they do not open. */
export const layerWarm: (options: Options) => Layer.Layer<DynamoDB, RequestError> = Reuse.layerWarm(open)
