import { Effect, Layer } from "effect"
import { DynamoDB } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import type { Fatal } from "../domain/RequestError.ts"
import { Operation, type Unit } from "../Operation.ts"
import type { Outcome } from "../Tally.ts"
import * as Sending from "./Sending.ts"

const read = (): Outcome => "read"

/**
 * Items by their keys: one by GetItem, more by BatchGetItem, of which unprocessed keys are asked for again alone. A key
 * that cannot be read is tallied as rejected; one without an item is no failure.
 */
export const layer = ({ consistent }: { readonly consistent: boolean }) =>
  Layer.effect(
    Operation,
    Effect.gen(function* () {
      const dynamodb = yield* DynamoDB
      const { attempt, batch, byKey, settle } = yield* Sending.make

      const get = (job: Sending.Job, key: Item): Effect.Effect<void, Fatal> =>
        settle(
          job,
          attempt(
            job,
            1,
            dynamodb.getItem({ table: job.table.name, key, consistent }),
            ({ item }, nowNanos) => {
              if (item !== undefined) job.tally.read([item], job.handedOverNanos, nowNanos)
              return Effect.void
            },
            read
          ),
          ({ code }) => Sending.rejectItems(job, [key], code)
        )

      /** The items of distinct keys. */
      const look = (job: Sending.Job, keys: Unit): Effect.Effect<void, Fatal> => {
        const [first] = keys
        if (first === undefined) return Effect.void
        if (keys.length === 1) return get(job, first)
        return batch(job, keys, {
          send: (pending) => dynamodb.batchGetItem({ table: job.table.name, keys: pending, consistent }),
          unprocessed: ({ unprocessed }) => unprocessed,
          code: "UnprocessedKeys",
          done: "read",
          settled: ({ items }, _, nowNanos) => job.tally.read(items, job.handedOverNanos, nowNanos),
          half: (keys) => look(job, keys)
        })
      }

      return byKey(look)
    })
  )
