import { Schema } from "effect"
import { NonNegative } from "./Finite.ts"
import { Ratio, undecided } from "./Verdict.ts"

/**
 * A contestant now over the same before: of its throughput over that of the reference in the same round, or of its
 * throughput alone. Corrected by Holm over all changes.
 */
export const Change = Schema.Struct({
  name: Schema.String,
  /** That count, here and before. */
  rounds: Schema.NonNegativeInt,
  rounds_before: Schema.NonNegativeInt,
  /** Of geometric means; its interval by Welch's t. null of less than two rounds. */
  ratio: Ratio,
  low: Ratio,
  high: Ratio,
  /** Adjusted. */
  p: Schema.NullOr(NonNegative),
  /** `slower`: it is slower than it was. */
  verdict: Schema.Literal("faster", "slower", ...undecided)
})
export type Change = typeof Change.Type

/** How a result compares with an earlier one, whose rounds are not paired with its own. */
export const Baseline = Schema.Struct({
  /** The name of its file. */
  label: Schema.String,
  /** Raced in both, and not compared itself; null where throughput alone is compared, and with it the machines. */
  reference: Schema.NullOr(Schema.String),
  changes: Schema.Array(Change),
  /** Contestants of one result alone. */
  only_before: Schema.Array(Schema.String),
  only_now: Schema.Array(Schema.String),
  /** Conditions that are not the same. */
  differences: Schema.Array(Schema.Struct({ what: Schema.String, before: Schema.String, now: Schema.String })),
  /** Of all changes together. */
  confidence: Schema.Finite,
  /** Differences below it do not matter. */
  threshold: NonNegative
})
export type Baseline = typeof Baseline.Type
