import { Schema } from "effect"
import { Flight } from "./RaceResult.ts"

const Count = Schema.NonNegativeInt
const Counts = Schema.Array(Schema.Tuple(Schema.String, Count))
/** HdrHistogram V2, deflated, base64; null of nothing. */
const Histogram = Schema.NullOr(Schema.String)

/** A tally, or a piece of one, on its way from one process to another. */
export const TallyData = Schema.Struct({
  items: Count,
  attempts: Count,
  retries: Counts,
  throttles: Counts,
  rejected: Counts,
  rejected_keys: Counts,
  consumed: Schema.NonNegative,
  request: Histogram,
  item: Histogram,
  timeline: Schema.Array(Count),
  flights: Schema.Array(Flight),
  duration_ms: Schema.NonNegative,
  cpu_us: Schema.NonNegative,
  peak_rss_mb: Schema.NonNegative
})
export type TallyData = typeof TallyData.Type
