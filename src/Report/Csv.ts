import type { ContestantResult, Lap, RaceResult, Standing } from "../domain/RaceResult.ts"
import type { Labelled } from "./Differences.ts"
import { printable } from "./Printable.ts"

type Cell = string | number | boolean | null | undefined

const quoted = (text: string): string => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What a spreadsheet would take for a formula begins with an apostrophe, and characters that move a cursor are escaped. */
const defused = (text: string): string =>
  /^[\s\u00a0]*[=+\-@]|^[\t\r]/.test(text) ? `'${printable(text)}` : printable(text)

/** Nine digits are more than any measurement has. */
const figure = (value: number): string => {
  if (!Number.isFinite(value)) return ""
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(9))}`
}

const cell = (value: Cell): string => {
  if (value === null || value === undefined) return ""
  return typeof value === "string" ? quoted(defused(value)) : typeof value === "number" ? figure(value) : `${value}`
}

const sum = (counts: Lap["throttles"]): number => Object.values(counts).reduce((total, n) => total + n, 0)

interface Record {
  readonly contestant: ContestantResult
  readonly standing: Standing | undefined
  /** Not there of a contestant that has none. */
  readonly lap: Lap | undefined
}

/** Units stand in the names, which are those of the JSON where both tell the same. */
const columns: ReadonlyArray<readonly [name: string, of: (record: Record) => Cell]> = [
  ["contestant", ({ contestant }) => contestant.name],
  ["strategy", ({ contestant }) => contestant.strategy],
  ["transport", ({ contestant }) => contestant.transport],
  ["batch", ({ contestant }) => contestant.batch],
  ["concurrency", ({ contestant }) => contestant.concurrency],
  ["workers", ({ contestant }) => contestant.workers],
  ["segments", ({ contestant }) => contestant.segments],
  ["shards", ({ contestant }) => contestant.shards],
  ["item_size_bytes", ({ contestant }) => contestant.item_size_bytes],
  ["rtt_ms", ({ contestant }) => contestant.rtt_ms],
  ["client", ({ contestant }) => contestant.client],
  ["in_flight_max", ({ contestant }) => contestant.in_flight_max],
  ["open_ms", ({ contestant }) => contestant.open_ms],
  ["peak_rss_mb", ({ contestant }) => contestant.peak_rss_mb],
  ["limited_by", ({ standing }) => standing?.limited_by],
  ["not_ranked", ({ standing }) => standing?.not_ranked],
  ["wcu_per_million_items", ({ standing }) => standing?.wcu_per_million_items],
  ["rcu_per_million_items", ({ standing }) => standing?.rcu_per_million_items],
  ["cost_usd_per_million_items", ({ standing }) => standing?.cost_usd_per_million_items],
  ["round", ({ lap }) => lap?.round],
  ["items", ({ lap }) => lap?.items],
  ["duration_ms", ({ lap }) => lap?.duration_ms],
  ["items_per_s", ({ lap }) => lap?.items_per_s],
  ["verified", ({ lap }) => lap?.verified],
  ["marks", ({ lap }) => lap?.marks.join(" ")],
  ["request_p50_ms", ({ lap }) => lap?.request_ms.p50],
  ["request_p90_ms", ({ lap }) => lap?.request_ms.p90],
  ["request_p99_ms", ({ lap }) => lap?.request_ms.p99],
  ["request_max_ms", ({ lap }) => lap?.request_ms.max],
  ["request_mean_ms", ({ lap }) => lap?.request_mean_ms],
  ["item_p50_ms", ({ lap }) => lap?.item_ms.p50],
  ["item_p99_ms", ({ lap }) => lap?.item_ms.p99],
  ["in_flight_mean", ({ lap }) => lap?.in_flight_mean],
  ["attempts", ({ lap }) => lap?.attempts],
  ["retries", ({ lap }) => lap?.retries],
  ["throttled", ({ lap }) => (lap === undefined ? null : sum(lap.throttles))],
  ["rejected", ({ lap }) => lap?.rejected],
  ["client_cpu_us_per_item", ({ lap }) => lap?.client_cpu_us_per_item],
  ["client_cpu_share", ({ lap }) => lap?.client_cpu_share],
  ["event_loop_utilization", ({ lap }) => lap?.event_loop?.utilization],
  ["event_loop_delay_p99_ms", ({ lap }) => lap?.event_loop?.delay_p99_ms],
  ["gc_share", ({ lap }) => lap?.event_loop?.gc_share],
  ["sockets_cap", ({ lap }) => lap?.sockets?.cap],
  ["sockets_most", ({ lap }) => lap?.sockets?.most],
  ["sockets_wait_mean_ms", ({ lap }) => lap?.sockets?.wait_mean_ms],
  ["machine_busy_cores", ({ lap }) => lap?.machine?.busy_cores],
  ["machine_other_cores", ({ lap }) => lap?.machine?.other_cores],
  ["consumed_wcu", ({ lap }) => lap?.consumed_wcu],
  ["consumed_rcu", ({ lap }) => lap?.consumed_rcu],
  ["engine_cpu_share", ({ lap }) => lap?.engine?.cpu_share],
  ["engine_late_mean_ms", ({ lap }) => lap?.engine?.overshoot_mean_ms]
]

const recordsOf = ({ contestants, summary }: RaceResult): ReadonlyArray<Record> => {
  const standings = new Map(summary.standings.map((standing) => [standing.name, standing]))
  return contestants.flatMap((contestant): ReadonlyArray<Record> => {
    const standing = standings.get(contestant.name)
    const laps = contestant.laps.length === 0 ? [undefined] : contestant.laps
    return laps.map((lap) => ({ contestant, standing, lap }))
  })
}

const header = columns.map(([name]) => name)

const linesOf = (result: RaceResult): ReadonlyArray<ReadonlyArray<string>> =>
  recordsOf(result).map((record) => columns.map(([, of]) => cell(of(record))))

const written = (lines: ReadonlyArray<ReadonlyArray<string>>): string =>
  lines.map((line) => `${line.join(",")}\r\n`).join("")

/**
 * A line for each lap, and one for each contestant that has none, in the order of the race: RFC 4180, with formulas
 * defused. Numbers stay numbers; what was not measured is empty.
 */
export const render = (result: RaceResult): string => written([header, ...linesOf(result)])

/** The lines of all, below one header: the first column, `result`, is the label. */
export const renderSeveral = (results: ReadonlyArray<Labelled>): string =>
  written([
    ["result", ...header],
    ...results.flatMap(({ label, result }) => linesOf(result).map((line) => [cell(label), ...line]))
  ])
