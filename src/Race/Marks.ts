import type { EngineReport } from "../domain/EngineReport.ts"
import type { Latency } from "../domain/Latency.ts"
import type { Mark } from "../domain/RaceResult.ts"
import type { Verdict } from "./Verification.ts"

const overshootP50Ms = 0.5
const overshootShareOfP99 = 0.2
/** Timers count whole milliseconds: an engine with nothing to do shows as much. */
const overshootOfTimersMs = 1.5
const engineCpuShare = 0.85

/**
 * Whether the embedded DynamoDB answered later than it should have, or had no core left to answer with. How late is too
 * late is measured by what the requests took, asked for or not: with two cores the system makes any process wait for
 * some milliseconds, and in requests of fifty these are no limit.
 */
export const limitedByEngine = (report: EngineReport, asked: Latency, requestP99Ms: number): boolean =>
  report.cpu_share > engineCpuShare ||
  report.overshoot_p50_ms > overshootP50Ms ||
  report.overshoot_p99_ms > Math.max(overshootShareOfP99 * Math.max(asked.p99_ms, requestP99Ms), overshootOfTimersMs)

export const isVoid = ({ changed, lost, unsettled }: Verdict): boolean => lost + changed + unsettled !== 0

export const marksOf = (lap: {
  readonly engine: EngineReport | null
  readonly latency: Latency | null
  readonly verdict: Verdict
  readonly wholeFile: boolean
  readonly durationMs: number
  readonly requestP99Ms: number
  /** null where the number of items was fixed. */
  readonly lapTimeMs: number | null
}): ReadonlyArray<Mark> => {
  const marks: Array<Mark> = []
  if (isVoid(lap.verdict)) marks.push("void")
  if (lap.engine !== null && lap.latency !== null && limitedByEngine(lap.engine, lap.latency, lap.requestP99Ms)) {
    marks.push("limited-by-engine")
  }
  if (lap.wholeFile) marks.push("whole-file")
  else if (lap.lapTimeMs !== null && lap.durationMs < lap.lapTimeMs / 2) marks.push("short")
  return marks
}
