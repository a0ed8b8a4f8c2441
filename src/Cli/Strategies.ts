import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { color } from "./Options.ts"

/** What is wanted is loaded when it is wanted, like the race. */
export const newStrategy = Command.make("new", { name: Args.text({ name: "NAME" }), color }, ({ name }) =>
  Effect.flatMap(
    Effect.promise(() => import("./NewStrategy.ts")),
    ({ newStrategy }) => newStrategy(name)
  )
).pipe(
  Command.withDescription(
    "Write a strategy to start from: my-model for ./my-model.js, my-model.ts where Node runs TypeScript"
  )
)

export const checkStrategies = Command.make(
  "check",
  { files: Args.text({ name: "FILE" }).pipe(Args.repeated), color },
  ({ files }) =>
    Effect.flatMap(
      Effect.promise(() => import("./CheckStrategies.ts")),
      ({ checkStrategies }) => checkStrategies(files)
    )
).pipe(
  Command.withDescription(
    "Hold strategies of your own to the laws: each item once, never more in flight than said, a clean interruption, …"
  )
)

export const strategies = Command.make("strategies", { color }, () =>
  Effect.flatMap(
    Effect.promise(() => import("./ListStrategies.ts")),
    ({ listStrategies }) => listStrategies
  )
).pipe(
  Command.withDescription("What can be raced, one line each; begin and check a strategy of your own"),
  Command.withSubcommands([newStrategy, checkStrategies])
)
