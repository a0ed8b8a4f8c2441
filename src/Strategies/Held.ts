import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { Cause, Effect, Option, Predicate } from "effect"
import { Fatal, type WorkerLost } from "../domain/RequestError.ts"
import { Operation } from "../Operation.ts"
import type { Lane, Strategy } from "../Strategy.ts"

const isOurs = (error: unknown): error is Fatal | WorkerLost =>
  Predicate.isTagged(error, "Fatal") || Predicate.isTagged(error, "WorkerLost")

/** What somebody else's program failed with, whatever it is. */
export const saidBy = (error: unknown): string => {
  if (isOurs(error)) return error.message
  if (!Predicate.hasProperty(error, "message")) return String(error)
  return [Predicate.hasProperty(error, "name") ? error.name : "", error.message]
    .filter((part) => part !== "")
    .join(": ")
}

/** The first place in the file that a stack names, as `(my-model.js:12:5)`. */
const placeIn = (file: string, error: unknown): string => {
  const stack = Predicate.hasProperty(error, "stack") ? String(error.stack) : ""
  const line = stack.split("\n").find((line) => line.includes(`/${file}:`))
  const place = line === undefined ? undefined : /(\d+:\d+)\)?$/.exec(line)?.[1]
  return place === undefined ? "" : ` (${file}:${place})`
}

/**
 * A strategy of a user's file, held to what its types say, which plain JavaScript does not: requests are no larger than
 * its batch, and whatever it fails with is told with its place in the file, and ends the run.
 */
export const held = (module: URL, strategy: Strategy): Strategy => {
  const { name } = strategy
  const file = basename(fileURLToPath(module))
  const failed = (what: string) =>
    new Fatal({
      code: "StrategyFailed",
      message: `${name} ${what}: "millrace strategies check" on ${file} tries it alone`
    })
  const checked = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.catchAllCause(effect, (cause) => {
      if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
      const error: unknown = Option.getOrElse(Cause.failureOption(cause), () => Cause.squash(cause))
      return Effect.fail(isOurs(error) ? error : failed(`failed with ${saidBy(error)}${placeIn(file, error)}`))
    })
  return {
    ...strategy,
    open: Effect.fnUntraced(function* (settings) {
      const { keyOf, perform } = yield* Operation
      const operation = Operation.of({
        keyOf,
        perform: (unit) =>
          unit.length > settings.batch
            ? Effect.fail(
                failed(
                  `performs ${unit.length} items at once, and its batch is ${settings.batch}: Workload.units cuts them`
                )
              )
            : perform(unit)
      })
      const lane = yield* checked(
        Effect.provideService(
          Effect.suspend(() => strategy.open(settings)),
          Operation,
          operation
        )
      )
      return ((workload) => checked(Effect.suspend(() => lane(workload)))) satisfies Lane
    })
  }
}
