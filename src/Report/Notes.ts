import { Array, Order } from "effect"
import type { ContestantResult, Lap, RaceResult } from "../domain/RaceResult.ts"
import { fileName } from "./Circumstances.ts"
import * as Figure from "./Figure.ts"
import { type Span, span } from "./Line.ts"
import { printable } from "./Printable.ts"
import { has, labels, type Row, varies } from "./Row.ts"
import type { Table } from "./Table.ts"

/** Sentences and counts; each note begins on a line of its own. */
export type Note = ReadonlyArray<Span>

const reasonsShown = 4

export const label = (result: RaceResult): ((contestant: ContestantResult) => string) => {
  const names = labels(result)
  return ({ name }) => names.get(name) ?? ""
}

export const roundsOf = (laps: ReadonlyArray<Lap>, all: ReadonlyArray<Lap>): string => {
  if (laps.length === all.length && laps.length > 1) return "every round"
  return `${laps.length === 1 ? "round" : "rounds"} ${laps.map(({ round }) => round).join(", ")}`
}

const mostFirst = Order.reverse(Order.mapInput(Order.number, ([, n]: readonly [string, number]) => n))

const byReason = (counts: Iterable<readonly [string, number]>): ReadonlyArray<string> => {
  const totals = new Map<string, number>()
  for (const [reason, n] of counts) totals.set(reason, (totals.get(reason) ?? 0) + n)
  const sorted = Array.sort(totals, mostFirst).filter(([, n]) => n > 0)
  const shown = sorted.slice(0, reasonsShown).map(([reason, n]) => `${printable(reason)} ${Figure.count(n)}`)
  const more = sorted.length - shown.length
  return more > 0 ? [...shown, `${Figure.counted(more, "reason")} more`] : shown
}

const listed = (title: string, reasons: ReadonlyArray<string>, style: Span["style"]): ReadonlyArray<Note> => {
  const [first, ...others] = reasons
  return first === undefined ? [] : [[span(`${title} ${first}`, style), ...others.map((text) => span(text, style))]]
}

const troubles = ({ contestants }: RaceResult): ReadonlyArray<Note> => {
  const of = (counts: (lap: Lap) => Lap["throttles"]) =>
    byReason(contestants.flatMap(({ laps }) => laps.flatMap((lap) => Object.entries(counts(lap)))))
  return [
    ...listed(
      "throttled:",
      of(({ throttles }) => throttles),
      "warning"
    ),
    ...listed(
      "rejected:",
      of(({ rejects }) => rejects),
      "bad"
    )
  ]
}

const fileRejected = ({ workload: { file_rejected, spec } }: RaceResult): ReadonlyArray<Note> => {
  if (file_rejected === null || file_rejected.count === 0) return []
  const file = spec._tag === "FileRecords" ? fileName(spec.path) : "the file"
  const title = `${Figure.counted(file_rejected.count, "record")} of ${file} not used:`
  return listed(title, byReason(Object.entries(file_rejected.by_reason)), "warning")
}

const prices = (rows: ReadonlyArray<Row>, { showsPrices }: Table): ReadonlyArray<Note> => {
  const priced = rows.flatMap(({ name, openMs, peakMib }) => {
    const figures = [
      ...(openMs === null ? [] : [`${Figure.count(openMs)} ms`]),
      ...(peakMib === null ? [] : [`${Figure.count(peakMib)} MiB`])
    ]
    return figures.length === 0 ? [] : [`${name} ${figures.join(", ")}`]
  })
  const title = [
    ...(rows.some(({ openMs }) => openMs !== null) ? ["time to open"] : []),
    ...(rows.some(({ peakMib }) => peakMib !== null) ? ["peak memory"] : [])
  ].join(", ")
  return showsPrices ? [] : listed(`${title}:`, priced, "plain")
}

/** The race's own process and the embedded DynamoDB want a core each. */
const othersOnCores = 2

