import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { options } from "./RaceFlags.ts"

/** The race itself is loaded when it is wanted: `--help` would wait for the AWS SDK. */
export const race = Command.make("race", options, (flags) =>
  flags.cleanUp
    ? Effect.flatMap(
        Effect.promise(() => import("./RunCleanUp.ts")),
        ({ runCleanUp }) => runCleanUp(flags)
      )
    : Effect.flatMap(
        Effect.promise(() => import("./RunRace.ts")),
        ({ runRace }) => runRace(flags)
      )
).pipe(Command.withDescription("Race contestants side by side, read everything back, print the standings"))
