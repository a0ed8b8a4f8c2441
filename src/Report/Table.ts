import {
  type Against,
  type Column,
  countsIn,
  inFlight,
  type Layout,
  layouts,
  limit,
  plusMinus,
  rate,
  spreadOr,
  times
} from "./Columns.ts"
import * as Figure from "./Figure.ts"
import * as Limits from "./Limits.ts"
import { flow, type Line, type Span, type Style, shorten, span } from "./Line.ts"
import { type Row, varies } from "./Row.ts"
import { initials, meanings } from "./ShortNames.ts"

const nameGap = 2
const leastBar = 6
const widestBar = 40
const leastName = 4
const widestName = 32

interface Measured extends Column {
  readonly width: number
}

const measured = (column: Column, rows: ReadonlyArray<Row>): Measured => ({
  ...column,
  width: Math.max(...column.heading.map(({ length }) => length), ...rows.map((row) => column.cell(row).length))
})

const cells = (columns: ReadonlyArray<Measured>, text: (column: Column) => string, style: (column: Column) => Style) =>
  columns.flatMap((column): Line => {
    const padded = column.align === "left" ? text(column).padEnd(column.width) : text(column).padStart(column.width)
    return [span(" ".repeat(column.gap)), span(padded, style(column))]
  })

const troubled = (row: Row): ReadonlyArray<Span> => [
  ...(row.retries > 0 ? [span(Figure.counted(row.retries, "retry", "retries"), "warning")] : []),
  ...(row.throttled > 0 ? [span(`${Figure.count(row.throttled)} throttled`, "warning")] : []),
  ...(row.rejected > 0 ? [span(`${Figure.count(row.rejected)} rejected`, "bad")] : [])
]

/** Why the row is not ranked, right below it. */
const reasons = (row: Row, width: number): ReadonlyArray<Line> =>
  flow(
    row.reasons.map((reason) => span(reason, row.isVoid ? "bad" : "warning")),
    width,
    "  "
  )

const share = (row: Row, fastest: number) =>
  row.place === "not-ranked" || row.itemsPerS === null ? 0 : row.itemsPerS / fastest

const barOf = (row: Row, fastest: number, width: number): Span =>
  span(Figure.bar(share(row, fastest), width).padEnd(width), row.place === "warm-up" ? "dim" : "bar")

const nameOf = (row: Row, width: number): Span =>
  span(shorten(row.name, width).padEnd(width), row.place === "not-ranked" || row.place === "waiting" ? "dim" : "plain")

const namesWidth = (rows: ReadonlyArray<Row>) =>
  Math.min(widestName, Math.max("contestant".length, ...rows.map(({ name }) => name.length)))

/** What ± means, where there is one. */
const halfRange = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.some(({ spread }) => spread !== null && varies(spread)) ? [`± of ${countsIn(rows)}s/s is half of max – min`] : []

export interface Table {
  readonly lines: ReadonlyArray<Line>
  /** Whether what limited a contestant stands in a column. */
  readonly showsLimits: boolean
  /** Whether what it costs to open a contestant, and to hold it, stands with each. */
  readonly showsPrices: boolean
  /** What its abbreviations mean. */
  readonly legend: ReadonlyArray<string>
}

/** The line of each contestant. */
const lineOf = (rows: ReadonlyArray<Row>, columns: ReadonlyArray<Measured>, names: number, bars: number) => {
  const fastest = Math.max(...rows.map((row) => share(row, 1)))
  return (row: Row): Line => [
    nameOf(row, names),
    span(" ".repeat(nameGap)),
    barOf(row, fastest, bars),
    ...cells(
      columns,
      (column) => column.cell(row),
      (column) => column.style(row)
    )
  ]
}

const widthOf = (columns: ReadonlyArray<Measured>) =>
  columns.reduce((sum, { gap, width }) => sum + gap + width, nameGap)

