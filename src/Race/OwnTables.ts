import { Clock, Duration, Effect, Either, Option, Random, Ref, type Scope } from "effect"
import { Tables } from "../DynamoDB.ts"
import type { Table } from "../domain/Job.ts"
import type { KeySchema } from "../domain/Key.ts"
import { type RequestError, Transient } from "../domain/RequestError.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import { Backend } from "./Backend.ts"
import * as Origins from "./Origins.ts"

/**
 * How long a table that nobody needs any more is worth waiting for; somebody has pressed Ctrl-C, perhaps. AWS takes some
 * ten seconds to create or delete one, and one that is left costs money.
 */
const patience = Duration.seconds(5)
const patienceOnAws = Duration.minutes(1)

/** Creates tables of the race's own, which take writes at once and are deleted with their scope. */
export const make = Effect.fn("OwnTables.make")(function* () {
  const tables = yield* Tables
  const backend = yield* Backend
  const { schedule } = yield* RetryPolicy
  const id = `${(yield* Clock.currentTimeMillis).toString(36)}${yield* Random.nextIntBetween(0, 36 ** 4)}`
  const counter = yield* Ref.make(0)
  const trouble = yield* Ref.make(Option.none<RequestError>())

  const remove = (name: string) =>
    Effect.interruptible(Effect.retry(tables.remove(name), schedule)).pipe(
      Effect.timeoutFail({
        duration: backend.name === "aws" ? patienceOnAws : patience,
        onTimeout: () => new Transient({ code: "TimeoutError" })
      }),
      // who is told a second time to end passes it on to all fibers below
      Effect.daemonChildren,
      Effect.flip,
      Effect.option
    )

  /** The first table that cannot be deleted is the last that is tried: of the others only the names are told. */
  const removal = Effect.fnUntraced(function* (name: string) {
    const before = yield* Ref.get(trouble)
    if (backend.name === "aws") yield* Effect.logInfo(`deleting the table ${name}`)
    const failure = Option.isSome(before) ? before : yield* remove(name)
    yield* Ref.set(trouble, failure)
    if (Option.isNone(failure) || backend.name === "embedded") return
    const place = backend.name === "aws" ? "--backend aws" : "--endpoint URL"
    yield* Effect.logWarning(
      `the table ${name} could not be deleted (${failure.value.message}): delete it yourself, or type millrace race --clean-up ${place}`
    )
  })

  return {
    create: (key: KeySchema): Effect.Effect<Table, RequestError, Scope.Scope> =>
      Effect.gen(function* () {
        const name = `${Origins.prefix}${id}-${yield* Ref.updateAndGet(counter, (n) => n + 1)}`
        const table: Table = { name, key }
        // after a lost answer the table may be there
        const tags = Origins.tags(yield* Clock.currentTimeMillis)
        const create = Effect.retry(tables.create({ ...table, tags }), {
          schedule,
          while: ({ _tag }) => _tag === "Throttled"
        })
        const created = yield* Effect.acquireRelease(Effect.either(create), (created) =>
          Either.isRight(created) || created.left._tag === "Transient" ? removal(name) : Effect.void
        )
        yield* created
        yield* tables.untilActive(name)
        return table
      })
  }
})

export type OwnTables = Effect.Effect.Success<ReturnType<typeof make>>
