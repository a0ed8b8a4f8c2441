import { Schema } from "effect"
import { EventLoop } from "./Evidence.ts"
import { Flight } from "./RaceResult.ts"

const Count = Schema.NonNegativeInt
const Counts = Schema.Array(Schema.Tuple(Schema.String, Count))
/** HdrHistogram V2, deflated, base64; null of nothing. */
const Histogram = Schema.NullOr(Schema.String)

/** What the connections of a client did. */
export const Connections = Schema.Struct({
  cap: Count,
  /** Most in use at once. */
  most: Count,
  requests: Count,
  /** What all requests together waited for a connection. */
  waited_ms: Schema.NonNegative
})
export type Connections = typeof Connections.Type

/** A tally, or a piece of one, on its way from one process to another. */
export const TallyData = Schema.Struct({
  items: Count,
  attempts: Count,
  retries: Counts,
  throttles: Counts,
  rejected: Counts,
  rejected_keys: Counts,
  /** Of the keys that were rejected since this was told last. */
  reject_reasons: Schema.Array(Schema.Tuple(Schema.String, Schema.String)),
  consumed: Schema.NonNegative,
  /** See `ContentSum`; 0 of writes. */
  content: Schema.BigInt,
  request: Histogram,
  item: Histogram,
  timeline: Schema.Array(Count),
  flights: Schema.Array(Flight),
  duration_ms: Schema.NonNegative,
  /** Milliseconds at which requests were answered less those at which they were sent: negative where some are out. */
  in_flight_ms: Schema.Number,
  event_loop: Schema.NullOr(EventLoop),
  connections: Schema.NullOr(Connections),
  cpu_us: Schema.NonNegative,
  peak_rss_mb: Schema.NonNegative
})
export type TallyData = typeof TallyData.Type
