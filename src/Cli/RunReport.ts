import { FileSystem, Path } from "@effect/platform"
import { Effect, Either, Option } from "effect"
import { unknownName } from "../domain/Nearest.ts"
import type { RaceResult } from "../domain/RaceResult.ts"
import * as Comparison from "../Report/Comparison.ts"
import * as Csv from "../Report/Csv.ts"
import type { Labelled } from "../Report/Differences.ts"
import * as Markdown from "../Report/Markdown.ts"
import * as ShortNames from "../Report/ShortNames.ts"
import { render } from "../Report/Terminal.ts"
import type { View } from "../Report/View.ts"
import { Colors } from "./Color.ts"
import { codes, failed, silently, wrongUsage } from "./Exit.ts"
import { gateOf } from "./Gate.ts"
import * as Output from "./Output.ts"
import { type OutputFile, write } from "./OutputFile.ts"
import { page } from "./Present.ts"
import type { Flags } from "./ReportFlags.ts"
import * as SavedResult from "./SavedResult.ts"

/** The name of the file, or its whole path where another has that name too. */
const labelled = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  const { basename } = yield* Path.Path
  const names = paths.map((path) => basename(path, ".json"))
  return yield* Effect.forEach(paths, (path, index) =>
    Effect.map(SavedResult.read(path), (result): Labelled => {
      const [name = path, ...same] = names.filter((name) => name === names[index])
      return { label: same.length === 0 ? name : path, result }
    })
  )
})

const wantsFile = ({ csv, html, markdown, svg }: Flags): boolean =>
  [csv, html, markdown, svg].some((flag) => Option.isSome(flag))

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

const comparison = (results: ReadonlyArray<Labelled>) =>
  Effect.map(
    Effect.promise(() => import("../Report/Html/Comparison.ts")),
    (Html) => Html.render(results)
  )

const reportOne = Effect.fnUntraced(function* (saved: RaceResult, flags: Flags) {
  const view = yield* Effect.mapError(viewOf(flags, saved), (message) => wrongUsage(`--reference: ${message}`))
  const gate = yield* gateOf(flags, saved.contestants, view)
  yield* gate.admit(saved)
  const result = gate.compared(saved)
  for (const file of fileOf("--html", flags.html)) yield* write(file, yield* page(result, view))
  for (const file of fileOf("--markdown", flags.markdown)) yield* write(file, Markdown.render(result, view))
  for (const file of fileOf("--csv", flags.csv)) yield* write(file, Csv.render(result))
  if (Option.isSome(flags.svg)) yield* writeCharts(result, flags.svg.value, flags)
  if (!wantsFile(flags)) yield* Output.result(`${render(result, yield* screenOf, view)}\n`)
  const missed = yield* gate.missed(result)
  // who holds a race to something is not served by one that is void
  if (flags.failIf.length > 0 && !result.summary.verified) return yield* silently(codes.failed)
  if (missed) return yield* silently(codes.missed)
})

const reportSeveral = Effect.fnUntraced(function* (results: ReadonlyArray<Labelled>, flags: Flags) {
  if (Option.isSome(flags.svg)) return yield* wrongUsage("--svg takes one result: type one file, or leave --svg out")
  if (Option.isSome(flags.reference)) {
    return yield* wrongUsage("--reference compares the contestants of one result: type one file, or leave it out")
  }
  if (Option.isSome(flags.compare) || flags.failIf.length > 0 || flags.acrossEnvironments) {
    return yield* wrongUsage("--compare and --fail-if take one result: type one file, or leave them out")
  }
  for (const file of fileOf("--html", flags.html)) yield* write(file, yield* comparison(results))
  for (const file of fileOf("--markdown", flags.markdown)) yield* write(file, Comparison.markdown(results))
  for (const file of fileOf("--csv", flags.csv)) yield* write(file, Csv.renderSeveral(results))
  if (!wantsFile(flags)) yield* Output.result(`${Comparison.render(results, yield* screenOf)}\n`)
})

/** Shows what was saved: one result in any form, several side by side. */
export const runReport = Effect.fn("RunReport.runReport")(function* (flags: Flags) {
  const toStdout = [flags.html, flags.markdown, flags.csv].filter(Option.contains("-"))
  if (Option.isSome(flags.chart) && Option.isNone(flags.svg))
    return yield* wrongUsage("--chart goes with --svg DIRECTORY")
  if (toStdout.length > 1) return yield* wrongUsage("two formats want stdout: write one of them to a file")
  const results = yield* labelled(flags.results)
  const [first, ...others] = results
  if (first === undefined) return
  yield* others.length === 0 ? reportOne(first.result, flags) : reportSeveral(results, flags)
})
