import { Schema } from "effect"
import { FaultPlan } from "./FaultPlan.ts"
import { Latency } from "./Latency.ts"

/** The weather in which an engine runs. The same seed gives the same latencies in the same order of arrival. */
export const Conditions = Schema.Struct({
  seed: Schema.Int,
  latency: Latency,
  faults: FaultPlan
})
export type Conditions = typeof Conditions.Type

/** What one lap adds to the weather. */
export const LapConditions = Schema.Struct({
  /** Milliseconds by which every answer of the data plane is due later than the latency says. */
  rttMs: Schema.NonNegative
})
export type LapConditions = typeof LapConditions.Type
