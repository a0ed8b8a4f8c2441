import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { options } from "./DoctorFlags.ts"

/** What it looks with is loaded when it is wanted: `--help` would wait for the AWS SDK. */
export const doctor = Command.make("doctor", options, (flags) =>
  Effect.flatMap(
    Effect.promise(() => import("./RunDoctor.ts")),
    ({ runDoctor }) => runDoctor(flags)
  )
).pipe(
  Command.withDescription(
    "Look at this machine, the AWS SDK's configuration and a table, and say what would slow a load or break it"
  )
)
