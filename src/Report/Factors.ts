import { Array as Arr } from "effect"
import type { ContestantResult, RaceResult } from "../domain/RaceResult.ts"
import { socketsOf } from "../domain/Settings.ts"
import { finishedLaps, isComparable, notRanked } from "../Race/Laps.ts"
import * as Paired from "../Race/Paired.ts"
import { medianOf } from "../Race/Spread.ts"
import { enoughRounds } from "../Race/Verdicts.ts"
import * as Words from "./Factors/Words.ts"
import * as Figure from "./Figure.ts"
import { type Named, named } from "./Names.ts"
import { reasonsAgainst } from "./Row.ts"
import { type Terms, termsOf } from "./Terms.ts"
import { meaning } from "./Verdict.ts"

interface Percentiles {
  /** Medians of its rounds, in milliseconds. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

/** What all are compared with. */
export interface Baseline extends Percentiles {
  readonly words: string
}

/** What a contestant has that the baseline has not. */
export interface Factor extends Percentiles {
  readonly words: string
  /** Mean latency of its requests over that of the baseline's. */
  readonly times: Words.Times | null
  /** Why there is no such figure; null where there is one. */
  readonly reason: string | null
  readonly remedy: string
}

export interface Factors {
  /** `What makes a put slow`. */
  readonly title: string
  readonly baseline: Baseline
  readonly factors: Arr.NonEmptyReadonlyArray<Factor>
  /** How to read it, what it does not say, and what was not measured. */
  readonly notes: ReadonlyArray<string>
}

const traitsOf = ({ client, item_size_bytes, rtt_ms }: ContestantResult) =>
  [client, item_size_bytes, rtt_ms].filter((trait) => trait !== null)

/** What a request is, and where it is sent from. */
const request = ["transport", "batch", "segments", "shards", "workers"] as const
const model = ["strategy", "concurrency"] as const

/** Too few sockets take more in flight than the baseline may have: they are what its requests then wait for. */
const isPoolTooSmall = (contestant: ContestantResult): boolean => {
  const most = Words.inFlightOfClient(contestant) ?? Number.POSITIVE_INFINITY
  return socketsOf(contestant.client, most) < most
}

/** Whether they differ in one thing alone. */
const isFactor = (contestant: ContestantResult, baseline: ContestantResult): boolean => {
  const isSame = (setting: keyof ContestantResult) => contestant[setting] === baseline[setting]
  return (
    traitsOf(contestant).length === 1 && request.every(isSame) && (isPoolTooSmall(contestant) || model.every(isSame))
  )
}

const lapsOf = (contestant: ContestantResult) =>
  notRanked(contestant) === null ? finishedLaps(contestant).filter(isComparable) : []

const percentilesOf = (contestant: ContestantResult): Percentiles => {
  const laps = lapsOf(contestant)
  return {
    p50Ms: medianOf(laps, ({ request_ms }) => request_ms.p50),
    p99Ms: medianOf(laps, ({ request_ms }) => request_ms.p99)
  }
}

/** By round. */
const meansOf = (contestant: ContestantResult): ReadonlyMap<number, number> =>
  new Map(
    lapsOf(contestant).flatMap(({ request_mean_ms, round }) =>
      request_mean_ms === null || request_mean_ms === 0 ? [] : [[round, request_mean_ms] as const]
    )
  )

const tooFew = (rounds: number): string =>
  rounds === 0
    ? "no round in common with the baseline"
    : `only ${Figure.counted(rounds, "round")} in common with the baseline, ${enoughRounds} are needed`

/** As a verdict is found: paired inside rounds, and of no fewer of them. */
const compared = (
  contestant: ContestantResult,
  baseline: ContestantResult,
  alpha: number,
  terms: Terms
): Pick<Factor, "times" | "reason"> => {
  const [reason] = reasonsAgainst(contestant, notRanked(contestant), terms)
  if (reason !== undefined) return { times: null, reason }
  const [own, others] = [meansOf(contestant), meansOf(baseline)]
  const logRatios = Arr.fromIterable(own).flatMap(([round, mean]) => {
    const other = others.get(round)
    return other === undefined ? [] : [Math.log(mean / other)]
  })
  const { high, low, ratio, rounds } = Paired.compare(logRatios, alpha)
  return rounds < enoughRounds || ratio === null || low === null || high === null
    ? { times: null, reason: tooFew(rounds) }
    : { times: { ratio, low, high }, reason: null }
}

const notesOf = (factors: ReadonlyArray<Factor>, result: RaceResult, level: string, baseline: string) => {
  const forms = meaning(
    factors.flatMap(({ times }) => times ?? []),
    level
  )
  return [
    ...(forms.length === 0
      ? []
      : [`× is of the mean latency of a request over that of ${baseline}, paired inside rounds; ${forms.join("; ")}`]),
    ...Words.notes(result)
  ]
}

/**
 * What each factor costs in which contestants differ from the baseline, the first that has none of them, and in nothing
 * else. null where nobody differs so, and while there is no verdict.
 */
export const factors = (result: RaceResult, name: Named = named(result)): Factors | null => {
  const { contestants, operation, summary } = result
  const baseline = contestants.find((contestant) => traitsOf(contestant).length === 0)
  if (summary.verdict === null || baseline === undefined) return null
  const { confidence } = summary.verdict
  const found = contestants
    .filter((contestant) => isFactor(contestant, baseline))
    .map(
      (contestant): Factor => ({
        words: Words.factor(contestant),
        ...compared(contestant, baseline, 1 - confidence, termsOf(result)),
        ...percentilesOf(contestant),
        remedy: Words.remedy(contestant, result)
      })
    )
  if (!Arr.isNonEmptyReadonlyArray(found)) return null
  const called = name(baseline.name)
  return {
    title: `What makes a ${operation._tag === "http" ? "web request" : operation._tag} slow`,
    baseline: { words: [called, ...Words.size(result)].join(", "), ...percentilesOf(baseline) },
    factors: found,
    notes: notesOf(found, result, `${Figure.exactPercent(confidence)} interval over the rounds`, called)
  }
}