const inColumns = (rows: ReadonlyArray<Row>, layout: Layout, width: number): Table | null => {
  const columns = layout.columns.map((column) => measured(column, rows))
  const names = namesWidth(rows)
  const left = width - names - widthOf(columns)
  if (left < layout.leastBar) return null
  const bars = Math.min(widestBar, left)
  const line = lineOf(rows, columns, names, bars)
  const heading = (index: 0 | 1): Line => [
    span((index === 0 ? "" : "contestant").padEnd(names + nameGap + bars), "dim"),
    ...cells(
      columns,
      (column) => column.heading[index],
      () => "dim"
    )
  ]
  const body = rows.flatMap((row) => [
    line(row),
    ...(layout.troubleBelow ? flow(troubled(row), width, "  ") : []),
    ...reasons(row, width)
  ])
  return {
    lines: [heading(0), heading(1), ...body],
    showsLimits: layout.columns.includes(limit),
    showsPrices: layout.showsPrices,
    legend: layout.columns.includes(plusMinus) ? halfRange(rows) : []
  }
}

const inAnyColumns = (rows: ReadonlyArray<Row>, width: number, against: Against): Table | null => {
  for (const layout of layouts(rows, against)) {
    const fitting = inColumns(rows, layout, width)
    if (fitting !== null) return fitting
  }
  return null
}

const details = (row: Row): ReadonlyArray<Span> => {
  const spread = spreadOr(row, Figure.plusMinus)
  return [
    ...(spread === "" ? [] : [span(spread, "dim")]),
    span(`${inFlight(row)} in flight`),
    ...(row.p50Ms === null || row.p99Ms === null
      ? []
      : [span(`p50 ${Figure.millis(row.p50Ms)} p99 ${Figure.millis(row.p99Ms)} ms`)]),
    ...(row.cpuUs === null ? [] : [span(`${Figure.micros(row.cpuUs)} µs CPU`)]),
    ...(row.openMs === null ? [] : [span(`${Figure.count(row.openMs)} ms to open`)]),
    ...(row.peakMib === null ? [] : [span(`${Figure.count(row.peakMib)} MiB at its peak`)]),
    ...(row.limit === null ? [] : [span(`limited by ${Limits.short[row.limit]}`)]),
    ...troubled(row)
  ]
}

/** Two lines or more for each contestant: for narrow terminals. */
const stacked = (rows: ReadonlyArray<Row>, width: number): Table => {
  const counts = countsIn(rows)
  const perSecond = ({ itemsPerS }: Row) => (itemsPerS === null ? Figure.none : `${Figure.rate(itemsPerS)}/s`)
  const columns = [
    measured({ ...rate(counts), heading: ["", ""], cell: perSecond }, rows),
    measured({ ...times("slowest"), heading: ["", ""] }, rows)
  ]
  const left = width - widthOf(columns)
  const names = Math.min(namesWidth(rows), Math.max(leastName, left - leastBar))
  const line = lineOf(rows, columns, names, Math.max(0, Math.min(widestBar, left - names)))
  return {
    lines: rows.flatMap((row) => [line(row), ...flow(details(row), width, "  "), ...reasons(row, width)]),
    showsLimits: true,
    showsPrices: true,
    legend: [
      ...halfRange(rows),
      ...(rows.some(({ cpuUs }) => cpuUs !== null) ? [`CPU is the client's, per ${counts}`] : [])
    ]
  }
}

/** Of the screen: longer names leave too little to bars and figures, and are written by initials. */
const shareOfNames = 1 / 4

/** Contestants as rows, in as many columns as fit. Retries, throttles and rejects stand in every form of it. */
export const table = (rows: ReadonlyArray<Row>, width: number, against: Against = "slowest"): Table => {
  if (namesWidth(rows) <= width * shareOfNames) return inAnyColumns(rows, width, against) ?? stacked(rows, width)
  const initialed = rows.map((row) => ({ ...row, name: initials(row.name) }))
  const isCut = rows.some(({ name }) => name.length > widestName)
  const made = inAnyColumns(initialed, width, against) ?? (isCut ? stacked(initialed, width) : null)
  const meant = meanings(rows.map(({ name }) => name))
  if (made === null) return stacked(rows, width)
  return meant === "" ? made : { ...made, legend: [...made.legend, meant] }
}
