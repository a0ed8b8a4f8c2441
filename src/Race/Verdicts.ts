import { Array as Arr, Number as Num, Order, Struct } from "effect"
import type { Pair, Rival, Verdict } from "../domain/Verdict.ts"
import * as Holm from "./Holm.ts"
import * as Paired from "./Paired.ts"

/** With fewer rounds in common nothing is said of two contestants. */
export const enoughRounds = 6

/** A contestant that is ranked, by its laps that can be compared. */
export interface Raced {
  readonly name: string
  /** Items per second by round. */
  readonly rates: ReadonlyMap<number, number>
}

/** Of the rounds that both have. */
export const logRatios = (a: Raced, b: Raced): ReadonlyArray<number> =>
  Array.from(a.rates).flatMap(([round, rate]) => {
    const other = b.rates.get(round)
    return other === undefined ? [] : [Math.log(rate / other)]
  })

/** In which both have a lap. */
export const commonRounds = (a: Raced, b: Raced): number => logRatios(a, b).length

/**
 * What is said of two, of whom the first has the better mean. It is `beyond` where the interval excludes 1. A leader by
 * rounds in which the other has no lap may lie below 1: then it is not said to be better.
 */
export const judge = <const Beyond extends string>(
  { high, low, rounds }: Pick<Paired.Comparison, "high" | "low" | "rounds">,
  threshold: number,
  beyond: Beyond
): Beyond | Exclude<Rival["verdict"], "slower"> => {
  if (rounds < enoughRounds || low === null || high === null) return "too-few-rounds"
  if (low > 1) return beyond
  return low >= 1 / (1 + threshold) && high <= 1 + threshold ? "same" : "not-decided"
}

const meanLogRate = ({ rates }: Raced): number =>
  rates.size === 0 ? Number.NEGATIVE_INFINITY : Num.sumAll(Array.from(rates.values(), Math.log)) / rates.size

/** No worse than each other one in the rounds that they have in common: who missed rounds in which all were slow leads nobody. */
const leads = (one: Raced, ranked: ReadonlyArray<Raced>): boolean =>
  ranked.every((other) => other === one || Num.sumAll(logRatios(one, other)) >= 0)

const byMeanLogRate = Order.mapInput(Num.Order, ([, mean]: readonly [Raced, number]) => mean)

/** Which contestant is called the fastest: the best mean, where it is faster than each other one. */
export const verdictOf = (
  ranked: ReadonlyArray<Raced>,
  { confidence, threshold }: Pick<Verdict, "confidence" | "threshold">
): Verdict => {
  const means = ranked.map((raced) => [raced, meanLogRate(raced)] as const)
  if (!Arr.isNonEmptyReadonlyArray(means)) return { leader: null, winner: null, rivals: [], confidence, threshold }
  const [best] = Arr.max(means, byMeanLogRate)
  const leader = leads(best, ranked) ? best : (ranked.find((raced) => leads(raced, ranked)) ?? best)
  const rivals = ranked
    .filter((raced) => raced !== leader)
    .map((rival): Rival => {
      const comparison = Struct.omit(Paired.compare(logRatios(leader, rival), 1 - confidence), "p")
      return { name: rival.name, ...comparison, verdict: judge(comparison, threshold, "slower") }
    })
  const isBest = rivals.length > 0 && rivals.every(({ verdict }) => verdict === "slower")
  return { leader: leader.name, winner: isBest ? leader.name : null, rivals, confidence, threshold }
}

/** The two and their log ratios, the one with the better mean first. */
const inOrder = (a: Raced, b: Raced) => {
  const ratios = logRatios(a, b)
  return Num.sumAll(ratios) < 0 ? { a: b, b: a, ratios: logRatios(b, a) } : { a, b, ratios }
}

/**
 * Every two, corrected by Holm over all that have rounds enough. An interval is at the level at which its pair was
 * judged, so that it excludes 1 where and only where the pair is decided.
 */
export const pairsOf = (
  ranked: ReadonlyArray<Raced>,
  { family, threshold }: { readonly family: number; readonly threshold: number }
): ReadonlyArray<Pair> => {
  const pairs = ranked
    .flatMap((one, at) => ranked.slice(at + 1).map((other) => inOrder(one, other)))
    .map((pair) => ({ ...pair, p: pair.ratios.length < enoughRounds ? null : Paired.compare(pair.ratios, family).p }))
  const holm = Holm.correct(
    pairs.flatMap(({ p }) => p ?? []),
    family
  )
  return pairs.map(({ a, b, p, ratios }) => {
    const judged = p === null ? { p: null, alpha: holm.stoppedAt } : holm.judge(p)
    const comparison = { ...Paired.compare(ratios, judged.alpha), p: judged.p }
    return { a: a.name, b: b.name, ...comparison, verdict: judge(comparison, threshold, "faster") }
  })
}
