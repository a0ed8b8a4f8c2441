import { type Context, Duration, Effect, Ref } from "effect"
import type { DynamoDB, WriteRequest } from "../DynamoDB.ts"
import type { Table } from "../domain/Job.ts"
import * as Key from "../domain/Key.ts"
import { type RequestError, Throttled } from "../domain/RequestError.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import { units } from "../Workload.ts"
import type { Ground } from "./Course.ts"
import * as OwnTables from "./OwnTables.ts"
import type { Source } from "./Source.ts"

/** Above it a table of its own per lap would cost more than it is worth. */
const quick = Duration.millis(100)
const itemsLeftStanding = 100_000
const deletesPerRequest = 25

/** Deletes every item of the table. */
const empty = Effect.fnUntraced(function* (dynamodb: Context.Tag.Service<DynamoDB>, table: Table) {
  const { schedule } = yield* RetryPolicy
  const remove = (requests: ReadonlyArray<WriteRequest>) => {
    let pending = requests
    return Effect.suspend(() => dynamodb.batchWriteItem({ table: table.name, requests: pending })).pipe(
      Effect.flatMap(({ unprocessed }): Effect.Effect<void, RequestError> => {
        pending = unprocessed
        return unprocessed.length === 0 ? Effect.void : new Throttled({ code: "UnprocessedItems", reasons: [] })
      }),
      Effect.retry(schedule)
    )
  }
  let start: Parameters<typeof dynamodb.scanPage>[0]["start"]
  do {
    const page = yield* Effect.retry(dynamodb.scanPage({ table: table.name, consistent: true, start }), schedule)
    const deletes = page.items.map((item) => ({ _tag: "delete" as const, key: Key.pick(table.key, item) }))
    yield* Effect.forEach(units(deletes, deletesPerRequest), remove, { concurrency: 8, discard: true })
    start = page.next
  } while (start !== undefined)
})

/**
 * Tables for laps, deleted with the scope; `next` is where the next lap writes. A lap gets a new table where creating
 * one is quick; elsewhere all share one, their items kept apart by a prefix of the key, or deleted before the next lap
 * where keys are not ours to choose.
 */
export const make = Effect.fn("LapTables.make")(function* (
  dynamodb: Context.Tag.Service<DynamoDB>,
  source: Pick<Source, "key" | "prefixed">
) {
  const { create } = yield* OwnTables.make()
  const [took, shared] = yield* Effect.timed(create(source.key))
  if (Duration.lessThan(took, quick)) {
    const next = Effect.map(create(source.key), (table): Ground => ({ table, prefix: "", wrote: () => Effect.void }))
    return { next }
  }

  const laps = yield* Ref.make(0)
  const standing = yield* Ref.make(0)
  const next = Effect.gen(function* () {
    if ((yield* Ref.get(standing)) > (source.prefixed ? itemsLeftStanding : 0)) {
      yield* empty(dynamodb, shared)
      yield* Ref.set(standing, 0)
    }
    return {
      table: shared,
      prefix: `${yield* Ref.updateAndGet(laps, (n) => n + 1)}-`,
      wrote: (items) => Ref.update(standing, (n) => n + items)
    } satisfies Ground
  })
  return { next }
})
