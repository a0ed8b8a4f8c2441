import { Array as Arr, Number as Num, Option } from "effect"
import type { ContestantResult, Lap, RaceResult } from "../domain/RaceResult.ts"
import { counts, finishedLaps, isComparable } from "./Laps.ts"
import * as Spread from "./Spread.ts"
import * as Student from "./Student.ts"

export type Warning =
  /** A lap far from the others of its contestant; the ratio is its rate over their median. */
  | { readonly _tag: "outlier"; readonly contestant: string; readonly round: number; readonly ratio: number }
  /** It became steadily faster or slower; the change from the first lap to the last, 0.1 where it is 10 % faster then. */
  | { readonly _tag: "drift"; readonly contestant: string; readonly change: number }
  /** What other programs used, the median of all laps, and in how many rounds it was too much. */
  | { readonly _tag: "busy"; readonly other_cores: number; readonly cores: number; readonly rounds: number }

const enoughLaps = 5

/**
 * Deviations from the median, in units of their own median. Iglewicz and Hoaglin (1993), How to Detect and Handle
 * Outliers, say 3.5, for which up to 31 % of races with nothing but normal noise had one (15 contestants, 6 rounds,
 * noise of 5 %); with 5 it is 3 %, and of laps that are slower by a quarter 9 in 10 are found (noise of 3 %).
 */
const outlierScore = 5
/** Of the normal distribution, the median deviation over the standard deviation. */
const normalDeviation = 0.6745
/** Nearer ones do no harm, however rare they are. */
const outlierRatio = 1.1

/** How seldom a race in which nobody drifts has a drift. */
const driftAlpha = 0.01
const driftChange = 0.05

/** More in use by others is more than what a system does at rest. */
export const busyCores = 0.25

interface Observed {
  readonly name: string
  readonly laps: ReadonlyArray<{ readonly round: number; readonly logRate: number }>
}

const median = (values: ReadonlyArray<number>): number => Spread.median(values) ?? 0

const observed = ({ crashes, laps, name }: ContestantResult): Observed => ({
  name,
  laps: finishedLaps({ crashes, laps })
    .filter(isComparable)
    .map(({ items_per_s, round }) => ({ round, logRate: Math.log(items_per_s) }))
})

/** A few laps may lie close together by chance: none is taken to vary less than is usual in its race. */
const outliers = (contestants: ReadonlyArray<Observed>): ReadonlyArray<Warning> => {
  const deviating = contestants.map(({ laps, name }) => {
    const middle = median(laps.map(({ logRate }) => logRate))
    const away = laps.map(({ logRate, round }) => ({ round, by: logRate - middle }))
    return { name, away, usual: median(away.map(({ by }) => Math.abs(by))) }
  })
  const usualInRace = median(deviating.map(({ usual }) => usual))
  return deviating.flatMap(({ away, name, usual }) => {
    const far = (outlierScore * Math.max(usual, usualInRace)) / normalDeviation
    return away
      .filter(({ by }) => Math.abs(by) > Math.max(far, Math.log(outlierRatio)))
      .map(({ by, round }): Warning => ({ _tag: "outlier", contestant: name, round, ratio: Math.exp(by) }))
  })
}

/** The line of least squares through the log rates: their change over all rounds, and how rare it is by chance. */
const drift = (laps: Observed["laps"]) => {
  const meanRound = Num.sumAll(laps.map(({ round }) => round)) / laps.length
  const mean = Num.sumAll(laps.map(({ logRate }) => logRate)) / laps.length
  const spread = Num.sumAll(laps.map(({ round }) => (round - meanRound) ** 2))
  const slope = Num.sumAll(laps.map(({ logRate, round }) => (round - meanRound) * (logRate - mean))) / spread
  const rest = Num.sumAll(laps.map(({ logRate, round }) => (logRate - mean - slope * (round - meanRound)) ** 2))
  const rounds = Spread.spreadOf(laps.map(({ round }) => round))
  return {
    change: Math.expm1(slope * (rounds === null ? 0 : rounds.max - rounds.min)),
    p: Student.pOf(slope, Math.sqrt(rest / (laps.length - 2) / spread), laps.length - 2)
  }
}

const drifts = (contestants: ReadonlyArray<Observed>): ReadonlyArray<Warning> =>
  contestants.flatMap(({ laps, name }): ReadonlyArray<Warning> => {
    const { change, p } = drift(laps)
    const isDrift = Math.abs(change) > driftChange && p <= driftAlpha / contestants.length
    return isDrift ? [{ _tag: "drift", contestant: name, change }] : []
  })

const busy = (laps: ReadonlyArray<Lap>): Option.Option<Warning> => {
  const machines = laps.flatMap(({ machine, round }) => (machine === null ? [] : [{ ...machine, round }]))
  const othersIn = (some: typeof machines): number => median(some.map(({ other_cores }) => other_cores))
  const other_cores = othersIn(machines)
  if (other_cores <= busyCores) return Option.none()
  const rounds = Object.values(Arr.groupBy(machines, ({ round }) => `${round}`))
  return Option.some({
    _tag: "busy",
    other_cores,
    cores: median(machines.map(({ cores }) => cores)),
    rounds: rounds.filter((round) => othersIn(round) > busyCores).length
  })
}

/** What makes the standings less sure than they look. */
export const warnings = ({ contestants, summary }: RaceResult): ReadonlyArray<Warning> => {
  const ranked = new Set(summary.standings.flatMap(({ items_per_s, name }) => (items_per_s === null ? [] : [name])))
  const judged = contestants
    .filter(({ name }) => ranked.has(name))
    .map(observed)
    .filter(({ laps }) => laps.length >= enoughLaps)
  const laps = contestants.flatMap((contestant) => finishedLaps(contestant).filter(counts))
  return [...outliers(judged), ...drifts(judged), ...Option.toArray(busy(laps))]
}
