import { Effect, Layer } from "effect"
import { DynamoDB, type WriteRequest } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as Key from "../../src/domain/Key.ts"
import { Fatal, Rejected, type RequestError } from "../../src/domain/RequestError.ts"
import type { FileRecords } from "../../src/domain/WorkloadSpec.ts"
import { Lap } from "../../src/Lap.ts"
import { layer as writer } from "../../src/Operation/Writer.ts"
import type { Workload } from "../../src/Workload.ts"

export const key: Key.KeySchema = { partition: { name: "id", type: "S" } }

/** Items that carry their place in the workload as `n`. */
export const workload = (ids: ReadonlyArray<string>): Workload<FileRecords> =>
  of(ids.map((id, n) => ({ id: { S: id }, n: { N: String(n) } })))

const of = (items: ReadonlyArray<Item>): Workload<FileRecords> => ({
  size: items.length,
  key,
  spec: {
    _tag: "FileRecords",
    path: "items of a test",
    format: "ndjson",
    key,
    types: {},
    limit: items.length
  },
  slice: (from, to) => of(items.slice(from, to)),
  [Symbol.iterator]: () => items[Symbol.iterator]()
})

export const distinct = (n: number): Workload<FileRecords> => workload(Array.from({ length: n }, (_, i) => `item-${i}`))

/** What a DynamoDB saw that answers after `latencyMs`, refuses the items that `refuse` names, and all from request `fatalFrom` on. */
export interface Seen {
  /** Places in the workload, in the order of their acknowledgement. */
  readonly written: Array<number>
  inFlight: number
  maxInFlight: number
  /** Keys of which two requests were in flight at once. */
  readonly overlapping: Set<string>
  requests: number
}

export const recording = (options: {
  readonly latencyMs: (request: number) => number
  readonly refuse?: (item: Item) => boolean
  readonly fatalFrom?: number
}) => {
  const seen: Seen = { written: [], inFlight: 0, maxInFlight: 0, overlapping: new Set(), requests: 0 }
  const keysInFlight = new Set<string>()

  const answer = (items: ReadonlyArray<Item>) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        seen.inFlight++
        seen.maxInFlight = Math.max(seen.maxInFlight, seen.inFlight)
        for (const text of items.map((item) => Key.toText(key, item))) {
          if (keysInFlight.has(text)) seen.overlapping.add(text)
          keysInFlight.add(text)
        }
      }),
      () =>
        Effect.suspend(() => Effect.sleep(options.latencyMs(seen.requests++))).pipe(
          Effect.zipRight(
            Effect.suspend((): Effect.Effect<void, RequestError> => {
              if (seen.requests > (options.fatalFrom ?? Number.POSITIVE_INFINITY)) {
                return new Fatal({ code: "ResourceNotFoundException", message: "no such table" })
              }
              if (items.some((item) => options.refuse?.(item) === true)) {
                return new Rejected({ code: "ValidationException", message: "refused by the test" })
              }
              for (const item of items) {
                if (item.n !== undefined && "N" in item.n) seen.written.push(Number(item.n.N))
              }
              return Effect.void
            })
          )
        ),
      () =>
        Effect.sync(() => {
          seen.inFlight--
          for (const item of items) keysInFlight.delete(Key.toText(key, item))
        })
    )

  const items = (requests: ReadonlyArray<WriteRequest>) =>
    requests.flatMap((request) => (request._tag === "put" ? [request.item] : []))

  const dynamodb = Layer.mock(DynamoDB, {
    putItem: ({ item }) => Effect.as(answer([item]), { consumed: 1 }),
    batchWriteItem: ({ requests }) => Effect.as(answer(items(requests)), { unprocessed: [], consumed: requests.length })
  })
  const lap = Lap.layer({ name: "recording", key })
  return { seen, layer: Layer.provideMerge(writer, Layer.merge(dynamodb, lap)) }
}
