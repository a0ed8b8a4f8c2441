import type { Baseline, Change } from "../domain/Baseline.ts"
import type { ContestantResult } from "../domain/RaceResult.ts"
import * as Holm from "./Holm.ts"
import * as Student from "./Student.ts"
import { comparable } from "./Summary.ts"
import { enoughRounds, judge, logRatios, type Raced } from "./Verdicts.ts"
import * as Welch from "./Welch.ts"

type Contestants = ReadonlyArray<ContestantResult>

export interface Terms extends Pick<Baseline, "confidence" | "threshold"> {
  /** Full name of who races in both; where none is asked for one is found. */
  readonly reference?: string
}

const namesOf = (contestants: ReadonlyArray<{ readonly name: string }>): ReadonlyArray<string> =>
  contestants.map(({ name }) => name)

/** By name, with the rates of the rounds that count; who is not ranked has none. */
const racedIn = (contestants: Contestants) => {
  const ranked = new Map(comparable(contestants).map((raced) => [raced.name, raced]))
  return (name: string): Raced => ranked.get(name) ?? { name, rates: new Map() }
}

/**
 * One at a time is the steadiest; without it the first that was typed. Nobody is chosen by figures: who was the slowest
 * by chance once would make all others seem to have become slower.
 */
const usualReference = (common: ReadonlyArray<ContestantResult>, before: Contestants): string | undefined => {
  const [old, current] = [racedIn(before), racedIn(common)]
  const isFit = ({ name }: ContestantResult) =>
    [old(name), current(name)].every(({ rates }) => rates.size >= enoughRounds)
  const fit = common.filter(isFit)
  return (fit.find(({ strategy }) => strategy === "sequential") ?? fit[0] ?? common[0])?.name
}

/** The reference that is asked for, or the usual one; null where nobody is left to be compared with it. */
const referenceOf = (common: ReadonlyArray<ContestantResult>, before: Contestants, asked?: string): string | null => {
  const reference = asked ?? usualReference(common, before)
  return reference === undefined || common.every(({ name }) => name === reference) ? null : reference
}

const judgeEither = ({ high, low, ...change }: Omit<Change, "name" | "p" | "verdict">, threshold: number) => {
  const rounds = Math.min(change.rounds, change.rounds_before)
  return high !== null && low !== null && high < 1
    ? judge({ rounds, low: 1 / high, high: 1 / low }, threshold, "slower")
    : judge({ rounds, low, high }, threshold, "faster")
}

const nothing = { ratio: null, low: null, high: null, p: null }

/**
 * Contestants of both, each by its log ratio to the reference in the rounds of one race, so that what slows a machine
 * for all cancels out; by its log rate where there is nobody to compare it with.
 */
export const changes = (
  before: Contestants,
  now: Contestants,
  { confidence, reference: asked, threshold }: Terms
): Pick<Baseline, "changes" | "reference"> => {
  const common = now.filter(({ name }) => namesOf(before).includes(name))
  const reference = referenceOf(common, before, asked)
  const sampleOf = (raced: (name: string) => Raced, name: string): ReadonlyArray<number> =>
    reference === null ? Array.from(raced(name).rates.values(), Math.log) : logRatios(raced(name), raced(reference))
  const [old, current] = [racedIn(before), racedIn(now)]
  const samples = namesOf(common)
    .filter((name) => name !== reference)
    .map((name) => ({ name, now: sampleOf(current, name), before: sampleOf(old, name) }))
    .map(({ before, name, now }) => {
      const rounds = { name, rounds: now.length, rounds_before: before.length }
      if (Math.min(now.length, before.length) < 2) return { rounds, estimate: null, p: null }
      const { degreesOfFreedom, difference, standardError } = Welch.difference(now, before)
      const estimate = (alpha: number) => Student.estimate(difference, standardError, degreesOfFreedom, alpha)
      const isEnough = Math.min(now.length, before.length) >= enoughRounds
      return { rounds, estimate, p: isEnough ? estimate(1 - confidence).p : null }
    })
  const holm = Holm.correct(
    samples.flatMap(({ p }) => p ?? []),
    1 - confidence
  )
  return {
    reference,
    changes: samples.map(({ estimate, p, rounds }): Change => {
      const judged = p === null ? { p: null, alpha: holm.stoppedAt } : holm.judge(p)
      const change = { ...rounds, ...(estimate === null ? nothing : estimate(judged.alpha)), p: judged.p }
      return { ...change, verdict: judgeEither(change, threshold) }
    })
  }
}

/** Who is in one result alone. */
export const alone = (before: Contestants, now: Contestants): Pick<Baseline, "only_before" | "only_now"> => {
  const [were, are] = [namesOf(before), namesOf(now)]
  return {
    only_before: were.filter((name) => !are.includes(name)),
    only_now: are.filter((name) => !were.includes(name))
  }
}
