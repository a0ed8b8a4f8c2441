import { Array as Arr } from "effect"
import { commonRounds, enoughRounds, type Raced, verdictOf } from "./Verdicts.ts"

/** How many rounds: so many, or as many as it takes to know. */
export type Rounds = number | "auto"

/** After so many rounds an automatic race asks whether it knows enough: a look after every round sees too many winners. */
const looks = [6, 12, 24, 48] as const
/** Rounds more for those that did not count. */
export const mostAdded = 3
/** The share of races in which a winner is called that is none. */
const falseWinners = 0.05

/** Of each interval on which a winner is called; looks share what may go wrong. */
export const confidenceOf = (rounds: Rounds): number => 1 - falseWinners / (rounds === "auto" ? looks.length : 1)

/** Rounds at most, those not counted that are added for others. */
export const most = (rounds: Rounds): number => (rounds === "auto" ? Math.max(...looks) : rounds)

/** Rounds at most, those that are added included. */
export const atMost = (rounds: Rounds): number =>
  most(rounds) + (rounds !== "auto" && rounds >= enoughRounds ? mostAdded : 0)

const isDecided = (ranked: ReadonlyArray<Raced>, threshold: number): boolean =>
  verdictOf(ranked, { confidence: confidenceOf("auto"), threshold }).rivals.every(
    ({ verdict }) => verdict === "slower" || verdict === "same"
  )

/** Whether rounds that are left give some two that have too few in common enough of them. */
const lacksRounds = (ranked: ReadonlyArray<Raced>, left: number): boolean =>
  ranked.some((one, at) =>
    ranked.slice(at + 1).some((other) => {
      const common = commonRounds(one, other)
      return common < enoughRounds && common + left >= enoughRounds
    })
  )

/**
 * Whether a race that has done so many rounds does another. Of a fixed number it adds to those that did not count, up
 * to three, unless fewer were asked for than a verdict takes. An automatic one ends at a look at which all is decided.
 */
export const goesOn = (rounds: Rounds, done: number, ranked: ReadonlyArray<Raced>, threshold: number): boolean => {
  if (done < most(rounds)) return rounds !== "auto" || !Arr.contains(looks, done) || !isDecided(ranked, threshold)
  return rounds !== "auto" && rounds >= enoughRounds && lacksRounds(ranked, rounds + mostAdded - done)
}
