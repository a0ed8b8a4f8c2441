import { Schema } from "effect"

/** How failed requests are repeated: full-jitter exponential backoff, bounded by attempts and by time. */
export const RetrySettings = Schema.Struct({
  throttle_base_ms: Schema.NonNegative,
  transient_base_ms: Schema.NonNegative,
  cap_ms: Schema.NonNegative,
  /** The first attempt counts. */
  max_attempts: Schema.Int.pipe(Schema.positive()),
  max_elapsed_ms: Schema.NonNegative
})
export type RetrySettings = typeof RetrySettings.Type

export const defaults: RetrySettings = {
  throttle_base_ms: 50,
  transient_base_ms: 25,
  cap_ms: 2_000,
  max_attempts: 10,
  max_elapsed_ms: 30_000
}
