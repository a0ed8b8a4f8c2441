import { Array, Number, Order } from "effect"
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

const label = (result: RaceResult): ((contestant: ContestantResult) => string) => {
  const names = labels(result)
  return ({ name }) => names.get(name) ?? ""
}

const roundsOf = (laps: ReadonlyArray<Lap>, all: ReadonlyArray<Lap>): string => {
  if (laps.length === all.length && laps.length > 1) return "every round"
  return `${laps.length === 1 ? "round" : "rounds"} ${laps.map(({ round }) => round).join(", ")}`
}

/** What was lost stands above everything else. */
export const alarms = (result: RaceResult): ReadonlyArray<Note> => {
  const name = label(result)
  return result.contestants.flatMap((contestant): ReadonlyArray<Note> => {
    const laps = contestant.laps.filter(has("void"))
    if (laps.length === 0) {
      return contestant.warm_up_verified === false
        ? [[span(`VOID: acknowledged items of ${name(contestant)} were not found or changed (warm-up)`, "bad")]]
        : []
    }
    const total = (of: (found: NonNullable<Lap["discrepancies"]>) => number) =>
      Number.sumAll(laps.map(({ discrepancies }) => (discrepancies === undefined ? 0 : of(discrepancies))))
    const wrong = total(({ changed, lost }) => lost + changed)
    const unsettled = total((found) => found.unsettled)
    const which = `of ${name(contestant)}`
    const text = [
      ...(wrong > 0
        ? [
            `${Figure.counted(wrong, "acknowledged item")} ${which} ${wrong === 1 ? "was" : "were"} not found or changed`
          ]
        : []),
      ...(unsettled > 0
        ? [
            `${Figure.counted(unsettled, "item")} ${which} ${unsettled === 1 ? "was" : "were"} neither written nor rejected`
          ]
        : [])
    ]
    const said = text.length > 0 ? text.join(", ") : `acknowledged items ${which} were not found or changed`
    return [[span(`VOID: ${said} (${roundsOf(laps, contestant.laps)})`, "bad")]]
  })
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
  ...troubles(result),
  ...fileRejected(result),
  ...limits(rows, table),
  ...uncounted(result),
  ...howToRead(rows, table),
  ...verified(result)
]
