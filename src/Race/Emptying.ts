import { type Context, Effect } from "effect"
import type { DynamoDB, WriteRequest } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import type { Table } from "../domain/Job.ts"
import * as Key from "../domain/Key.ts"
import { type RequestError, Throttled } from "../domain/RequestError.ts"
import type { Limiter } from "../Operation/Rate.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import { units } from "../Workload.ts"

const deletesPerRequest = 25
const requestsInFlight = 8

/** Deletes those items of the table, and no others; `limiter` is waited for before so many are deleted. */
export const deleteItems = Effect.fn("Emptying.deleteItems")(function* (options: {
  readonly dynamodb: Context.Tag.Service<DynamoDB>
  readonly table: Table
  readonly which: (item: Item) => boolean
  readonly limiter: Limiter
}) {
  const { dynamodb, limiter, table, which } = options
  const { schedule } = yield* RetryPolicy
  const remove = (requests: ReadonlyArray<WriteRequest>) => {
    let pending = requests
    return Effect.suspend(() => dynamodb.batchWriteItem({ table: table.name, requests: pending })).pipe(
      Effect.flatMap(({ unprocessed }): Effect.Effect<void, RequestError> => {
        pending = unprocessed
        return unprocessed.length === 0 ? Effect.void : new Throttled({ code: "UnprocessedItems", reasons: [] })
      }),
      Effect.retry(schedule),
      (removing) => Effect.zipRight(limiter(requests.length), removing)
    )
  }
  let start: Item | undefined
  do {
    const page = yield* Effect.retry(dynamodb.scanPage({ table: table.name, consistent: true, start }), schedule)
    const deletes = page.items
      .filter((item) => which(item))
      .map((item) => ({ _tag: "delete" as const, key: Key.pick(table.key, item) }))
    yield* Effect.forEach(units(deletes, deletesPerRequest), remove, { concurrency: requestsInFlight, discard: true })
    start = page.next
  } while (start !== undefined)
})
