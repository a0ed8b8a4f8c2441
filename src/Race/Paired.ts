import { Number as Num } from "effect"
import * as Student from "./Student.ts"

/** Of one's rates over another's: the geometric mean and its interval; nulls of less than two rounds. */
export interface Comparison {
  readonly rounds: number
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
  /** How rare a ratio at least as far from 1 is where there is no difference. */
  readonly p: number | null
}

/**
 * From the log ratio of each round in which both ran, by Student's t: what made a round slow for both cancels out. The
 * interval holds the true ratio in all but a share of alpha of races.
 */
export const compare = (logRatios: ReadonlyArray<number>, alpha: number): Comparison => {
  const rounds = logRatios.length
  if (rounds < 2) return { rounds, ratio: null, low: null, high: null, p: null }
  const mean = Num.sumAll(logRatios) / rounds
  const squares = Num.sumAll(logRatios.map((logRatio) => (logRatio - mean) ** 2))
  const error = Math.sqrt(squares / (rounds - 1) / rounds)
  return { rounds, ...Student.estimate(mean, error, rounds - 1, alpha) }
}
