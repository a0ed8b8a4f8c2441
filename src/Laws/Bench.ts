import { Cause, Context, Effect, Exit, Option } from "effect"
import type { StrategyRef } from "../domain/Job.ts"
import type { Fatal, RequestError, WorkerLost } from "../domain/RequestError.ts"
import type { Settings } from "../domain/Settings.ts"
import { Operation, type Unit } from "../Operation.ts"
import { saidBy } from "../Strategies/Held.ts"
import type { Environment, Lane, Strategy } from "../Strategy.ts"
import { Workers } from "../Workers.ts"

/** Finds what workers are to run. */
export type Find = (ref: StrategyRef) => Effect.Effect<Strategy, Fatal>

/** All that a strategy may ask for, with fibers here in the place of threads and processes elsewhere. */
const environmentOf = (operation: typeof Operation.Service, find: Find): Context.Context<Environment> => {
  const workers = Workers.of({
    open: Effect.fnUntraced(function* ({ settings, strategy: ref }) {
      const strategy = yield* find(ref)
      return yield* Effect.forEach(settings, (settings) => workerOf(strategy, settings))
    }),
    report: Effect.void
  })
  const environment = Context.make(Operation, operation).pipe(Context.add(Workers, workers))
  const workerOf = Effect.fnUntraced(function* (strategy: Strategy, settings: Settings) {
    const run = yield* Effect.provide(strategy.open(settings), environment)
    const turns = yield* Effect.makeSemaphore(1)
    return { run, perform: (unit: Unit) => turns.withPermits(1)(operation.perform(unit)) }
  })
  return environment
}

/** As the rest of a sentence. */
export const never =
  "never ended (time is virtual here: Effect.sleep passes, and setTimeout, promises that wait for it and other runtimes do not)"

/** Longer than any lap takes here; nobody waits for it, for time is virtual. */
const patience = "10 minutes"

/** How it ended, which cannot be relied upon to end or to let itself be interrupted; undefined where it did not. */
export const ending = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Exit.Exit<A, E> | undefined, never, R> =>
  Effect.disconnect(effect).pipe(
    Effect.exit,
    Effect.timeoutTo({ duration: patience, onSuccess: (exit) => exit, onTimeout: () => undefined })
  )

/** What is wrong with this end, as the rest of a sentence; undefined where all is well. */
export const wrongEnd = (exit: Exit.Exit<unknown, RequestError | WorkerLost> | undefined): string | undefined => {
  if (exit === undefined) return never
  if (Exit.isSuccess(exit)) return undefined
  if (Cause.isInterruptedOnly(exit.cause)) return "interrupted itself"
  return Option.match(Cause.failureOption(exit.cause), {
    onNone: () => `died: ${Cause.squash(exit.cause)}`,
    onSome: (error: unknown) => `failed: ${saidBy(error)}`
  })
}

/** What is wrong with a lane, or with the opening of it; undefined where nothing is. */
export const opened = Effect.fnUntraced(function* (
  { settings, strategy }: { readonly strategy: Strategy; readonly settings: Settings },
  find: Find,
  operation: typeof Operation.Service,
  wrong: (lane: Lane) => Effect.Effect<string | undefined>
) {
  const opening = Effect.suspend(() => strategy.open(settings))
  const exit = yield* ending(Effect.provide(opening, environmentOf(operation, find)))
  if (exit === undefined || Exit.isFailure(exit)) return `to open it ${wrongEnd(exit)}`
  const lane = exit.value
  return yield* wrong((workload) => Effect.suspend(() => lane(workload)))
}, Effect.scoped)
