import { Array, Order } from "effect"
import type { ContestantResult, Lap, RaceResult } from "../domain/RaceResult.ts"
import { cautions } from "./Cautions.ts"
import { fileName } from "./Circumstances.ts"
import { costs } from "./Cost.ts"
import * as Figure from "./Figure.ts"
import * as Limits from "./Limits.ts"
import { type Span, span } from "./Line.ts"
import { named } from "./Names.ts"
import { printable } from "./Printable.ts"
import { has, type Row, varies } from "./Row.ts"
import type { Table } from "./Table.ts"
import { termsOf } from "./Terms.ts"

/** Sentences and counts; each note begins on a line of its own. */
export type Note = ReadonlyArray<Span>

const reasonsShown = 4

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

const listing = (title: string, reasons: ReadonlyArray<string>, style: Span["style"]): ReadonlyArray<Note> => {
  const [first, ...others] = reasons
  return first === undefined ? [] : [[span(`${title} ${first}`, style), ...others.map((text) => span(text, style))]]
}

const troubles = ({ contestants }: RaceResult): ReadonlyArray<Note> => {
  const of = (counts: (lap: Lap) => Lap["throttles"]) =>
    byReason(contestants.flatMap(({ laps }) => laps.flatMap((lap) => Object.entries(counts(lap)))))
  return [
    ...listing(
      "throttled:",
      of(({ throttles }) => throttles),
      "warning"
    ),
    ...listing(
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
  return listing(title, byReason(Object.entries(file_rejected.by_reason)), "warning")
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
  return showsPrices ? [] : listing(`${title}:`, priced, "dim")
}

/** Where no column says it: what limited whom. */
const limits = (rows: ReadonlyArray<Row>, { showsLimits }: Table): ReadonlyArray<Note> => {
  const limited = rows.flatMap(({ limit, name }) => (limit === null ? [] : [{ limit: Limits.short[limit], name }]))
  const groups = Object.entries(Array.groupBy(limited, ({ limit }) => limit))
  const texts = groups.map(([limit, group]) => `${limit} ${group.map(({ name }) => name).join(", ")}`)
  return showsLimits ? [] : listing("limited by:", texts, "dim")
}

const marked: ReadonlyArray<{
  readonly says: string
  readonly laps: (contestant: ContestantResult) => ReadonlyArray<Lap>
}> = [
  {
    says: "not counted, the embedded DynamoDB was the limit:",
    laps: ({ laps }) => {
      const limited = laps.filter(has("limited-by-engine"))
      return limited.length < laps.length ? limited : []
    }
  },
  { says: "under half of the lap time:", laps: ({ laps }) => laps.filter(has("short")) },
  { says: "wrote the whole file:", laps: ({ laps }) => laps.filter(has("whole-file")) },
  { says: "in flight is not throughput × latency:", laps: ({ laps }) => laps.filter(has("littles-law")) },
  { says: "not verified:", laps: ({ laps }) => laps.filter((lap) => !lap.verified && !has("void")(lap)) }
]

const namesShown = 4

const uncounted = (result: RaceResult): ReadonlyArray<Note> => {
  const name = named(result)
  return marked.flatMap(({ laps, says }) => {
    const about = result.contestants.flatMap((contestant) => {
      const found = laps(contestant)
      return found.length === 0 ? [] : [`${name(contestant.name)} (${roundsOf(found, contestant.laps)})`]
    })
    const more = about.length - namesShown
    return listing(says, more > 0 ? [...about.slice(0, namesShown), `${more} more`] : about, "dim")
  })
}

/** That others used the cores is said in the advice. */
const unsure = (result: RaceResult): ReadonlyArray<Note> =>
  cautions(result)
    .filter(({ _tag }) => _tag !== "busy")
    .map(({ text }) => [span(text, "warning")])

const oneProcess = ({ contestants, environment: { backend, isolation } }: RaceResult): ReadonlyArray<string> =>
  isolation === "one process" && backend !== "simulated" && contestants.length > 1
    ? ["all contestants ran in one process: memory and CPU are shared"]
    : []

/** Partitions split under load, and do not merge: who has written more has a faster table. */
const grown = ({ contestants, environment: { backend }, summary: { rounds } }: RaceResult): ReadonlyArray<Note> =>
  backend === "aws" && rounds > 0 && contestants.length > 1
    ? [
        [
          span(
            "on AWS later laps have capacity that earlier ones made grow: rounds are shuffled for that; compare by pairs, with --rounds 6 or more",
            "warning"
          )
        ]
      ]
    : []

const howToRead = (rows: ReadonlyArray<Row>, { legend }: Table): ReadonlyArray<string> => {
  const many = rows.some(({ spread }) => spread !== null && varies(spread))
  const sums = many && rows.some(({ rejected, retries, throttled }) => retries + throttled + rejected > 0)
  return [
    ...(many ? ["medians of the rounds"] : []),
    ...legend,
    ...(rows.some(({ peakMib }) => peakMib !== null) ? ["memory adds up all processes"] : []),
    ...(sums ? ["retries, throttled and rejected are sums"] : [])
  ]
}

const verified = (result: RaceResult): ReadonlyArray<string> =>
  !result.summary.verified || result.contestants.every(({ laps }) => laps.length === 0)
    ? []
    : [termsOf(result).verified]

/** Who was asked to race and cannot. */
const unsuited = ({ operation, unsuited }: RaceResult): ReadonlyArray<Note> =>
  listing(
    `not for ${operation._tag}:`,
    unsuited.map(({ name, reason }) => `${printable(name)} (${printable(reason)})`),
    "dim"
  )

/** In one go: what nobody has to act upon. */
const legend = (result: RaceResult, rows: ReadonlyArray<Row>, table: Table): ReadonlyArray<Note> => {
  const parts = [
    ...[...costs(result), ...oneProcess(result), ...howToRead(rows, table)].map((text) => span(text, "dim")),
    ...verified(result).map((text) => span(text, "good"))
  ]
  return parts.length === 0 ? [] : [parts]
}

/** What stands below the table: what went wrong, what does not count, and how to read it. */
export const notes = (result: RaceResult, rows: ReadonlyArray<Row>, table: Table): ReadonlyArray<Note> => [
  ...troubles(result),
  ...fileRejected(result),
  ...unsuited(result),
  ...unsure(result),
  ...grown(result),
  ...uncounted(result),
  ...limits(rows, table),
  ...prices(rows, table),
  ...legend(result, rows, table)
]
