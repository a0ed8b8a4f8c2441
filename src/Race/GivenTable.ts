import { Clock, type Context, Effect } from "effect"
import { type DynamoDB, Tables } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import type { Table } from "../domain/Job.ts"
import * as Key from "../domain/Key.ts"
import { keyText } from "../domain/KeyText.ts"
import { Fatal, isRetryable } from "../domain/RequestError.ts"
import { noTraits } from "../domain/Settings.ts"
import type { Limiter } from "../Operation/Rate.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import { deleteItems } from "./Emptying.ts"
import type { Source } from "./Source.ts"

/** Refused before the race: the code of an error that says why nobody can race in a table. */
export const unfit = "UnfitTable"

const refused = (message: string) => new Fatal({ code: unfit, message })

const missing = (name: string) =>
  refused(`there is no table ${name}: create it, look at the region, or leave out --table`)

const firstOf = Effect.fnUntraced(function* (dynamodb: Context.Tag.Service<DynamoDB>, name: string) {
  const { schedule } = yield* RetryPolicy
  let start: Item | undefined
  do {
    const page = yield* Effect.retry(dynamodb.scanPage({ table: name, consistent: true, limit: 1, start }), schedule)
    if (page.items[0] !== undefined) return page.items[0]
    start = page.next
  } while (start !== undefined)
  return undefined
})

/**
 * Fails with `unfit` where a table that is there already cannot be raced in: it has another key than the items, takes no
 * writes, or holds something. One that is being created is waited for. A count of its items would be six hours old: one
 * item is read.
 */
export const look = Effect.fn("GivenTable.look")(function* (
  dynamodb: Context.Tag.Service<DynamoDB>,
  name: string,
  key: Key.KeySchema
) {
  const { describe, untilActive } = yield* Tables
  const { schedule } = yield* RetryPolicy
  const described = describe(name).pipe(
    Effect.retry({ schedule, while: isRetryable }),
    Effect.catchTag("Fatal", (error) =>
      error.code === "ResourceNotFoundException" ? missing(name) : Effect.fail(error)
    )
  )
  const { key: own, status } = yield* described
  if (status === "CREATING") yield* untilActive(name)
  else if (status !== "ACTIVE") return yield* refused(`the table ${name} is ${status}: wait until it is ACTIVE`)
  if (keyText(own) !== keyText(key)) {
    return yield* refused(
      `the table ${name} has the key ${keyText(own)}, and the items have ${keyText(key)}: name a table with that key, or race items that fit by --from FILE --key ${keyText(own)}`
    )
  }
  const first = yield* firstOf(dynamodb, name)
  if (first !== undefined) {
    const shown = JSON.stringify(Key.toText(key, first).slice(0, 100))
    return yield* refused(
      `the table ${name} is not empty, it holds ${shown}: name an empty one, or leave out --table for one that the race creates and deletes`
    )
  }
})

type Fitting = Pick<Source, "available" | "key" | "prefixed" | "take">

/** Whether an item was written by this race: by its prefix or, where keys are not ours to choose, by its key. */
const ours = (source: Fitting, prefix: string): ((item: Item) => boolean) => {
  const { key } = source
  if (source.prefixed) {
    return (item) => {
      const value = item[key.partition.name]
      return value !== undefined && "S" in value && value.S.startsWith(prefix)
    }
  }
  const keys = new Set(Array.from(source.take(source.available, "", noTraits), (item) => Key.toText(key, item)))
  return (item) => keys.has(Key.toText(key, item))
}

/**
 * A table that was there before, once it is known to be fit; made items have this prefix. What the race has written into
 * it, and nothing else, is deleted with the scope; the table itself is neither deleted nor altered.
 */
export const claim = Effect.fn("GivenTable.claim")(function* (options: {
  readonly dynamodb: Context.Tag.Service<DynamoDB>
  readonly name: string
  readonly source: Fitting
  readonly limiter: Limiter
}) {
  const { dynamodb, name, limiter, source } = options
  const { key } = source
  yield* look(dynamodb, name, key)
  const prefix = `${(yield* Clock.currentTimeMillis).toString(36)}-`
  const table: Table = { name, key }
  const policy = yield* RetryPolicy
  const empty = deleteItems({ dynamodb, table, limiter, which: ours(source, prefix) }).pipe(
    Effect.provideService(RetryPolicy, policy)
  )
  const left = source.prefixed ? `those whose ${key.partition.name} begins with ${prefix}` : "those of the file"
  yield* Effect.addFinalizer(() =>
    Effect.logInfo(`deleting what the race has written into ${name}`).pipe(
      Effect.zipRight(empty),
      Effect.catchAll(({ message }) =>
        Effect.logWarning(`items of the race are left in ${name} (${message}): delete ${left} yourself`)
      )
    )
  )
  return { table, prefix, empty }
})
