import type { Latency } from "../domain/Latency.ts"
import { kinds } from "../domain/OperationKind.ts"
import type { Environment, RaceResult, Summary } from "../domain/RaceResult.ts"
import type { SourceSpec } from "../domain/WorkloadSpec.ts"
import { usualTransport } from "../Race/Contestant.ts"
import * as Figure from "./Figure.ts"
import { type Span, span } from "./Line.ts"
import { printable } from "./Printable.ts"

const latency = ({ p50_ms, p99_ms }: Latency): string =>
  p99_ms === 0 ? "no latency" : `latency p50 ${Figure.exactMillis(p50_ms)} p99 ${Figure.exactMillis(p99_ms)}`

export const backend = (environment: Environment): string => {
  if (environment.backend === "http") return `HTTP GET, ${printable(environment.host)}`
  if (environment.backend === "endpoint") return `endpoint ${printable(environment.host)}`
  if (environment.backend === "aws") return `AWS DynamoDB, ${printable(environment.host)}`
  const name = `${environment.backend} DynamoDB`
  return environment.latency === null ? name : `${name}, ${latency(environment.latency)}`
}

export const fileName = (path: string): string => printable(path.split(/[\\/]/).at(-1) ?? path)

type Contestants = RaceResult["contestants"]

/** What all contestants have of it; nothing where they differ, for their names say it then. */
const common = <A>(contestants: Contestants, of: (contestant: Contestants[number]) => A): A | undefined => {
  const [one, ...others] = new Set(contestants.map(of))
  return others.length === 0 ? one : undefined
}

const sizes = (bytes: number, contestants: Contestants): ReadonlyArray<string> => {
  const own = contestants.map(({ item_size_bytes }) => item_size_bytes)
  if (own.length === 0 || own.includes(null)) return [`items of ${Figure.count(bytes)} B`]
  const all = common(contestants, ({ item_size_bytes }) => item_size_bytes)
  return all === undefined || all === null ? [] : [`items of ${Figure.count(all)} B`]
}

const raced = (spec: SourceSpec, contestants: Contestants): ReadonlyArray<string> => {
  switch (spec._tag) {
    case "FileRecords":
      return [`records of ${fileName(spec.path)}`]
    case "Urls":
      return [`${Figure.counted(spec.urls, "URL")} of ${fileName(spec.path)}`]
    case "Generated":
      return [
        ...sizes(spec.item_size_bytes, contestants),
        ...(spec.keys === "uniform" ? [] : [`${spec.keys} keys`]),
        ...(spec.repeat_keys > 0 ? [`${Figure.percent(spec.repeat_keys)} of keys repeated`] : [])
      ]
  }
}

const work = ({ cpu, spec }: RaceResult["workload"]): ReadonlyArray<string> =>
  cpu === null ? [] : [`${Figure.exactMillis(cpu.ms)} of CPU work on each ${spec._tag === "Urls" ? "URL" : "item"}`]

/** What is written, or read, and what is done to it before. */
export const items = (workload: RaceResult["workload"], contestants: Contestants): ReadonlyArray<string> => [
  ...raced(workload.spec, contestants),
  ...work(workload)
]

const pages = (page: number | null): string =>
  page === null ? "pages of up to 1 MB" : `pages of ${Figure.counted(page, "item")} at most`

/** What is done with them, unless they are simply written. */
export const operation = ({ operation }: RaceResult): ReadonlyArray<string> => {
  if (operation._tag === "put" || operation._tag === "http") return []
  const consistency = operation.consistent ? "strongly consistent" : "eventually consistent"
  return [operation._tag, ...(operation._tag === "get" ? [] : [pages(operation.page)]), consistency]
}

/** How all requests travel, where that is unusual. */
export const travel = (contestants: Contestants): ReadonlyArray<string> => {
  const transport = common(contestants, ({ transport }) => transport) ?? null
  const client = common(contestants, ({ client }) => client) ?? null
  const rtt = common(contestants, ({ rtt_ms }) => rtt_ms) ?? null
  return [
    ...(transport === null || transport === usualTransport ? [] : [`transport ${transport}`]),
    ...(client === null ? [] : [`client ${client}`]),
    ...(rtt === null ? [] : [`a round trip of ${Figure.exactMillis(rtt)} more`])
  ]
}

/** `6 rounds`, or `2 of 6 rounds` where the race is not over; `8 rounds (2 added)`. */
const rounds = ({ rounds, rounds_auto, rounds_planned, stopped, verdict }: Summary): string => {
  const added = rounds - rounds_planned
  if (added >= 0) return `${Figure.counted(rounds, "round")}${added > 0 ? ` (${added} added)` : ""}`
  if (!rounds_auto) return `${Figure.count(rounds)} of ${Figure.counted(rounds_planned, "round")}`
  const isOver = stopped === null && verdict !== null
  return isOver
    ? Figure.counted(rounds, "round")
    : `${Figure.count(rounds)} of at most ${Figure.counted(rounds_planned, "round")}`
}

const reasons = { "time-limit": "stopped by the time limit", interrupted: "interrupted", failed: "failed" } as const

/** How long a lap is meant to be. */
export const lapLength = ({ operation, summary: { lap_items, lap_time_ms } }: RaceResult): string =>
  lap_items === undefined ? Figure.span(lap_time_ms) : Figure.counted(lap_items, kinds[operation._tag].counts)

/** `500 items/s at most`. */
const rate = ({ operation, summary: { rate_items_per_s } }: RaceResult): ReadonlyArray<string> =>
  rate_items_per_s === undefined ? [] : [`${Figure.counted(rate_items_per_s, kinds[operation._tag].counts)}/s at most`]

const course = (result: RaceResult): Span => {
  const { summary } = result
  const run = `${rounds(summary)} of ${lapLength(result)}`
  return summary.stopped === null ? span(run) : span(`${reasons[summary.stopped]} after ${run}`, "warning")
}

/** Under what conditions was raced, and how far. */
export const circumstances = (result: RaceResult): ReadonlyArray<Span> => {
  const { contestants, environment, workload } = result
  return [
    span(backend(environment), "bold"),
    ...operation(result).map((text) => span(text)),
    ...travel(contestants).map((text) => span(text)),
    ...items(workload, contestants).map((text) => span(text)),
    ...rate(result).map((text) => span(text)),
    course(result),
    span(`seed ${environment.seed}`)
  ]
}
