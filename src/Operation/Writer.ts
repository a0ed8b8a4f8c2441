import { Effect, Layer } from "effect"
import { DynamoDB } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import type { Fatal } from "../domain/RequestError.ts"
import { Operation, type Unit } from "../Operation.ts"
import type { Outcome } from "../Tally.ts"
import * as Sending from "./Sending.ts"

const written = (): Outcome => "written"

/**
 * Durable puts: one item by PutItem, more by BatchWriteItem. What comes back unprocessed is sent again alone, what
 * fails for a passing reason is repeated by the `RetryPolicy`, a batch that is refused is halved until the item that
 * is at fault stands alone, and an item that cannot be written is tallied as rejected.
 */
export const layer = Layer.effect(
  Operation,
  Effect.gen(function* () {
    const dynamodb = yield* DynamoDB
    const { attempt, batch, byKey, settle } = yield* Sending.make

    const put = (job: Sending.Job, item: Item): Effect.Effect<void, Fatal> =>
      settle(
        job,
        attempt(
          job,
          1,
          dynamodb.putItem({ table: job.table.name, item }),
          (_, nowNanos) => {
            job.tally.settled(1, job.handedOverNanos, nowNanos)
            return Effect.void
          },
          written
        ),
        ({ code }) => Sending.rejectItems(job, [item], code)
      )

    /** The items, of distinct keys. */
    const write = (job: Sending.Job, items: Unit): Effect.Effect<void, Fatal> => {
      const [first] = items
      if (first === undefined) return Effect.void
      if (items.length === 1) return put(job, first)
      return batch(job, items, {
        send: (pending) =>
          dynamodb.batchWriteItem({
            table: job.table.name,
            requests: pending.map((item) => ({ _tag: "put", item }))
          }),
        unprocessed: ({ unprocessed }) =>
          unprocessed.map((request) => (request._tag === "put" ? request.item : request.key)),
        code: "UnprocessedItems",
        done: "written",
        settled: (_, items, nowNanos) => job.tally.settled(items, job.handedOverNanos, nowNanos),
        half: (items) => write(job, items)
      })
    }

    return byKey(write)
  })
)
