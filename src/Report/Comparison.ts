import { Array, Order } from "effect"
import type { RaceResult } from "../domain/RaceResult.ts"
import { differences, type Labelled, labelOf } from "./Differences.ts"
import * as Figure from "./Figure.ts"
import { flow, type Line, type Screen, shorten, span, write } from "./Line.ts"
import { code, tableOf } from "./Markdown/Syntax.ts"
import { printable } from "./Printable.ts"
import { shortNames } from "./ShortNames.ts"
import { countsOf } from "./Terms.ts"

/** Of a contestant in one result. */
export interface Cell {
  readonly label: string
  readonly raced: boolean
  /** Median; null where it is not ranked. */
  readonly itemsPerS: number | null
  /** Over that of the first result. */
  readonly times: number | null
}

interface Compared {
  readonly name: string
  /** One for each result. */
  readonly cells: ReadonlyArray<Cell>
}

export const unpaired = "rounds of different races are not paired: no verdict follows from ratios of their medians"

const medianOf = ({ summary }: RaceResult, contestant: string): number | null =>
  summary.standings.find(({ name }) => name === contestant)?.items_per_s?.median ?? null

const cellsOf = (results: ReadonlyArray<Labelled>, name: string): ReadonlyArray<Cell> => {
  const first = results[0] === undefined ? null : medianOf(results[0].result, name)
  return results.map((labelled, index): Cell => {
    const itemsPerS = medianOf(labelled.result, name)
    return {
      label: labelOf(labelled),
      raced: labelled.result.contestants.some((contestant) => contestant.name === name),
      itemsPerS,
      times: index === 0 || itemsPerS === null || first === null || first === 0 ? null : itemsPerS / first
    }
  })
}

const fastestFirst = Order.mapInput(
  Order.reverse(Order.number),
  ({ cells }: Compared) => cells.find(({ itemsPerS }) => itemsPerS !== null)?.itemsPerS ?? -1
)

export const compared = (results: ReadonlyArray<Labelled>): ReadonlyArray<Compared> => {
  const names = Array.dedupe(results.flatMap(({ result }) => result.contestants.map(({ name }) => name)))
  const short = shortNames(names.map((name) => ({ name })))
  return Array.sort(
    names.map((name) => ({ name: printable(short.get(name) ?? name), cells: cellsOf(results, name) })),
    fastestFirst
  )
}

export const rate = ({ itemsPerS }: Cell): string => (itemsPerS === null ? Figure.none : Figure.rate(itemsPerS))
export const times = (cell: Cell): string => (cell.times === null ? "" : Figure.times(cell.times))

/** What a figure of this result counts, and in which time. */
export const unitOf = ({ result }: Labelled): string => `${countsOf(result)}s/s`

const widestName = 30
const widestLabel = 20
const gap = "  "

const widest = (texts: ReadonlyArray<string>): number => Math.max(0, ...texts.map(({ length }) => length))

/** One column for each result; null where they are too many for the width. */
const inColumns = (all: ReadonlyArray<Compared>, results: ReadonlyArray<Labelled>, width: number) => {
  const names = Math.min(widestName, widest(["contestant", ...all.map(({ name }) => name)]))
  const columns = results.map((result, index) => {
    const unit = unitOf(result)
    const cells = all.flatMap(({ cells }) => cells.slice(index, index + 1))
    const [rates, ratios] = [widest([unit, ...cells.map(rate)]), widest(cells.map(times))]
    const label = shorten(labelOf(result), widestLabel)
    const figures = (rate: string, times: string) =>
      ratios === 0 ? rate.padStart(rates) : `${rate.padStart(rates)}${gap}${times.padStart(ratios)}`
    const lines = [label, figures(unit, ratios === 0 ? "" : "×"), ...cells.map((c) => figures(rate(c), times(c)))]
    return { lines, width: widest(lines) }
  })
  if (columns.reduce((sum, column) => sum + gap.length + column.width, names) > width) return null
  return ["", "contestant", ...all.map(({ name }) => shorten(name, names))].map((name, index): Line => {
    const style = index < 2 ? "dim" : "plain"
    const cells = columns.map((column) => gap + (column.lines[index] ?? "").padStart(column.width))
    return [span(name.padEnd(names), style), span(cells.join(""), style)]
  })
}

const stacked = (all: ReadonlyArray<Compared>, width: number): ReadonlyArray<Line> =>
  all.flatMap(({ cells, name }) => [
    [span(shorten(name, width), "bold")],
    ...flow(
      cells
        .filter(({ raced }) => raced)
        .map((cell) => {
          const figures = cell.itemsPerS === null ? "not ranked" : `${rate(cell)}/s ${times(cell)}`
          return span(`${shorten(cell.label, widestLabel)} ${figures}`.trim())
        }),
      width,
      gap
    )
  ])

/** Results side by side, without a last newline: medians, and how often those of the first. */
export const render = (results: ReadonlyArray<Labelled>, screen: Screen): string => {
  const { width } = screen
  const all = compared(results)
  const different = differences(results).flatMap(({ values, what }) =>
    flow(
      values.map(({ label, value }, index) =>
        span(`${index === 0 ? `different ${what}: ` : ""}${shorten(label, widestLabel)} ${value}`, "warning")
      ),
      width,
      "",
      gap
    )
  )
  return [
    ...(inColumns(all, results, width) ?? stacked(all, width)),
    [],
    ...different,
    ...flow([span(unpaired, "dim")], width, "", gap)
  ]
    .map((line) => write(line, screen))
    .join("\n")
}

export const markdown = (results: ReadonlyArray<Labelled>): string => {
  const [, ...others] = results
  const table = tableOf(
    [
      { text: "contestant", align: "left" },
      ...results.map((each) => ({ text: `${code(each.label)} ${unitOf(each)}`, align: "right" as const })),
      ...others.map(({ label }) => ({ text: `${code(label)} ×`, align: "right" as const }))
    ],
    compared(results).map(({ cells, name }) => [code(name), ...cells.map(rate), ...cells.slice(1).map(times)])
  )
  const different = differences(results).map(
    ({ values, what }) =>
      `- different ${what}: ${values.map(({ label, value }) => `${code(label)} ${code(value)}`).join(", ")}`
  )
  return [table, different.join("\n"), `${unpaired}.`]
    .filter((block) => block !== "")
    .map((block) => `${block}\n`)
    .join("\n")
}