const sharedCores = (result: RaceResult): ReadonlyArray<Note> => {
  const { backend, cores } = result.environment
  const others = backend === "embedded" ? "the race itself and the embedded DynamoDB" : "the race itself"
  const name = label(result)
  const sharing = new Map<number, ReadonlyArray<string>>()
  for (const contestant of result.contestants) {
    const { workers } = contestant
    if (workers === null || workers + othersOnCores <= cores) continue
    sharing.set(workers, [...(sharing.get(workers) ?? []), name(contestant)])
  }
  return [...sharing].map(([workers, names]) => {
    const share = `${Figure.counted(workers, "worker")} ${workers === 1 ? "shares" : "share"}`
    return [span(`${names.join(", ")}: ${share} ${Figure.counted(cores, "core")} with ${others}`)]
  })
}

const oneProcess = ({ contestants, environment: { backend, isolation } }: RaceResult): ReadonlyArray<Note> =>
  isolation === "one process" && backend !== "simulated" && contestants.length > 1
    ? [[span("all contestants ran in one process: memory and CPU are shared", "dim")]]
    : []

const limits = (rows: ReadonlyArray<Row>, { showsLimits }: Table): ReadonlyArray<Note> => {
  const names = rows.filter(({ limit }) => limit === "client-cpu").map(({ name }) => name)
  return showsLimits || names.length === 0 ? [] : [[span(`the client's CPU was the limit of ${names.join(", ")}`)]]
}

const uncounted = (result: RaceResult): ReadonlyArray<Note> => {
  const name = label(result)
  const some = (laps: ReadonlyArray<Lap>, all: ReadonlyArray<Lap>) => laps.length > 0 && laps.length < all.length
  const about = (
    contestant: ContestantResult,
    which: (lap: Lap) => boolean,
    says: string,
    when: (laps: ReadonlyArray<Lap>, all: ReadonlyArray<Lap>) => boolean
  ): ReadonlyArray<Note> => {
    const laps = contestant.laps.filter(which)
    return when(laps, contestant.laps)
      ? [[span(`${name(contestant)}: ${says} (${roundsOf(laps, contestant.laps)})`, "dim")]]
      : []
  }
  return result.contestants.flatMap((contestant) => [
    ...about(contestant, has("limited-by-engine"), "not counted where the embedded DynamoDB was the limit", some),
    ...about(contestant, has("short"), "shorter than half of the time planned", (laps) => laps.length > 0),
    ...about(contestant, has("whole-file"), "wrote the whole file, which had no more", (laps) => laps.length > 0),
    ...about(
      contestant,
      (lap) => !lap.verified && !has("void")(lap),
      "not verified",
      (laps) => laps.length > 0
    )
  ])
}

const howToRead = (rows: ReadonlyArray<Row>, { legend }: Table): ReadonlyArray<Note> => {
  const many = rows.some(({ spread }) => spread !== null && varies(spread))
  const sums = many && rows.some(({ rejected, retries, throttled }) => retries + throttled + rejected > 0)
  const sentences = [
    ...(many ? ["figures are medians of the rounds"] : []),
    ...legend,
    ...(rows.some(({ peakMib }) => peakMib !== null) ? ["memory adds up all processes of a contestant"] : []),
    ...(sums ? ["retries, throttled and rejected are sums"] : [])
  ]
  return sentences.length === 0 ? [] : [sentences.map((text) => span(text, "dim"))]
}

const verified = ({ contestants, summary }: RaceResult): ReadonlyArray<Note> =>
  summary.verified && contestants.some(({ laps }) => laps.length > 0)
    ? [[span("every acknowledged item was read back and compared", "good")]]
    : []

/** What stands below the table: why, what does not count, and how to read it. */
export const notes = (result: RaceResult, rows: ReadonlyArray<Row>, table: Table): ReadonlyArray<Note> => [
  ...prices(rows, table),
  ...troubles(result),
  ...fileRejected(result),
  ...limits(rows, table),
  ...sharedCores(result),
  ...uncounted(result),
  ...oneProcess(result),
  ...howToRead(rows, table),
  ...verified(result)
]
