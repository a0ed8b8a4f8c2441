import { Schema } from "effect"

/** What became of a law: how many cases were tried, or the smallest that breaks it. */
export const Verdict = Schema.Union(
  Schema.TaggedStruct("Kept", { trials: Schema.Int }),
  Schema.TaggedStruct("Broken", { trial: Schema.String, how: Schema.String })
)
export type Verdict = typeof Verdict.Type
