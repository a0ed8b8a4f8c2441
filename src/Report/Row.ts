import { Array, Number, Option, Order } from "effect"
import type { Limit } from "../domain/Evidence.ts"
import type { OperationKind } from "../domain/OperationKind.ts"
import type { ContestantResult, Lap, Mark, NotRanked, RaceResult, Spread, Standing } from "../domain/RaceResult.ts"
import { counts, finishedLaps, notRanked } from "../Race/Laps.ts"
import { median, spreadOf } from "../Race/Spread.ts"
import * as Figure from "./Figure.ts"
import { printable } from "./Printable.ts"
import { shortNames } from "./ShortNames.ts"
import { countsOf, type Terms, termsOf } from "./Terms.ts"
import { referenceOf, type View } from "./View.ts"

/** One contestant as it stands in the table. */
export interface Row {
  readonly name: string
  /** What its figures count. */
  readonly counts: OperationKind["counts"]
  /** `warm-up`: its only figure is the uncounted one before the first round. */
  readonly place: "ranked" | "warm-up" | "waiting" | "not-ranked"
  /** Why it is not ranked, with the evidence. */
  readonly reasons: ReadonlyArray<string>
  /** It lost items, or its workers once too often. */
  readonly isVoid: boolean
  readonly itemsPerS: number | null
  readonly spread: Spread | null
  /** Throughput over that of the reference in the same round; without one that of the slowest. */
  readonly times: Spread | null
  readonly inFlight: number | null
  /** Medians of its rounds. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly cpuUs: number | null
  /** null where it took no time worth telling. */
  readonly openMs: number | null
  readonly peakMib: number | null
  /** Sums of all its rounds, of those too that do not count. */
  readonly retries: number
  readonly throttled: number
  readonly rejected: number
  readonly limit: Limit | null
}

/** Whether there is a spread to speak of: one round has none. */
export const varies = ({ max, min }: Spread): boolean => min !== max

export const has = (mark: Mark) => (lap: Lap) => lap.marks.includes(mark)

const evidence = (laps: ReadonlyArray<Lap>): ReadonlyArray<string> => {
  const reports = Array.filterMap(laps, ({ engine }) => Option.fromNullable(engine))
  const share = median(reports.map(({ cpu_share }) => cpu_share))
  const mean = median(reports.map(({ overshoot_mean_ms }) => overshoot_mean_ms))
  const p99 = median(reports.map(({ overshoot_p99_ms }) => overshoot_p99_ms))
  const late = (what: string, ms: number | null) =>
    ms === null || ms <= 0 ? [] : [`${what} ${Figure.latency(ms)} late`]
  return [
    ...(share === null ? [] : [`${Figure.percent(share)} of a core`]),
    ...late("on average", mean),
    ...late("p99", p99)
  ]
}

const openingWorthTellingMs = 0.5

const lostWorkers = ({ crashes, workers }: ContestantResult): string => {
  const lost = workers === null ? "its process was lost" : "a worker was lost"
  return crashes.length > 1 ? `${lost} twice` : lost
}

/** Why it is not ranked, and the evidence. */
export const reasonsAgainst = (
  contestant: ContestantResult,
  reason: NotRanked | null,
  terms: Terms
): ReadonlyArray<string> => {
  switch (reason) {
    case null:
      return []
    case "void":
      return [`not ranked: void, ${terms.lost}`]
    case "crashed":
      return [`not ranked: void, ${lostWorkers(contestant)}`]
    case "embedded-dynamodb":
      return [
        "not ranked: the embedded DynamoDB was the limit",
        ...evidence(contestant.laps.filter(has("limited-by-engine")))
      ]
    case "nothing-written":
      return [`not ranked: ${terms.nothing}`]
  }
}

type Rates = ReadonlyMap<number, number>

const ratesOf = ({ laps }: ContestantResult): Rates =>
  new Map(laps.filter(counts).map(({ items_per_s, round }) => [round, items_per_s]))

const timesOver = (reference: Rates, contestant: ContestantResult): Spread | null =>
  spreadOf(
    [...ratesOf(contestant)].flatMap(([round, rate]) => {
      const other = reference.get(round)
      return other === undefined || other === 0 ? [] : [rate / other]
    })
  )

const placeOf = (ranked: boolean, warm: boolean): Row["place"] => (ranked ? "ranked" : warm ? "warm-up" : "waiting")

const row = (
  contestant: ContestantResult,
  name: string,
  standing: Standing | undefined,
  reference: Rates | null,
  result: RaceResult
): Row => {
  const { laps } = contestant
  const reason = notRanked(contestant)
  const reasons = reasonsAgainst(contestant, reason, termsOf(result))
  const isVoid = reason === "void" || reason === "crashed"
  const finished = finishedLaps(contestant)
  const counted = finished.some(counts) ? finished.filter(counts) : finished
  const spread = reasons.length === 0 ? (standing?.items_per_s ?? null) : null
  const unranked = isVoid ? null : median(counted.map(({ items_per_s }) => items_per_s))
  return {
    name,
    counts: countsOf(result),
    place: reasons.length > 0 ? "not-ranked" : placeOf(spread !== null, contestant.warm_up_items_per_s !== null),
    reasons,
    isVoid,
    itemsPerS: reasons.length > 0 ? unranked : (spread?.median ?? contestant.warm_up_items_per_s),
    spread,
    times:
      spread === null
        ? null
        : reference === null
          ? (standing?.times_slowest ?? null)
          : timesOver(reference, contestant),
    inFlight: contestant.in_flight_max,
    p50Ms: median(counted.map(({ request_ms }) => request_ms.p50)),
    p99Ms: median(counted.map(({ request_ms }) => request_ms.p99)),
    cpuUs: median(counted.map(({ client_cpu_us_per_item }) => client_cpu_us_per_item)),
    openMs: contestant.open_ms < openingWorthTellingMs ? null : contestant.open_ms,
    peakMib: contestant.peak_rss_mb,
    retries: Number.sumAll(laps.map(({ retries }) => retries)),
    throttled: Number.sumAll(laps.flatMap(({ throttles }) => Object.values(throttles))),
    rejected: Number.sumAll(laps.map(({ rejected }) => rejected)),
    limit: reasons.length > 0 ? null : (standing?.limited_by ?? null)
  }
}

const fastestFirst = Order.combineAll([
  Order.mapInput(Order.boolean, ({ place }: Row) => place === "not-ranked"),
  Order.mapInput(Order.boolean, ({ isVoid }: Row) => isVoid),
  Order.reverse(Order.mapInput(Order.number, ({ itemsPerS }: Row) => itemsPerS ?? -1))
])

/** How each contestant is called in what is printed, by its full name. */
export const labels = (result: RaceResult): ReadonlyMap<string, string> =>
  new Map([...shortNames(result.contestants)].map(([name, short]) => [name, printable(short)]))

/** Fastest first, then what has no figure yet, and last what is not ranked. */
export const rows = (result: RaceResult, view: View = {}): ReadonlyArray<Row> => {
  const names = labels(result)
  const name = referenceOf(result, view)
  const against = result.contestants.find((contestant) => contestant.name === name)
  const reference = against === undefined ? null : ratesOf(against)
  const standings = new Map(result.summary.standings.map((standing) => [standing.name, standing]))
  return Array.sort(
    result.contestants.map((contestant) =>
      row(contestant, names.get(contestant.name) ?? "", standings.get(contestant.name), reference, result)
    ),
    fastestFirst
  )
}
