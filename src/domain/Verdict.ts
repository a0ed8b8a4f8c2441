import { Schema } from "effect"
import { NonNegative, Positive } from "./Finite.ts"
import { Swept } from "./Settings.ts"

/** A share: differences below it do not matter, where nothing else is said. */
export const usualThreshold = 0.03

export const Ratio = Schema.NullOr(Positive)

/** Throughput of one over that of another, from the paired log ratios of their rounds; null of less than two rounds. */
const Comparison = {
  /** In which both laps were verified, and neither was short or limited by the engine. */
  rounds: Schema.NonNegativeInt,
  /** Geometric mean. */
  ratio: Ratio,
  /** The interval of the ratio, by Student's t. */
  low: Ratio,
  high: Ratio
}

/**
 * `same`: the interval lies inside the threshold. `not-decided`: none of the others.
 * `too-few-rounds`: under 6, nothing is said.
 */
export const undecided = ["same", "not-decided", "too-few-rounds"] as const

/** Two contestants, corrected by Holm over all pairs: in as many races as `confidence` says none of them is called wrongly. */
export const Pair = Schema.Struct({
  /** Of the two the one with the higher mean. */
  a: Schema.String,
  b: Schema.String,
  ...Comparison,
  /** Adjusted. */
  p: Schema.NullOr(NonNegative),
  /** `faster`: a is faster than b. */
  verdict: Schema.Literal("faster", ...undecided)
})
export type Pair = typeof Pair.Type

/** The leader against one other, uncorrected: who calls the best has to reject every rival. */
export const Rival = Schema.Struct({
  name: Schema.String,
  ...Comparison,
  /** `slower`: it is slower than the leader. */
  verdict: Schema.Literal("slower", ...undecided)
})
export type Rival = typeof Rival.Type

export const Verdict = Schema.Struct({
  /** The best mean log rate of those who are ranked; null where nobody is. */
  leader: Schema.NullOr(Schema.String),
  /** The leader, where it is faster than each other one. Never of a single contestant. */
  winner: Schema.NullOr(Schema.String),
  /** In the order of the contestants. */
  rivals: Schema.Array(Rival),
  /** Of each interval of a rival, and of all pairs together: 0.95, or 0.9875 where a race looks four times. */
  confidence: Schema.Finite,
  /** Differences below it do not matter. */
  threshold: NonNegative
})
export type Verdict = typeof Verdict.Type

/** Contestants that differ in one setting alone, of which a smaller value is as good as the best. */
export const Knee = Schema.Struct({
  /** Their name without the setting. */
  name: Schema.String,
  setting: Swept,
  /** The smallest within 5 % of the best. */
  value: Schema.Int,
  items_per_s: NonNegative,
  best_value: Schema.Int,
  best_items_per_s: NonNegative,
  /** All that were raced and are ranked, ascending. */
  values: Schema.Array(Schema.Int)
})
export type Knee = typeof Knee.Type
