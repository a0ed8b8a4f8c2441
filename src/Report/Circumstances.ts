import type { CpuWork } from "../domain/CpuWork.ts"
import type { Latency } from "../domain/Latency.ts"
import type { Environment, RaceResult, Summary } from "../domain/RaceResult.ts"
import type { ItemsSpec } from "../domain/WorkloadSpec.ts"
import { usualTransport } from "../Race/Contestant.ts"
import * as Figure from "./Figure.ts"
import { type Span, span } from "./Line.ts"
import { printable } from "./Printable.ts"

const latency = ({ p50_ms, p99_ms }: Latency): string =>
  p99_ms === 0 ? "no latency" : `latency p50 ${Figure.exactMillis(p50_ms)} p99 ${Figure.exactMillis(p99_ms)}`

export const backend = (environment: Environment): string => {
  if (environment.backend === "endpoint") return `endpoint ${printable(environment.host)}`
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

const written = (spec: ItemsSpec, contestants: Contestants): ReadonlyArray<string> =>
  spec._tag === "FileRecords"
    ? [`records of ${fileName(spec.path)}`]
    : [
        ...sizes(spec.item_size_bytes, contestants),
        ...(spec.keys === "uniform" ? [] : [`${spec.keys} keys`]),
        ...(spec.repeat_keys > 0 ? [`${Figure.percent(spec.repeat_keys)} of keys repeated`] : [])
      ]

const work = (cpu: CpuWork | null): ReadonlyArray<string> =>
  cpu === null ? [] : [`${Figure.exactMillis(cpu.ms)} of CPU work on each item`]

/** What is written, or read, and what is done to it before. */
export const items = ({ cpu, spec }: RaceResult["workload"], contestants: Contestants): ReadonlyArray<string> => [
  ...written(spec, contestants),
  ...work(cpu)
]

const pages = (page: number | null): string =>
  page === null ? "pages of up to 1 MB" : `pages of ${Figure.counted(page, "item")} at most`

/** What is done with them, unless they are simply written. */
export const operation = ({ operation }: RaceResult): ReadonlyArray<string> => {
  if (operation._tag === "put") return []
  const consistency = operation.consistent ? "strongly consistent" : "eventually consistent"
  return [operation._tag, ...(operation._tag === "get" ? [] : [pages(operation.page)]), consistency]
}

/** How all requests travel, where that is unusual. */
export const travel = (contestants: Contestants): ReadonlyArray<string> => {
  const transport = common(contestants, ({ transport }) => transport)
  const client = common(contestants, ({ client }) => client) ?? null
  const rtt = common(contestants, ({ rtt_ms }) => rtt_ms) ?? null
  return [
    ...(transport === undefined || transport === usualTransport ? [] : [`transport ${transport}`]),
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

const course = (summary: Summary): Span => {
  const length =
    summary.lap_items === undefined ? Figure.span(summary.lap_time_ms) : Figure.counted(summary.lap_items, "item")
  const run = `${rounds(summary)} of ${length}`
  return summary.stopped === null ? span(run) : span(`${reasons[summary.stopped]} after ${run}`, "warning")
}

/** Under what conditions was raced, and how far. */
export const circumstances = (result: RaceResult): ReadonlyArray<Span> => {
  const { contestants, environment, summary, workload } = result
  return [
    span(backend(environment), "bold"),
    ...operation(result).map((text) => span(text)),
    ...travel(contestants).map((text) => span(text)),
    ...items(workload, contestants).map((text) => span(text)),
    course(summary),
    span(`seed ${environment.seed}`)
  ]
}
