import { Schema } from "effect"
import { Baseline } from "./Baseline.ts"
import { CpuWork } from "./CpuWork.ts"
import { EngineReport } from "./EngineReport.ts"
import { EventLoop, Evidence, Limit, Machine, Sockets } from "./Evidence.ts"
import { NonNegative } from "./Finite.ts"
import { Latency } from "./Latency.ts"
import { OperationSpec } from "./OperationKind.ts"
import { Price } from "./Price.ts"
import { RetrySettings } from "./RetrySettings.ts"
import { Client, Transport } from "./Settings.ts"
import { Knee, Pair, Verdict } from "./Verdict.ts"
import { SourceSpec } from "./WorkloadSpec.ts"

const Count = Schema.NonNegativeInt
const CountByReason = Schema.Record({ key: Schema.String, value: Count })

/** Not in results of versions that did not measure it. */
const orNull = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.NullOr(schema), { exact: true, default: () => null })

export const Percentiles = Schema.Struct({
  p50: NonNegative,
  p90: NonNegative,
  p99: NonNegative,
  max: NonNegative
})
export type Percentiles = typeof Percentiles.Type

/** One request, from sent to answered, in milliseconds since the start of its lap. */
export const Flight = Schema.Struct({
  /** 0 where the strategy runs in one place. */
  worker: Count,
  /** The row of the request: the lowest that was free when it was sent. */
  slot: Count,
  start_ms: NonNegative,
  end_ms: NonNegative,
  /** 1 for what was sent first, 2 and more for what was sent again. */
  attempt: Schema.optionalWith(Schema.Int, { exact: true, default: () => 1 }),
  outcome: Schema.Literal("written", "read", "throttled", "failed", "rejected")
})
export type Flight = typeof Flight.Type

/**
 * `limited-by-engine`: the embedded DynamoDB was the limit, the lap is not ranked.
 * `whole-file`: the file had no more items for a longer lap. `short`: under half the lap time.
 * `void`: an acknowledged item was lost or changed, or a worker was lost while it ran.
 * `littles-law`: what was in flight is not throughput times latency, or more than its contestant may have.
 */
export const Mark = Schema.Literal("limited-by-engine", "whole-file", "short", "void", "littles-law")
export type Mark = typeof Mark.Type

export const Lap = Schema.Struct({
  /** From 1. */
  round: Count,
  /** Items acknowledged. */
  items: Count,
  duration_ms: NonNegative,
  items_per_s: NonNegative,
  /** Every acknowledged item was read back as it was written; of reads, every item was read as it is, and once. */
  verified: Schema.Boolean,
  /**
   * Why the lap is void: acknowledged items that were not there when read back, those that were there with other
   * content, and items that were neither acknowledged nor rejected. Of reads: items that were not read, that were read
   * too often, and whether as many were read as there are, but not these.
   */
  discrepancies: Schema.optionalWith(
    Schema.Struct({
      lost: Count,
      changed: Count,
      unsettled: Count,
      differs: Schema.optionalWith(Schema.Literal(true), { exact: true })
    }),
    { exact: true }
  ),
  marks: Schema.Array(Mark),
  /** Each request, from sent to answered. */
  request_ms: Percentiles,
  request_mean_ms: orNull(NonNegative),
  /** Requests in flight, averaged over the time of the lap. */
  in_flight_mean: orNull(NonNegative),
  /** Each item, from hand-over to acknowledged, retries and waiting included. */
  item_ms: Percentiles,
  /** Requests sent. */
  attempts: Count,
  retries: Count,
  /** Requests and items of a batch that were refused for want of capacity, by the service's reason. */
  throttles: CountByReason,
  rejected: Count,
  rejects: CountByReason,
  client_cpu_us_per_item: NonNegative,
  /** Share of one core that the client used. */
  client_cpu_share: NonNegative,
  event_loop: orNull(EventLoop),
  /** null where requests need none. */
  sockets: orNull(Sockets),
  /** null where the system does not tell. */
  machine: orNull(Machine),
  consumed_wcu: NonNegative,
  /** Read capacity units. */
  consumed_rcu: Schema.optionalWith(NonNegative, { exact: true, default: () => 0 }),
  engine: Schema.NullOr(EngineReport),
  /** Items acknowledged in each 100 ms. */
  timeline: Schema.Array(Count)
})
export type Lap = typeof Lap.Type

export const ContestantResult = Schema.Struct({
  /** As it can be typed after `--strategy`. */
  name: Schema.String,
  strategy: Schema.String,
  /** null of web requests, which have but one. */
  transport: Schema.NullOr(Transport),
  batch: Schema.Int,
  /** null where the strategy does not use it. */
  concurrency: Schema.NullOr(Schema.Int),
  /** Threads or processes; null where the strategy does not use them. */
  workers: Schema.NullOr(Schema.Int),
  /** Parts of a scan; null of what is no scan. */
  segments: orNull(Schema.Int),
  /** Partition keys over which the items are spread; null where they have keys of their own. */
  shards: orNull(Schema.Int),
  /** Where it has a size of its own. */
  item_size_bytes: orNull(Schema.Int),
  /** What the embedded DynamoDB adds to its answers. */
  rtt_ms: orNull(NonNegative),
  /** null for the usual one. */
  client: orNull(Client),
  /** Requests in flight at most; null where unbounded. */
  in_flight_max: Schema.NullOr(Schema.Int),
  /** Starting processes and threads, building clients, warming connections; not part of any lap. */
  open_ms: NonNegative,
  /**
   * Most memory (resident, MiB) that its process has held, and those that it started, each one's added up; pages that
   * processes share count in each. null where it has no process of its own.
   */
  peak_rss_mb: Schema.NullOr(NonNegative),
  /** Measured before the first round and not counted. */
  warm_up_items_per_s: Schema.NullOr(NonNegative),
  /** Whether what the warm-up wrote last was read back as it was written. */
  warm_up_verified: Schema.optionalWith(Schema.Boolean, { exact: true }),
  /**
   * Workers that were lost, its own process among them, and why in a sentence; round 0 is opening and warm-up. The
   * second ends its race.
   */
  crashes: Schema.Array(Schema.Struct({ round: Count, reason: Schema.String })),
  flight: Schema.Array(Flight),
  laps: Schema.Array(Lap)
})
export type ContestantResult = typeof ContestantResult.Type

