import type { EngineReport } from "../domain/EngineReport.ts"
import type { Latency } from "../domain/Latency.ts"
import type { Mark } from "../domain/RaceResult.ts"
import type { Verdict } from "./Verification.ts"

const overshootP50Ms = 0.5
const overshootShareOfP99 = 0.2
/** Timers count whole milliseconds: an engine with nothing to do shows as much. */
const overshootOfTimersMs = 1.5
const engineCpuShare = 0.85

/** Whether the embedded DynamoDB answered later than it should have, or had no core left to answer with. */
export const limitedByEngine = (report: EngineReport, latency: Latency): boolean =>
  report.cpu_share > engineCpuShare ||
  report.overshoot_p50_ms > overshootP50Ms ||
  (latency.p99_ms > 0 && report.overshoot_p99_ms > Math.max(latency.p99_ms * overshootShareOfP99, overshootOfTimersMs))

export const isVoid = ({ changed, lost, unsettled }: Verdict): boolean => lost + changed + unsettled !== 0

export const marksOf = (lap: {
  readonly engine: EngineReport | null
  readonly latency: Latency | null
  readonly verdict: Verdict
  readonly wholeFile: boolean
  readonly durationMs: number
  /** null where the number of items was fixed. */
  readonly lapTimeMs: number | null
}): ReadonlyArray<Mark> => {
  const marks: Array<Mark> = []
  if (isVoid(lap.verdict)) marks.push("void")
  if (lap.engine !== null && lap.latency !== null && limitedByEngine(lap.engine, lap.latency)) {
    marks.push("limited-by-engine")
  }
  if (lap.wholeFile) marks.push("whole-file")
  else if (lap.lapTimeMs !== null && lap.durationMs < lap.lapTimeMs / 2) marks.push("short")
  return marks
}
