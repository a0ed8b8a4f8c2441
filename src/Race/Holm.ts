/** What becomes of one claim among several. */
export interface Judged {
  /** Adjusted for all that are judged together. */
  readonly p: number
  /** The level at which it was rejected, or at which nothing more was. */
  readonly alpha: number
}

export interface Corrected {
  readonly judge: (p: number) => Judged
  /** The level of what was not rejected. */
  readonly stoppedAt: number
}

/**
 * Several claims at once, of which none is wrong in all but a share of `family` of cases. Holm (1979), A simple
 * sequentially rejective multiple test procedure: https://www.jstor.org/stable/4615733
 */
export const correct = (ps: ReadonlyArray<number>, family: number): Corrected => {
  const leftAt = (p: number): number => ps.filter((other) => other >= p).length
  const steps = ps.map((p) => ({ p, left: leftAt(p) }))
  const failing = steps.filter(({ left, p }) => p > family / left)
  const stoppedAt = family / Math.max(1, ...failing.map(({ left }) => left))
  return {
    judge: (p) => ({
      p: Math.min(1, Math.max(...steps.map((step) => (step.p <= p ? step.p * step.left : 0)))),
      alpha: Math.min(family / leftAt(p), stoppedAt)
    }),
    stoppedAt
  }
}
