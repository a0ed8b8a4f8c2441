import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { color } from "./Options.ts"

/** The registry is loaded when it is wanted, like the race. */
export const strategies = Command.make("strategies", { color }, () =>
  Effect.flatMap(
    Effect.promise(() => import("./ListStrategies.ts")),
    ({ listStrategies }) => listStrategies
  )
).pipe(Command.withDescription("What can be raced, one line each"))
