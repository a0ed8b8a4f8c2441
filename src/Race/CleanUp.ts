import { Clock, Effect, Option } from "effect"
import { Tables } from "../DynamoDB.ts"
import { isRetryable, type RequestError } from "../domain/RequestError.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import * as Origins from "./Origins.ts"

/** A table that a race has created. */
export interface Left extends Origins.Origin {
  readonly name: string
  /** Why it may be of a race that still runs; none where it cannot. */
  readonly inUse: Option.Option<string>
}

export interface Found {
  readonly left: ReadonlyArray<Left>
  /** Tables with such a name that are not tagged as a race's. */
  readonly others: ReadonlyArray<string>
}

const isMissing = (error: RequestError): boolean => error._tag === "Fatal" && error.code === "ResourceNotFoundException"

/** All tables that look like those of races, and whether they are: by name and by tag. */
export const find = Effect.fn("CleanUp.find")(function* () {
  const tables = yield* Tables
  const { schedule } = yield* RetryPolicy
  const nowMs = yield* Clock.currentTimeMillis
  const retry = { schedule, while: isRetryable }
  const names = (yield* Effect.retry(tables.list, retry)).filter((name) => name.startsWith(Origins.prefix))
  const left: Array<Left> = []
  const others: Array<string> = []
  for (const name of names) {
    const tags = yield* Effect.retry(tables.tags(name), retry).pipe(
      Effect.asSome,
      // somebody has deleted it meanwhile
      Effect.catchIf(isMissing, () => Effect.succeedNone)
    )
    if (Option.isNone(tags)) continue
    const origin = Origins.read(tags.value)
    if (Option.isSome(origin)) left.push({ name, ...origin.value, inUse: Origins.inUse(origin.value, nowMs) })
    else others.push(name)
  }
  return { left, others } satisfies Found
})

/** One that was found. Returns once it is gone. */
export const remove = Effect.fn("CleanUp.remove")(function* (name: string) {
  const { remove } = yield* Tables
  const { schedule } = yield* RetryPolicy
  yield* Effect.retry(remove(name), { schedule, while: isRetryable })
})
