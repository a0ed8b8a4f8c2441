import jStat from "jstat"

/** Smaller differences of log rates are those of rounding. */
const rounding = 1e-12

const quantiles = new Map<string, number>()

/** What a mean is to be away from its expectation, in standard errors, to be as rare as alpha: to either side, to 1e-7. */
export const critical = (alpha: number, degreesOfFreedom: number): number => {
  const key = `${alpha}:${degreesOfFreedom}`
  const known = quantiles.get(key)
  if (known !== undefined) return known
  const quantile = jStat.studentt.inv(1 - alpha / 2, degreesOfFreedom)
  quantiles.set(key, quantile)
  return quantile
}

/** Whether a log ratio or its error is none. */
export const isNothing = (difference: number): boolean => Math.abs(difference) < rounding

/** How rare a difference at least as large is where there is none, to either side. */
export const pOf = (difference: number, standardError: number, degreesOfFreedom: number): number => {
  if (isNothing(standardError)) return isNothing(difference) ? 1 : 0
  return Math.min(1, 2 * jStat.studentt.cdf(-Math.abs(difference / standardError), degreesOfFreedom))
}

/** What a mean log ratio says of the ratio; the interval holds the true one in all but a share of alpha of cases. */
export interface Estimate {
  readonly ratio: number
  readonly low: number
  readonly high: number
  /** How rare a ratio at least as far from 1 is where there is no difference. */
  readonly p: number
}

export const estimate = (
  logRatio: number,
  standardError: number,
  degreesOfFreedom: number,
  alpha: number
): Estimate => {
  const p = pOf(logRatio, standardError, degreesOfFreedom)
  if (isNothing(standardError)) {
    const ratio = isNothing(logRatio) ? 1 : Math.exp(logRatio)
    return { ratio, low: ratio, high: ratio, p }
  }
  const reach = critical(alpha, degreesOfFreedom) * standardError
  return { ratio: Math.exp(logRatio), low: Math.exp(logRatio - reach), high: Math.exp(logRatio + reach), p }
}
