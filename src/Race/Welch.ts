import { Number as Num } from "effect"

/** Of the means of two samples. */
export interface Difference {
  readonly difference: number
  readonly standardError: number
  readonly degreesOfFreedom: number
}

/** The mean, and its variance. */
const meanOf = (sample: ReadonlyArray<number>) => {
  const mean = Num.sumAll(sample) / sample.length
  const squares = Num.sumAll(sample.map((value) => (value - mean) ** 2))
  return { mean, variance: squares / (sample.length - 1) / sample.length }
}

/**
 * The first's over the second's, each of two values or more, whose variances need not be alike; degrees of freedom by
 * Welch and Satterthwaite: https://doi.org/10.1093/biomet/34.1-2.28
 */
export const difference = (first: ReadonlyArray<number>, second: ReadonlyArray<number>): Difference => {
  const [a, b] = [meanOf(first), meanOf(second)]
  const variance = a.variance + b.variance
  const squares = a.variance ** 2 / (first.length - 1) + b.variance ** 2 / (second.length - 1)
  return {
    difference: a.mean - b.mean,
    standardError: Math.sqrt(variance),
    degreesOfFreedom: squares === 0 ? first.length + second.length - 2 : variance ** 2 / squares
  }
}
