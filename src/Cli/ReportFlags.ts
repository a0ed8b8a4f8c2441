import * as Args from "@effect/cli/Args"
import type * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { gates } from "./GateFlags.ts"
import { color, html, reference } from "./Options.ts"

const file = (name: string, about: string) =>
  Options.text(name).pipe(Options.withPseudoName("FILE"), Options.withDescription(about), Options.optional)

const flags = {
  html: html.pipe(Options.withDescription("Write a page to look at, in one file; - is stdout")),
  markdown: file("markdown", "Write a table for a pull request or a wiki; - is stdout"),
  csv: file("csv", "Write a row for every lap, for a spreadsheet; - is stdout"),
  svg: Options.text("svg").pipe(
    Options.withPseudoName("DIRECTORY"),
    Options.withDescription("Write each chart of one result as an SVG file into this directory"),
    Options.optional
  ),
  chart: Options.text("chart").pipe(
    Options.withPseudoName("NAME[,NAME…]"),
    Options.withDescription("Of the charts these alone, flight and in-flight for example (default all)"),
    Options.optional
  ),
  reference,
  ...gates,
  color
}

const results = Args.text({ name: "RESULT.json" }).pipe(Args.atLeast(1))

/** What `report` takes. */
export const options = { ...flags, results }

export type Flags = Command.Command.ParseConfig<typeof options>
