import * as Figure from "./Figure.ts"
import * as Limits from "./Limits.ts"
import type { Style } from "./Line.ts"
import { type Row, varies } from "./Row.ts"

/** Figures that stand below one another. */
export interface Column {
  /** Two lines above the figures; the units stand here. */
  readonly heading: readonly [string, string]
  readonly align: "left" | "right"
  /** Columns of the screen between it and what stands before it. */
  readonly gap: number
  readonly cell: (row: Row) => string
  readonly style: (row: Row) => Style
}

const figure = (cell: Column["cell"], ...heading: Column["heading"]): Column => ({
  heading,
  align: "right",
  gap: 2,
  cell,
  style: ({ place }) => (place === "not-ranked" || place === "waiting" ? "dim" : "plain")
})

/** Belongs to the figure before it. */
const aside = (column: Column, gap: number): Column => ({ ...column, gap, style: () => "dim" })

const trouble = (of: (row: Row) => number, style: Style, heading: string): Column => ({
  heading: ["", heading],
  align: "right",
  gap: 2,
  cell: (row) => Figure.count(of(row)),
  style: (row) => (of(row) > 0 ? style : "dim")
})

type Counts = Row["counts"]

/** Of a race all rows count the same. */
export const countsIn = ([row]: ReadonlyArray<Row>): Counts => row?.counts ?? "item"

const known = <A>(value: A | null, text: (value: A) => string) => (value === null ? "" : text(value))

export const spreadOr = (row: Row, text: (spread: NonNullable<Row["spread"]>) => string) => {
  if (row.place === "warm-up") return "(warm-up)"
  return row.spread !== null && varies(row.spread) ? text(row.spread) : ""
}

export const inFlight = ({ inFlight }: Row) => (inFlight === null ? "∞" : Figure.count(inFlight))

export const rate = (counts: Counts): Column => ({
  ...figure((row) => (row.itemsPerS === null ? Figure.none : Figure.rate(row.itemsPerS)), "", `${counts}s/s`),
  style: ({ place }) => (place === "ranked" ? "bold" : "dim")
})
const minMax = aside(
  figure((row) => spreadOr(row, (spread) => Figure.range(spread, Figure.rate)), "", "min–max"),
  2
)
export const plusMinus = aside(
  figure((row) => spreadOr(row, Figure.plusMinus), "", "±"),
  1
)
/** With what all are compared. */
export type Against = "slowest" | "reference"

export const times = (against: Against): Column =>
  figure((row) => known(row.times, (t) => Figure.times(t.median)), "×", against)
const timesMinMax = aside(
  figure(
    (row) => known(row.times, (t) => (varies(t) ? Figure.range(t, (value) => Figure.times(value).slice(0, -1)) : "")),
    "",
    "min–max"
  ),
  2
)
const flight = figure(inFlight, "in", "flight")
const p50 = figure((row) => known(row.p50Ms, Figure.millis), "request", "p50 ms")
const p99 = figure((row) => known(row.p99Ms, Figure.millis), "latency", "p99 ms")
const narrowP50: Column = { ...p50, heading: ["p50", "ms"] }
const narrowP99: Column = { ...p99, heading: ["p99", "ms"] }
const cpuOf = (counts: Counts) => figure((row) => known(row.cpuUs, Figure.micros), "CPU µs", `/${counts}`)
const open = figure((row) => known(row.openMs, Figure.count), "open", "ms")
const peak = figure((row) => known(row.peakMib, Figure.count), "peak", "MiB")
export const limit: Column = {
  heading: ["", "limited by"],
  align: "left",
  gap: 2,
  cell: (row) => (row.limit === null ? "" : Limits.short[row.limit]),
  style: () => "plain"
}

const troubles = [
  trouble(({ retries }) => retries, "warning", "retries"),
  trouble(({ throttled }) => throttled, "warning", "throttled"),
  trouble(({ rejected }) => rejected, "bad", "rejected")
]

const bars = { least: 3, small: 6, comfortable: 10 }

const filled = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<Row>) =>
  columns.filter(({ cell }) => rows.some((row) => cell(row) !== ""))

const seenTroubles = (rows: ReadonlyArray<Row>) => troubles.filter(({ cell }) => rows.some((row) => cell(row) !== "0"))

/** One line for each contestant. */
export interface Layout {
  readonly columns: ReadonlyArray<Column>
  /** Fewer columns of the screen are not worth a bar. */
  readonly leastBar: number
  /** Retries, throttles and rejects stand below the contestant that had them. */
  readonly troubleBelow: boolean
  /** What it costs to open a contestant, and to hold it, stands in columns. */
  readonly showsPrices: boolean
}

const layoutsWith = (
  rows: ReadonlyArray<Row>,
  against: Against,
  prices: ReadonlyArray<Column>
): ReadonlyArray<Layout> => {
  const counts = countsIn(rows)
  const cpu = cpuOf(counts)
  const ratio = times(against)
  const seen = seenTroubles(rows)
  const limited = filled([limit], rows)
  const spread = rows.some((row) => spreadOr(row, Figure.plusMinus) !== "")
  const wide = spread ? [minMax] : []
  const narrow = spread ? [plusMinus] : []
  const paired = filled([timesMinMax], rows)
  const requests = [flight, p50, p99]
  const columns = (...columns: ReadonlyArray<Column>): Layout => ({
    columns: [rate(counts), ...columns],
    leastBar: bars.comfortable,
    troubleBelow: false,
    showsPrices: prices.length > 0
  })
  return [
    columns(...wide, ratio, ...paired, ...requests, cpu, ...prices, ...seen, ...limited),
    columns(...wide, ratio, ...requests, cpu, ...prices, ...seen, ...limited),
    columns(...narrow, ratio, ...requests, cpu, ...prices, ...seen, ...limited),
    columns(...narrow, ratio, flight, narrowP50, narrowP99, cpu, ...prices, ...seen, ...limited),
    columns(...narrow, ratio, ...requests, cpu, ...prices, ...seen),
    { ...columns(...narrow, ratio, ...requests, cpu, ...prices), troubleBelow: true },
    {
      ...columns(...narrow, ratio, flight, narrowP50, narrowP99, cpu, ...prices),
      troubleBelow: true,
      leastBar: prices.length > 0 ? bars.small : bars.least
    }
  ]
}

/** From all that there is to what is never given up on one line; the first that fits is taken. */
export const layouts = (rows: ReadonlyArray<Row>, against: Against): ReadonlyArray<Layout> => {
  const prices = filled([open, peak], rows)
  return [...(prices.length === 0 ? [] : layoutsWith(rows, against, prices)), ...layoutsWith(rows, against, [])]
}

/** All that there is to show of these rows, where width does not matter. */
export const everything = (rows: ReadonlyArray<Row>, against: Against): ReadonlyArray<Column> => [
  rate(countsIn(rows)),
  ...filled([minMax, times(against), flight, p50, p99, cpuOf(countsIn(rows)), open, peak], rows),
  ...seenTroubles(rows),
  ...filled([limit], rows)
]
