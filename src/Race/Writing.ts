import { type Context, Effect } from "effect"
import type { DynamoDB } from "../DynamoDB.ts"
import type { CourseOf } from "./Course.ts"
import * as LapTables from "./LapTables.ts"
import type { Source } from "./Source.ts"
import { verify } from "./Verification.ts"

/** Laps that write the first items of the source, and are read back. */
export const make = Effect.fn("Writing.make")(function* (
  dynamodb: Context.Tag.Service<DynamoDB>,
  source: Source,
  where: LapTables.Options
) {
  const { next } = yield* LapTables.make(dynamodb, source, where)
  return (({ strategy, traits }) =>
    Effect.succeed({
      next,
      available: source.available,
      whole: false,
      inParts: true,
      take: ({ prefix }, items) => source.take(items, prefix, traits),
      verify: ({ table }, workload, tally) =>
        verify({ dynamodb, table, workload, tally, ordered: strategy.ordered === true })
    })) satisfies CourseOf
})
