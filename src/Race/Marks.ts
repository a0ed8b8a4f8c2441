import type { EngineReport } from "../domain/EngineReport.ts"
import type { Latency } from "../domain/Latency.ts"
import type { Mark } from "../domain/RaceResult.ts"
import type { Verdict } from "./Course.ts"

const overshootShareOfMean = 0.1
const overshootShareOfP99 = 0.2
/** Timers count whole milliseconds: an engine with nothing to do shows as much. */
const overshootOfTimers = { meanMs: 0.5, p99Ms: 1.5 }
/** Of fewer requests the p99 is hardly more than the worst. */
const enoughForP99 = 500
const engineCpuShare = 0.85

/** What the requests of a lap took. */
export interface Took {
  readonly meanMs: number
  readonly p99Ms: number
}

/**
 * Whether the embedded DynamoDB answered later than it should have, or had no core left to answer with. How late is too
 * late is measured by what the requests took, asked for or not: with two cores the system makes any process wait for
 * some milliseconds, and in requests of fifty these are no limit. What is waited for in vain, on average, is what a
 * contestant loses; the p99 is judged besides because some wait for the slowest.
 */
export const limitedByEngine = (report: EngineReport, asked: Latency, took: Took): boolean =>
  report.cpu_share > engineCpuShare ||
  report.overshoot_mean_ms > Math.max(overshootShareOfMean * took.meanMs, overshootOfTimers.meanMs) ||
  (report.requests >= enoughForP99 &&
    report.overshoot_p99_ms >
      Math.max(overshootShareOfP99 * Math.max(asked.p99_ms, took.p99Ms), overshootOfTimers.p99Ms))

/** What is in flight by its two accounts, and by what its contestant may have. */
export interface InFlight {
  /** Over the time of the lap. */
  readonly mean: number
  /** Requests per millisecond. */
  readonly throughput: number
  /** Mean of the requests. */
  readonly latencyMs: number
  /** Infinity where unbounded. */
  readonly most: number
}

const littlesTolerance = 0.05
/** Clocks of different places are not read at the same moment. */
const leastDifference = 0.1

/**
 * Little's law: in flight = throughput × latency, both averaged over the lap. A lap of which this is not true, or in which
 * more was in flight than its contestant may have, was not measured rightly.
 */
export const breaksLittlesLaw = ({ latencyMs, mean, most, throughput }: InFlight): boolean => {
  const expected = throughput * latencyMs
  const tolerance = Math.max(littlesTolerance * expected, leastDifference)
  return Math.abs(mean - expected) > tolerance || mean > most * (1 + littlesTolerance) + leastDifference
}

export const isVoid = ({ changed, differs, lost, unsettled }: Verdict): boolean =>
  lost + changed + unsettled !== 0 || differs === true

export const marksOf = (lap: {
  readonly engine: EngineReport | null
  readonly latency: Latency | null
  readonly verdict: Verdict
  readonly wholeFile: boolean
  readonly durationMs: number
  readonly took: Took
  readonly inFlight: InFlight
  /** null where the number of items was fixed. */
  readonly lapTimeMs: number | null
}): ReadonlyArray<Mark> => {
  const marks: Array<Mark> = []
  if (isVoid(lap.verdict)) marks.push("void")
  if (lap.engine !== null && lap.latency !== null && limitedByEngine(lap.engine, lap.latency, lap.took)) {
    marks.push("limited-by-engine")
  }
  if (lap.wholeFile) marks.push("whole-file")
  else if (lap.lapTimeMs !== null && lap.durationMs < lap.lapTimeMs / 2) marks.push("short")
  if (breaksLittlesLaw(lap.inFlight)) marks.push("littles-law")
  return marks
}
