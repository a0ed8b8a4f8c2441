import type { Lap, Percentiles } from "../domain/RaceResult.ts"
import * as Tally from "../Tally.ts"
import { isVoid, marksOf } from "./Marks.ts"

const percentilesOf = (of: Tally.Tally["request"]): Percentiles => ({
  p50: Tally.percentileMs(of, 50),
  p90: Tally.percentileMs(of, 90),
  p99: Tally.percentileMs(of, 99),
  max: Tally.percentileMs(of, 100)
})

const perSecond = (n: number, durationMs: number): number => (durationMs === 0 ? 0 : (n / durationMs) * 1_000)

/** A run as it stands in the result. */
export const lapOf = (
  tally: Tally.Tally,
  lap: Omit<Parameters<typeof marksOf>[0], "durationMs" | "took"> & { readonly round: number }
): Lap => {
  const { cpuUs, durationMs } = tally
  return {
    round: lap.round,
    items: tally.items,
    duration_ms: durationMs,
    items_per_s: perSecond(tally.items, durationMs),
    verified: !isVoid(lap.verdict),
    ...(isVoid(lap.verdict) ? { discrepancies: lap.verdict } : {}),
    marks: marksOf({
      ...lap,
      durationMs,
      took: { meanMs: Tally.meanMs(tally.request), p99Ms: Tally.percentileMs(tally.request, 99) }
    }),
    request_ms: percentilesOf(tally.request),
    item_ms: percentilesOf(tally.item),
    attempts: tally.attempts,
    retries: Tally.sum(tally.retries),
    throttles: Object.fromEntries(tally.throttles),
    rejected: Tally.sum(tally.rejected),
    rejects: Object.fromEntries(tally.rejected),
    client_cpu_us_per_item: tally.items === 0 ? 0 : cpuUs / tally.items,
    client_cpu_share: durationMs === 0 ? 0 : cpuUs / 1_000 / durationMs,
    consumed_wcu: tally.consumed,
    engine: lap.engine,
    timeline: tally.timeline
  }
}

/** A lap that ended with a worker: what became of its items is unknown. */
export const brokenOff = (round: number): Lap => ({
  ...lapOf(new Tally.Tally(0n), {
    round,
    engine: null,
    latency: null,
    verdict: { lost: 0, changed: 0, unsettled: 0 },
    wholeFile: false,
    lapTimeMs: null
  }),
  verified: false,
  marks: ["void"]
})
