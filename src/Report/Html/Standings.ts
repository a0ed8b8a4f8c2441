import type { OperationKind } from "../../domain/OperationKind.ts"
import type { RaceResult } from "../../domain/RaceResult.ts"
import { median, type Subject, subjects } from "../Chart/Subject.ts"
import * as Figure from "../Figure.ts"
import { inWords } from "../Limits.ts"
import { varies } from "../Row.ts"
import { countsOf } from "../Terms.ts"
import { referenceOf, type View } from "../View.ts"
import { html, type Markup, nothing } from "./Markup.ts"
import { nameOf, table } from "./Table.ts"

interface Column {
  /** The second line is its unit. */
  readonly heading: readonly [string, string]
  /** Empty where there is no figure. */
  readonly cell: (subject: Subject) => string
  readonly isHot?: boolean
}

const known = <A>(value: A | null | undefined, text: (value: A) => string): string =>
  value === null || value === undefined ? "" : text(value)

const trouble = (heading: string, of: (subject: Subject) => number): Column => ({
  heading: ["", heading],
  cell: (subject) => (of(subject) > 0 ? Figure.count(of(subject)) : ""),
  isHot: true
})

const columnsFor = (against: string, counts: OperationKind["counts"]): ReadonlyArray<Column> => [
  {
    heading: ["", `${counts}s/s`],
    cell: ({ row }) => `${known(row.itemsPerS, Figure.rate)}${row.place === "warm-up" ? " (warm-up)" : ""}`
  },
  {
    heading: ["", "min–max"],
    cell: ({ row }) => (row.spread !== null && varies(row.spread) ? Figure.range(row.spread, Figure.rate) : "")
  },
  { heading: ["×", against], cell: ({ row }) => known(row.times, ({ median }) => Figure.times(median)) },
  trouble("retries", ({ row }) => row.retries),
  trouble("throttled", ({ row }) => row.throttled),
  trouble("rejected", ({ row }) => row.rejected),
  {
    heading: ["in flight", "at most"],
    cell: ({ contestant }) => (contestant.in_flight_max === null ? "no bound" : Figure.count(contestant.in_flight_max))
  },
  {
    heading: ["in flight", "mean"],
    cell: ({ laps }) => known(median(laps.map(({ in_flight_mean }) => in_flight_mean)), Figure.threeDigits)
  },
  { heading: ["request", "p50 ms"], cell: ({ row }) => known(row.p50Ms, Figure.millis) },
  {
    heading: ["request", "p90 ms"],
    cell: ({ laps }) => known(median(laps.map(({ request_ms }) => request_ms.p90)), Figure.millis)
  },
  { heading: ["request", "p99 ms"], cell: ({ row }) => known(row.p99Ms, Figure.millis) },
  {
    heading: ["request", "max ms"],
    cell: ({ laps }) => known(median(laps.map(({ request_ms }) => request_ms.max)), Figure.millis)
  },
  {
    heading: [counts, "p99 ms"],
    cell: ({ laps }) => known(median(laps.map(({ item_ms }) => item_ms.p99)), Figure.millis)
  },
  { heading: ["CPU", `µs/${counts}`], cell: ({ row }) => known(row.cpuUs, Figure.micros) },
  { heading: ["open", "ms"], cell: ({ row }) => known(row.openMs, Figure.count) },
  { heading: ["peak", "MiB"], cell: ({ row }) => known(row.peakMib, Figure.count) },
  {
    heading: ["WCU", "per item"],
    cell: ({ standing }) => known(standing?.wcu_per_million_items, (units) => Figure.exact(units / 1e6))
  },
  {
    heading: ["RCU", "per item"],
    cell: ({ standing }) => known(standing?.rcu_per_million_items, (units) => Figure.exact(units / 1e6))
  },
  {
    heading: ["USD per", "million"],
    cell: ({ standing }) => known(standing?.cost_usd_per_million_items, Figure.usd)
  }
]

/** Why it is not ranked, or else what it ran into. */
const whyOf = ({ contestant, row, standing }: Subject): string => {
  const { limit, reasons } = row
  if (limit === null || reasons.length > 0) return reasons.join(", ")
  const words = inWords(limit, standing?.evidence ?? null, contestant.in_flight_max)
  return limit === "own-waiting" ? words : `limited by ${words}`
}

const lineOf = (subject: Subject, columns: ReadonlyArray<Column>): Markup => {
  const { color, row } = subject
  const dot = html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="${color}"/></svg>`
  const cells = columns.map(
    ({ cell, isHot }) => html`<td${isHot === true ? html` class="hot"` : nothing}>${cell(subject)}</td>`
  )
  const why = whyOf(subject)
  const below =
    why === "" ? nothing : html`<tr class="why"><td colspan="${columns.length + 1}"><span>${why}</span></td></tr>`
  return html`<tr${row.place === "ranked" ? nothing : html` class="pale"`}><th scope="row">${dot}${nameOf(row.name)}</th>${cells}</tr>${below}`
}

/** Every figure of every contestant; columns in which nobody has one do not stand in it. */
export const standings = (result: RaceResult, view: View): Markup => {
  const all = subjects(result, view)
  const columns = columnsFor(referenceOf(result, view) === null ? "slowest" : "reference", countsOf(result)).filter(
    ({ cell }) => all.some((subject) => cell(subject) !== "")
  )
  const headings = columns.map(
    ({ heading: [above, below] }) =>
      html`<th scope="col">${above === "" ? nothing : html`<small>${above}</small>`}${below}</th>`
  )
  return table(
    "standings",
    html`<tr><th scope="col">contestant</th>${headings}</tr>`,
    all.map((subject) => lineOf(subject, columns))
  )
}
