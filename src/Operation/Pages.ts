import { Effect, Layer, MutableRef } from "effect"
import { DynamoDB } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import * as ItemEquality from "../domain/ItemEquality.ts"
import * as Key from "../domain/Key.ts"
import { Fatal, type RequestError } from "../domain/RequestError.ts"
import * as Segment from "../domain/Segment.ts"
import { Lap } from "../Lap.ts"
import { Operation } from "../Operation.ts"
import type { Outcome } from "../Tally.ts"
import * as Sending from "./Sending.ts"

export interface Options {
  readonly consistent: boolean
  /** Items of a page at most; null for as many as 1 MB holds. */
  readonly page: number | null
}

interface Page {
  readonly items: ReadonlyArray<Item>
  readonly next: Item | undefined
  readonly consumed: number
}

const read = (): Outcome => "read"

const standsStill = new Fatal({
  code: "PageRepeated",
  message: "a page ends with the key that it began with: whoever goes on from there reads it for ever"
})

const noPartitionKey = new Fatal({ code: "NoPartitionKey", message: "what is to be queried names no partition key" })

/**
 * Reads from page to page, one after another, until there is none. A page that fails for a passing reason is asked for
 * again; what cannot be read to its end is tallied as rejected under its name, whatever was read of it before.
 */
const walking = Effect.map(
  Sending.make,
  ({ attempt, begin, settle }) =>
    (name: string, ask: (table: string, start: Item | undefined) => Effect.Effect<Page, RequestError>) =>
      Effect.suspend(() => {
        let start: Item | undefined
        let isOver = false
        const page = Effect.suspend(() => {
          const job = begin()
          const asking = Effect.suspend(() => ask(job.table.name, start))
          return settle(
            job,
            attempt(
              job,
              1,
              asking,
              ({ items, next }, nowNanos) => {
                if (next !== undefined && start !== undefined && ItemEquality.equals(start, next)) return standsStill
                job.tally.read(items, job.handedOverNanos, nowNanos)
                start = next
                isOver = next === undefined
                return Effect.void
              },
              read
            ),
            ({ code }) => {
              isOver = true
              return Sending.reject(job, [name], code)
            }
          )
        })
        return Effect.whileLoop({ while: () => !isOver, body: () => page, step: () => {} })
      })
)

/** Segments of a scan: see `Segment`. */
export const layerScan = ({ consistent, page }: Options) =>
  Layer.effect(
    Operation,
    Effect.gen(function* () {
      const { scanPage } = yield* DynamoDB
      const walk = yield* walking
      const limit = page ?? undefined
      return Operation.of({
        keyOf: (element) => Key.toText(Segment.key, element),
        perform: (unit) =>
          Effect.forEach(
            unit,
            (element) => {
              const segment = Segment.fromItem(element)
              return walk(`segment ${segment.index} of ${segment.of}`, (table, start) =>
                scanPage({ table, consistent, limit, start, segment })
              )
            },
            { discard: true }
          )
      })
    })
  )

/** Partition keys, of each all items. */
export const layerQuery = ({ consistent, page }: Options) =>
  Layer.effect(
    Operation,
    Effect.gen(function* () {
      const { queryPage } = yield* DynamoDB
      const lap = yield* Lap
      const walk = yield* walking
      const limit = page ?? undefined
      const partitionOf = () => MutableRef.get(lap.current).table.key.partition
      return Operation.of({
        keyOf: (element) => Key.toText({ partition: partitionOf() }, element),
        perform: (unit) =>
          Effect.forEach(
            unit,
            (element) => {
              const partition = partitionOf()
              const value = element[partition.name]
              if (value === undefined) return noPartitionKey
              return walk(Key.toText({ partition }, element), (table, start) =>
                queryPage({
                  table,
                  consistent,
                  limit,
                  start,
                  condition: { partition: { name: partition.name, value } }
                })
              )
            },
            { discard: true }
          )
      })
    })
  )
