import { Schema } from "effect"
import { Percentiles } from "./RaceResult.ts"

const Count = Schema.NonNegativeInt
const CountByReason = Schema.Record({ key: Schema.String, value: Count })

/** What writing came to. Where it is over, `read = items + rejected`. */
export const WriteSummary = Schema.Struct({
  strategy: Schema.String,
  /** Taken from the source. */
  read: Count,
  /** Acknowledged by DynamoDB. */
  items: Count,
  /** Given up: what can be no item, and what DynamoDB refused, or would not take within all retries. */
  rejected: Count,
  rejects: CountByReason,
  /** The first ten of them, by their place in the source, from 0. */
  rejections: Schema.Array(Schema.Struct({ place: Count, reason: Schema.String })),
  /** From the first item handed over to the last one settled. */
  duration_ms: Schema.NonNegative,
  items_per_s: Schema.NonNegative,
  /** Requests sent. */
  attempts: Count,
  /** Requests sent again, by the reason why the one before failed. */
  retries: CountByReason,
  throttles: CountByReason,
  /** Write capacity units, as DynamoDB told them. */
  consumed_wcu: Schema.NonNegative,
  /** Each request, sent to answered. */
  request_ms: Percentiles,
  /** Each item, handed over to acknowledged. */
  item_ms: Percentiles
})
export type WriteSummary = typeof WriteSummary.Type
