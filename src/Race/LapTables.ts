import { type Context, Duration, Effect, Ref } from "effect"
import type { DynamoDB } from "../DynamoDB.ts"
import { limiterOf } from "../Operation/Rate.ts"
import { Backend } from "./Backend.ts"
import type { Ground } from "./Course.ts"
import { deleteItems } from "./Emptying.ts"
import * as GivenTable from "./GivenTable.ts"
import * as OwnTables from "./OwnTables.ts"
import type { Source } from "./Source.ts"

/** Above it a table of its own per lap would cost more than it is worth. */
const quick = Duration.millis(100)
/** In memory of somebody else's server. */
const itemsLeftStanding = 100_000

/** Where laps may write. */
export interface Options {
  /** A table that is there already, by its name, which the laps share; null for tables of the race's own. */
  readonly given: string | null
  /** Items a second that are deleted at most; null for no limit. */
  readonly rate: number | null
}

/**
 * Tables for laps, deleted with the scope; `next` is where the next lap writes. A lap gets a new table where creating
 * one is quick; elsewhere, and in a table that is given, all share one, their items kept apart by a prefix of the key, or
 * deleted before the next lap where keys are not ours to choose.
 */
export const make = Effect.fn("LapTables.make")(function* (
  dynamodb: Context.Tag.Service<DynamoDB>,
  source: Pick<Source, "available" | "key" | "prefixed" | "take">,
  { given, rate }: Options
) {
  const { create } = yield* OwnTables.make()
  const { name } = yield* Backend
  const limiter = yield* limiterOf(rate)
  const own = Effect.map(create(source.key), (table) => ({
    table,
    prefix: "",
    empty: deleteItems({ dynamodb, table, limiter, which: () => true })
  }))
  const [took, shared] = yield* Effect.timed(
    given === null ? own : GivenTable.claim({ dynamodb, name: given, source, limiter })
  )
  if (given === null && name !== "aws" && Duration.lessThan(took, quick)) {
    const next = Effect.map(create(source.key), (table): Ground => ({ table, prefix: "", wrote: () => Effect.void }))
    return { next }
  }

  // on AWS storing them for the time of a race costs less than deleting them
  const left = !source.prefixed ? 0 : name === "aws" ? Number.POSITIVE_INFINITY : itemsLeftStanding
  const laps = yield* Ref.make(0)
  const standing = yield* Ref.make(0)
  const next = Effect.gen(function* () {
    if ((yield* Ref.get(standing)) > left) {
      yield* shared.empty
      yield* Ref.set(standing, 0)
    }
    return {
      table: shared.table,
      prefix: `${shared.prefix}${yield* Ref.updateAndGet(laps, (n) => n + 1)}-`,
      wrote: (items) => Ref.update(standing, (n) => n + items)
    } satisfies Ground
  })
  return { next }
})
