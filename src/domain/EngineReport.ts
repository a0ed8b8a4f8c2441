import { Schema } from "effect"

/** What the embedded DynamoDB says of itself for one lap: whether it, and not the contestant, was the limit. */
export const EngineReport = Schema.Struct({
  /** Share of one core that the engine's process used. */
  cpu_share: Schema.Finite,
  /** Answer written minus answer due. */
  overshoot_mean_ms: Schema.Finite,
  overshoot_p50_ms: Schema.Finite,
  overshoot_p99_ms: Schema.Finite,
  requests: Schema.Int
})
export type EngineReport = typeof EngineReport.Type