export const Environment = Schema.Struct({
  node: Schema.String,
  millrace: Schema.String,
  effect: Schema.String,
  sdk: Schema.String,
  /** Not in results of before there was a wire. */
  undici: Schema.optional(Schema.String),
  platform: Schema.String,
  cpu: Schema.String,
  cores: Count,
  backend: Schema.Literal("embedded", "endpoint", "simulated", "http", "aws"),
  host: Schema.String,
  /** Of the embedded and the simulated DynamoDB. */
  latency: Schema.NullOr(Latency),
  seed: Schema.Int,
  retry: RetrySettings,
  /** Where contestants run. */
  isolation: Schema.Literal("one process", "a process each")
})
export type Environment = typeof Environment.Type

export const Rejections = Schema.Struct({
  count: Count,
  by_reason: CountByReason,
  /** The first ones. */
  examples: Schema.Array(Schema.Struct({ line: Count, reason: Schema.String }))
})
export type Rejections = typeof Rejections.Type

export const Spread = Schema.Struct({ median: NonNegative, min: NonNegative, max: NonNegative })
export type Spread = typeof Spread.Type

/**
 * `void`: a lap lost or changed an item. `crashed`: a worker was lost twice, or in the only laps that there are.
 * `nothing-written`: no item was acknowledged.
 */
export const NotRanked = Schema.Literal("void", "crashed", "embedded-dynamodb", "nothing-written")
export type NotRanked = typeof NotRanked.Type

export const Standing = Schema.Struct({
  name: Schema.String,
  /** Laps that count: verified and not limited by the engine. */
  laps: Count,
  items_per_s: Schema.NullOr(Spread),
  /** Throughput over that of the slowest in the same round. */
  times_slowest: Schema.NullOr(Spread),
  limited_by: Schema.NullOr(Limit),
  /** What that rests on; null without laps. */
  evidence: orNull(Evidence),
  /** Write capacity units for a million items; null of reads, and where the service does not say what it consumed. */
  wcu_per_million_items: orNull(NonNegative),
  /** Read capacity units for a million items; null of writes, and where the service does not say. */
  rcu_per_million_items: orNull(NonNegative),
  /** At the price of the summary, storage not included. */
  cost_usd_per_million_items: orNull(NonNegative),
  /** Why it is not ranked; not there where it is. */
  not_ranked: Schema.optionalWith(NotRanked, { exact: true })
})
export type Standing = typeof Standing.Type

export const Summary = Schema.Struct({
  rounds: Count,
  /** Where the race ends when enough is known, the most that there may be. */
  rounds_planned: Count,
  /** `--rounds auto`: the race ends when enough is known. */
  rounds_auto: Schema.optionalWith(Schema.Boolean, { exact: true, default: () => false }),
  /** Why the race ended before its last round; null where it did not. */
  stopped: Schema.NullOr(Schema.Literal("time-limit", "interrupted", "failed")),
  lap_time_ms: NonNegative,
  /** Where every lap had the same number of items instead of a time. */
  lap_items: Schema.optionalWith(Count, { exact: true }),
  /** Items that a contestant might hand over in a second, where that was limited. */
  rate_items_per_s: Schema.optionalWith(NonNegative, { exact: true }),
  duration_ms: NonNegative,
  /** Every acknowledged item of every lap was read back as it was written. */
  verified: Schema.Boolean,
  /** Fastest first; what is not ranked stands last. */
  standings: Schema.Array(Standing),
  /** null while the race goes on: who looks all the time sees winners that are none. */
  verdict: orNull(Verdict),
  /** Every two that are ranked. */
  pairs: Schema.optionalWith(Schema.Array(Pair), { exact: true, default: () => [] }),
  /** One for each contestant of which one setting was a list. */
  knees: Schema.optionalWith(Schema.Array(Knee), { exact: true, default: () => [] }),
  price: orNull(Price)
})
export type Summary = typeof Summary.Type

/** What `--json` writes. Later versions add fields under the same name; readers ignore those that they do not know. */
export const RaceResult = Schema.Struct({
  schema: Schema.Literal("millrace.race/1"),
  /** What repeats the race; null where it was not begun on the command line. */
  command: orNull(Schema.String),
  environment: Environment,
  /** What is done with the items. */
  operation: Schema.optionalWith(OperationSpec, { exact: true, default: () => ({ _tag: "put" as const }) }),
  /** Strategies that were asked for and cannot race in this operation, and why. */
  unsuited: Schema.optionalWith(Schema.Array(Schema.Struct({ name: Schema.String, reason: Schema.String })), {
    exact: true,
    default: () => []
  }),
  workload: Schema.Struct({
    spec: SourceSpec,
    /** null where nothing is done to the items but writing them. */
    cpu: Schema.NullOr(CpuWork),
    /** What reading the file rejected, counted once; null for generated items. */
    file_rejected: Schema.NullOr(Rejections)
  }),
  contestants: Schema.Array(ContestantResult),
  summary: Summary,
  /** Against an earlier result, where one was named. */
  baseline: Schema.optionalWith(Baseline, { exact: true })
})
export type RaceResult = typeof RaceResult.Type
