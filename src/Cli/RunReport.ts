import { FileSystem, Path } from "@effect/platform"
import { Effect, Either, Option, Schema } from "effect"
import { unknownName } from "../domain/Nearest.ts"
import { RaceResult } from "../domain/RaceResult.ts"
import * as Comparison from "../Report/Comparison.ts"
import * as Csv from "../Report/Csv.ts"
import * as Markdown from "../Report/Markdown.ts"
import * as ShortNames from "../Report/ShortNames.ts"
import { render } from "../Report/Terminal.ts"
import type { View } from "../Report/View.ts"
import { Colors } from "./Color.ts"
import { failed, wrongUsage } from "./Exit.ts"
import * as Output from "./Output.ts"
import { type OutputFile, write } from "./OutputFile.ts"
import { page } from "./Present.ts"
import type { Flags } from "./ReportFlags.ts"

/** A result that was saved, and what it is called beside others. */
interface Saved {
  readonly label: string
  readonly result: RaceResult
}

const decode = Schema.decode(Schema.parseJson(RaceResult))

const saved = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(fs.readFileString(path), (error) =>
    failed(
      `${path} cannot be read: ${error._tag === "SystemError" && error.reason === "NotFound" ? "there is no such file" : error.message}`
    )
  )
  const result = yield* Effect.mapError(decode(text), () =>
    failed(`${path} is no result of a race: type a file that millrace race --json FILE has written`)
  )
  return { label: (yield* Path.Path).basename(path, ".json"), result } satisfies Saved
})

/** What only one result can be made into. */
const single = ({ csv, html, svg }: Flags) =>
  [["--html", html] as const, ["--csv", csv] as const, ["--svg", svg] as const].find(([, value]) =>
    Option.isSome(value)
  )?.[0]

const viewOf = ({ reference }: Flags, { contestants }: RaceResult) =>
  Option.match(reference, {
    onNone: () => Either.right<View>({}),
    onSome: (typed) => Either.map(ShortNames.find(contestants, typed), (reference): View => ({ reference }))
  })

const fileOf = (flag: string, path: Option.Option<string>): ReadonlyArray<OutputFile> =>
  Option.toArray(Option.map(path, (path) => ({ flag, path })))

/** Those that are asked for, in the order of the page. */
const chosen = <A extends { readonly name: string }>(
  charts: ReadonlyArray<A>,
  typed: Flags["chart"]
): Either.Either<ReadonlyArray<A>, string> => {
  if (Option.isNone(typed)) return Either.right(charts)
  const names = typed.value.split(",").map((name) => name.trim())
  const known = charts.map(({ name }) => name)
  const wrong = names.find((name) => !known.includes(name))
  return wrong === undefined
    ? Either.right(charts.filter(({ name }) => names.includes(name)))
    : Either.left(unknownName("chart", known, wrong))
}

const writeCharts = Effect.fnUntraced(function* (result: RaceResult, directory: string, flags: Flags) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { svgs } = yield* Effect.promise(() => import("../Report/Chart.ts"))
  const charts = yield* Effect.mapError(chosen(svgs(result), flags.chart), (message) =>
    wrongUsage(`--chart: ${message}`)
  )
  yield* Effect.mapError(fs.makeDirectory(directory, { recursive: true }), ({ message }) =>
    failed(`--svg ${directory} cannot be written: ${message}`)
  )
  for (const { name, svg } of charts) {
    yield* write({ flag: "--svg", path: path.join(directory, `${name}.svg`) }, svg)
  }
})

const screenOf = Effect.map(Colors, ({ result: color }) => ({ width: Output.widthOf(process.stdout), color }))

const reportOne = Effect.fnUntraced(function* ({ result }: Saved, flags: Flags) {
  const view = yield* Effect.mapError(viewOf(flags, result), (message) => wrongUsage(`--reference: ${message}`))
  for (const file of fileOf("--html", flags.html)) yield* write(file, yield* page(result, view))
  for (const file of fileOf("--markdown", flags.markdown)) yield* write(file, Markdown.render(result, view))
  for (const file of fileOf("--csv", flags.csv)) yield* write(file, Csv.render(result))
  if (Option.isSome(flags.svg)) yield* writeCharts(result, flags.svg.value, flags)
  if (Option.isNone(flags.markdown) && single(flags) === undefined) {
    yield* Output.result(`${render(result, yield* screenOf, view)}\n`)
  }
})

const reportSeveral = Effect.fnUntraced(function* (results: ReadonlyArray<Saved>, flags: Flags) {
  const only = single(flags)
  if (only !== undefined) return yield* wrongUsage(`${only} takes one result: type one file, or leave ${only} out`)
  if (Option.isSome(flags.reference)) {
    return yield* wrongUsage("--reference compares the contestants of one result: type one file, or leave it out")
  }
  for (const file of fileOf("--markdown", flags.markdown)) yield* write(file, Comparison.markdown(results))
  if (Option.isNone(flags.markdown)) yield* Output.result(`${Comparison.render(results, yield* screenOf)}\n`)
})

/** Shows what was saved: one result in any form, several side by side. */
export const runReport = Effect.fn("RunReport.runReport")(function* (flags: Flags) {
  const toStdout = [flags.html, flags.markdown, flags.csv].filter(Option.contains("-"))
  if (Option.isSome(flags.chart) && Option.isNone(flags.svg))
    return yield* wrongUsage("--chart goes with --svg DIRECTORY")
  if (toStdout.length > 1) return yield* wrongUsage("two formats want stdout: write one of them to a file")
  const results = yield* Effect.forEach(flags.results, saved)
  const [first, ...others] = results
  if (first === undefined) return
  yield* others.length === 0 ? reportOne(first, flags) : reportSeveral(results, flags)
})
