import type { RaceResult } from "../../domain/RaceResult.ts"
import { type Baseline, type Factor, type Factors, factors } from "../Factors.ts"
import { flow, type Line, type Style, span } from "../Line.ts"
import * as Words from "./Words.ts"

const gap = "  "

const cellsOf = ({ p50Ms, p99Ms }: Baseline): ReadonlyArray<string> => [Words.millis(p50Ms), Words.millis(p99Ms)]

const below = ({ reason, remedy }: Factor, width: number): ReadonlyArray<Line> =>
  [...(reason === null ? [] : [span(reason, "warning")]), span(remedy, "dim")].flatMap((text) =>
    flow([text], width, gap, gap.repeat(2))
  )

const widest = (texts: ReadonlyArray<string>): number => Math.max(...texts.map(({ length }) => length))

/** null where it is wider than the screen. */
const inColumns = ({ baseline, factors, title }: Factors, width: number): ReadonlyArray<Line> | null => {
  const figures = [
    ["× mean", "p50", "p99"],
    ["latency", "ms", "ms"],
    ["1", ...cellsOf(baseline)],
    ...factors.map((factor) => [Words.times(factor.times), ...cellsOf(factor)])
  ]
  const widths = [0, 1, 2].map((column) => widest(figures.map((row) => row[column] ?? "")))
  const words = [title, "", baseline.words, ...factors.map(({ words }) => words)]
  const names = widest(words)
  const cells = (row: number): string =>
    (figures[row] ?? []).map((text, column) => gap + text.padStart(widths[column] ?? 0)).join("")
  if (names + cells(0).length > width) return null
  const line = (row: number, word: Style, figure: Style = word): Line => [
    span((words[row] ?? "").padEnd(names), word),
    span(cells(row), figure)
  ]
  return [
    line(0, "bold", "dim"),
    line(1, "dim"),
    line(2, "plain"),
    ...factors.flatMap((factor, index) => [line(index + 3, "plain"), ...below(factor, width)])
  ]
}

const stacked = ({ baseline, factors, title }: Factors, width: number): ReadonlyArray<Line> => {
  const one = (of: Baseline, times: string | null) => [
    ...flow([span(of.words)], width, "", gap),
    ...flow(
      [
        ...(times === null ? [] : [span(`${times} × mean latency`)]),
        ...(of.p50Ms === null || of.p99Ms === null
          ? []
          : [span(`p50 ${Words.millis(of.p50Ms)} p99 ${Words.millis(of.p99Ms)} ms`)])
      ],
      width,
      gap
    )
  ]
  return [
    ...flow([span(title, "bold")], width),
    ...one(baseline, "1"),
    ...factors.flatMap((factor) => [
      ...one(factor, factor.times === null ? null : Words.times(factor.times)),
      ...below(factor, width)
    ])
  ]
}

/** What makes a request slow, where the race says that: a line with figures for each factor, and below it what to do. */
export const factorLines = (result: RaceResult, width: number): ReadonlyArray<Line> => {
  const found = factors(result)
  if (found === null) return []
  return [
    ...(inColumns(found, width) ?? stacked(found, width)),
    ...found.notes.flatMap((note) => flow([span(note, "dim")], width, "", gap))
  ]
}
