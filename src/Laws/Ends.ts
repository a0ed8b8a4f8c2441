import { Cause, Effect, Exit, Fiber } from "effect"
import type { Fatal, WorkerLost } from "../domain/RequestError.ts"
import type { Lane, Strategy } from "../Strategy.ts"
import * as Bench from "./Bench.ts"
import * as Case from "./Case.ts"
import type { Law } from "./Law.ts"
import * as Recording from "./Recording.ts"

const sizes = [1, 2, 3, 5, 60]

/** In which all that was in flight has ended. */
const moment = "1 second"

const counted = (requests: number): string => Case.counted(requests, "request")

/** In the midst of the first requests, and of the second ones, which take 10 ms each. */
const afterMs = [5, 15]

const interrupted = Effect.fnUntraced(function* (lane: Lane, seen: Recording.Seen, items: number, afterMs: number) {
  const fiber = yield* Effect.forkDaemon(lane(Recording.workload(items)))
  yield* Effect.sleep(afterMs)
  const before = seen.requests
  const exit = yield* Effect.timeoutOption(Effect.disconnect(Fiber.interrupt(fiber)), moment)
  const started = seen.requests - before
  if (started > 0) return `it began ${counted(started)} more after it was interrupted`
  if (exit._tag === "None") return "it went on for a second after it was interrupted"
  const running = seen.inFlight
  if (running > 0) return `it ended and left ${counted(running)} in flight`
  yield* Effect.sleep(moment)
  const late = seen.requests - before
  return late > 0 ? `it ended, and ${counted(late)} more began later` : undefined
})

export const interruption: Law = {
  name: "interruption ends it at once, and all that it has begun",
  trials: (strategy) =>
    Case.over(strategy, sizes).flatMap(({ items, name, settings }) =>
      afterMs.map((ms) => ({
        name: `${name}, interrupted after ${ms} ms`,
        broken: (find) => {
          const { operation, seen } = Recording.make()
          return Bench.opened({ strategy, settings }, find, operation, (lane) => interrupted(lane, seen, items, ms))
        }
      }))
    )
}

const wrongFailure = (exit: Exit.Exit<void, Fatal | WorkerLost>): string | undefined => {
  if (Exit.isSuccess(exit)) return "it ended as if nothing had happened"
  const isIt = Array.from(Cause.failures(exit.cause)).some(({ message }) => message === Recording.fatal.message)
  return isIt ? undefined : `it ended with something else: ${Cause.squash(exit.cause)}`
}

const failed = Effect.fnUntraced(function* (
  strategy: Strategy,
  lane: Lane,
  seen: Recording.Seen,
  { items, settings }: Case.Case,
  failing: number
) {
  const exit = yield* Bench.ending(lane(Recording.workload(items)))
  // a strategy whose requests are larger than one item may have had no such request
  if (seen.requests <= failing) return undefined
  if (exit === undefined) return `it ${Bench.never}`
  const wrong = wrongFailure(exit)
  if (wrong !== undefined) return wrong
  // one more for each that was in flight, where both come to their end at once
  const most = failing + 2 * strategy.inFlight(settings)
  if (seen.requests > most) return `it began ${counted(seen.requests - failing - 1)} more after the one that failed`
  return seen.inFlight > 0 ? `it ended and left ${counted(seen.inFlight)} in flight` : undefined
})

/** Requests, from 0. */
const failing = [0, 3]

export const fatal: Law = {
  name: "what is fatal for all ends it at once",
  trials: (strategy) =>
    Case.over(strategy, sizes).flatMap((one) =>
      failing
        .filter((request) => request < one.items)
        .map((request) => ({
          name: `${one.name}, request ${request} fatal`,
          broken: (find) => {
            const { operation, seen } = Recording.make({ fatalAt: request })
            return Bench.opened({ strategy, settings: one.settings }, find, operation, (lane) =>
              failed(strategy, lane, seen, one, request)
            )
          }
        }))
    )
}
