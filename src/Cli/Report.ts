import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { options } from "./ReportFlags.ts"

export const report = Command.make("report", options, (flags) =>
  Effect.flatMap(
    Effect.promise(() => import("./RunReport.ts")),
    ({ runReport }) => runReport(flags)
  )
).pipe(
  Command.withDescription("Show results that race --json has saved: in the terminal, as HTML, Markdown, CSV or SVG")
)
