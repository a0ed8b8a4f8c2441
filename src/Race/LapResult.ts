import type { Machine, Sockets } from "../domain/Evidence.ts"
import type { Lap, Percentiles } from "../domain/RaceResult.ts"
import * as Tally from "../Tally.ts"
import { isVoid, marksOf } from "./Marks.ts"

export const percentilesOf = (of: Tally.Tally["request"]): Percentiles => ({
  p50: Tally.percentileMs(of, 50),
  p90: Tally.percentileMs(of, 90),
  p99: Tally.percentileMs(of, 99),
  max: Tally.percentileMs(of, 100)
})

const socketsOf = ({ connections }: Tally.Tally): Sockets | null =>
  connections === null
    ? null
    : {
        cap: connections.cap,
        most: connections.most,
        wait_mean_ms: connections.waited_ms / Math.max(connections.requests, 1)
      }

export const perSecond = (n: number, durationMs: number): number => (durationMs === 0 ? 0 : (n / durationMs) * 1_000)

export interface Options extends Omit<Parameters<typeof marksOf>[0], "durationMs" | "took" | "inFlight"> {
  readonly round: number
  /** Whether its requests read instead of writing. */
  readonly reads: boolean
  /** Requests that its contestant may have in flight. */
  readonly inFlightMost: number
  readonly machine: Machine | null
}

/** A run as it stands in the result. */
export const lapOf = (tally: Tally.Tally, lap: Options): Lap => {
  const { cpuUs, durationMs } = tally
  const requestMeanMs = Tally.meanMs(tally.request)
  const inFlightMean = durationMs === 0 ? 0 : Math.max(0, tally.inFlightMs) / durationMs
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
      took: { meanMs: requestMeanMs, p99Ms: Tally.percentileMs(tally.request, 99) },
      inFlight: {
        mean: inFlightMean,
        throughput: durationMs === 0 ? 0 : tally.attempts / durationMs,
        latencyMs: requestMeanMs,
        most: lap.inFlightMost
      }
    }),
    request_ms: percentilesOf(tally.request),
    request_mean_ms: requestMeanMs,
    in_flight_mean: inFlightMean,
    item_ms: percentilesOf(tally.item),
    attempts: tally.attempts,
    retries: Tally.sum(tally.retries),
    throttles: Object.fromEntries(tally.throttles),
    rejected: Tally.sum(tally.rejected),
    rejects: Object.fromEntries(tally.rejected),
    client_cpu_us_per_item: tally.items === 0 ? 0 : cpuUs / tally.items,
    client_cpu_share: durationMs === 0 ? 0 : cpuUs / 1_000 / durationMs,
    event_loop: lap.machine === null ? null : tally.eventLoop,
    sockets: socketsOf(tally),
    machine: lap.machine,
    consumed_wcu: lap.reads ? 0 : tally.consumed,
    consumed_rcu: lap.reads ? tally.consumed : 0,
    engine: lap.engine,
    timeline: tally.timeline
  }
}

/** A lap that ended with a worker: what became of its items is unknown. */
export const brokenOff = (round: number): Lap => ({
  ...lapOf(new Tally.Tally(0n), {
    round,
    reads: false,
    engine: null,
    latency: null,
    verdict: { lost: 0, changed: 0, unsettled: 0 },
    wholeFile: false,
    lapTimeMs: null,
    inFlightMost: Number.POSITIVE_INFINITY,
    machine: null
  }),
  verified: false,
  marks: ["void"]
})
