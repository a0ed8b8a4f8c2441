import { Schema } from "effect"
import { NonNegative } from "./Finite.ts"

const Share = NonNegative

/** The event loop of a contestant's process, or the busiest of its threads and processes. */
export const EventLoop = Schema.Struct({
  /** Share of the lap in which it was not idle, 0 to 1: https://nodejs.org/api/perf_hooks.html */
  utilization: Share,
  /** How late its timers were. */
  delay_p99_ms: NonNegative,
  /** Share of the lap that went into collecting garbage. */
  gc_share: Share
})
export type EventLoop = typeof EventLoop.Type

/** Of all clients of a contestant. */
export const Sockets = Schema.Struct({
  /** Connections at most. */
  cap: Schema.NonNegativeInt,
  /** Most in use at once. */
  most: Schema.NonNegativeInt,
  /** What a request waited for one, on average. */
  wait_mean_ms: NonNegative
})
export type Sockets = typeof Sockets.Type

/** Cores, not shares of one. */
export const Machine = Schema.Struct({
  cores: NonNegative,
  /** In use, by whomever. */
  busy_cores: NonNegative,
  /** In use by others than the contestant, the embedded DynamoDB and the race itself. */
  other_cores: NonNegative
})
export type Machine = typeof Machine.Type

/**
 * What held a contestant back, where it is known.
 * `embedded-dynamodb`: it answered late, or had no core left. `capacity`: the table throttled. `rate`: it handed over as
 * many items a second as `--rate` lets it.
 * `sockets`: requests waited for a connection. `client-cpu`: its event loop, or each of its workers', had a core full.
 * `machine`: it wanted more of the cores than others left to it. `own-waiting`: it only waited for answers, with as
 * many requests in flight as it may have.
 */
export const Limit = Schema.Literal(
  "embedded-dynamodb",
  "capacity",
  "rate",
  "sockets",
  "client-cpu",
  "machine",
  "own-waiting"
)
export type Limit = typeof Limit.Type

/** Medians of the laps that count; null where it was not measured. */
export const Evidence = Schema.Struct({
  in_flight_mean: Schema.NullOr(NonNegative),
  request_mean_ms: Schema.NullOr(NonNegative),
  /** What the service was asked to take, on average; null where it is not ours. */
  service_mean_ms: Schema.NullOr(NonNegative),
  /** Of one core. */
  client_cpu_share: Share,
  event_loop: Schema.NullOr(EventLoop),
  /** A median of counts may lie between two. */
  sockets: Schema.NullOr(Schema.Struct({ ...Sockets.fields, cap: NonNegative, most: NonNegative })),
  /** Requests that were throttled, wholly or in part, over requests sent. */
  throttled_share: Share,
  /** Items a second over those that `--rate` allows; not there without it. */
  rate_share: Schema.optionalWith(Share, { exact: true }),
  /** Of one core. */
  engine_cpu_share: Schema.NullOr(Share),
  engine_late_mean_ms: Schema.NullOr(Schema.Finite),
  machine: Schema.NullOr(Machine)
})
export type Evidence = typeof Evidence.Type
