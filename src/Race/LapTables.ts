import { Clock, type Context, Duration, Effect, Either, Option, Random, Ref } from "effect"
import { type DynamoDB, Tables, type WriteRequest } from "../DynamoDB.ts"
import type { Table } from "../domain/Job.ts"
import * as Key from "../domain/Key.ts"
import { type RequestError, Throttled, Transient } from "../domain/RequestError.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import { units } from "../Workload.ts"
import { Backend } from "./Backend.ts"
import type { Source } from "./Source.ts"

/** Where a lap writes: no item of another lap can be taken for one of its own. */
export interface Ground {
  readonly table: Table
  readonly prefix: string
  /** To be told how many items were left there. */
  readonly wrote: (items: number) => Effect.Effect<void>
}

/** Above it a table of its own per lap would cost more than it is worth. */
const quick = Duration.millis(100)
/** How long a table that nobody needs any more is worth waiting for; somebody has pressed Ctrl-C, perhaps. */
const patience = Duration.seconds(5)
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
  const tables = yield* Tables
  const backend = yield* Backend
  const { schedule } = yield* RetryPolicy
  const id = `${(yield* Clock.currentTimeMillis).toString(36)}${yield* Random.nextIntBetween(0, 36 ** 4)}`
  const counter = yield* Ref.make(0)
  const trouble = yield* Ref.make(Option.none<RequestError>())

  const remove = (name: string) =>
    Effect.interruptible(Effect.retry(tables.remove(name), schedule)).pipe(
      Effect.timeoutFail({ duration: patience, onTimeout: () => new Transient({ code: "TimeoutError" }) }),
      Effect.flip,
      Effect.option
    )

  /** The first table that cannot be deleted is the last that is tried: of the others only the names are told. */
  const removal = Effect.fnUntraced(function* (name: string) {
    const before = yield* Ref.get(trouble)
    const failure = Option.isSome(before) ? before : yield* remove(name)
    yield* Ref.set(trouble, failure)
    if (Option.isNone(failure) || backend.name === "embedded") return
    yield* Effect.logWarning(`the table ${name} could not be deleted (${failure.value.message}): delete it yourself`)
  })

  const create = Effect.gen(function* () {
    const name = `millrace-${id}-${yield* Ref.updateAndGet(counter, (n) => n + 1)}`
    const table: Table = { name, key: source.key }
    // after a lost answer the table may be there
    const create = Effect.retry(tables.create(table), { schedule, while: ({ _tag }) => _tag === "Throttled" })
    const created = yield* Effect.acquireRelease(Effect.either(create), (created) =>
      Either.isRight(created) || created.left._tag === "Transient" ? removal(name) : Effect.void
    )
    yield* created
    yield* tables.untilActive(name)
    return table
  })

  const [took, shared] = yield* Effect.timed(create)
  if (Duration.lessThan(took, quick)) {
    const next = Effect.map(create, (table): Ground => ({ table, prefix: "", wrote: () => Effect.void }))
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

export type Grounds = Effect.Effect.Success<ReturnType<typeof make>>
