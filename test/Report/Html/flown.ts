import type { ContestantResult, Flight, Lap, RaceResult } from "../../../src/domain/RaceResult.ts"
import { contestant, lap, raced } from "../staged.ts"

interface Flown {
  readonly slots: number
  readonly requests: number
  readonly requestMs: number
  /** Of so many requests one is throttled and sent again. */
  readonly throttledEvery?: number
}

/** Requests that follow each other in every slot, each a little longer or shorter than the one before. */
export const flightOf = ({ requestMs, requests, slots, throttledEvery }: Flown): ReadonlyArray<Flight> => {
  const free = Array.from({ length: slots }, (_, slot) => slot * 0.2)
  const refused = new Set<number>()
  return Array.from({ length: requests }, (_, index): Flight => {
    const slot = index % slots
    const start_ms = free[slot] ?? 0
    const end_ms = start_ms + requestMs * (1 + ((index * 7) % 5) / 10)
    free[slot] = end_ms + 0.2
    const again = refused.delete(slot)
    const throttled = throttledEvery !== undefined && index % throttledEvery === 3 && !again
    if (throttled) refused.add(slot)
    return { worker: 0, slot, start_ms, end_ms, attempt: again ? 2 : 1, outcome: throttled ? "throttled" : "written" }
  })
}

const shares = [1, 0.98, 1.02, 0.99, 1.01, 1]

const laps = (items_per_s: number, inFlight: number, changes: Partial<Lap> = {}): ReadonlyArray<Lap> =>
  shares.map((share, index) =>
    lap(index + 1, items_per_s * share, {
      in_flight_mean: inFlight,
      timeline: Array.from({ length: 10 }, (_, step) => Math.round((items_per_s * share * (0.9 + 0.02 * step)) / 10)),
      ...changes
    })
  )

const waiting = {
  client_cpu_share: 0.2,
  event_loop: { utilization: 0.2, delay_p99_ms: 1.1, gc_share: 0.01 },
  sockets: { cap: 32, most: 4, wait_mean_ms: 0 },
  machine: { cores: 2, busy_cores: 0.5, other_cores: 0.1 }
}
const busy = {
  client_cpu_share: 0.98,
  event_loop: { utilization: 0.99, delay_p99_ms: 21, gc_share: 0.12 },
  sockets: { cap: 32, most: 32, wait_mean_ms: 0 },
  machine: { cores: 2, busy_cores: 1.4, other_cores: 0.1 }
}

const contestants: ReadonlyArray<ContestantResult> = [
  contestant("sequential", {
    concurrency: null,
    in_flight_max: 1,
    open_ms: 291,
    peak_rss_mb: 91,
    flight: flightOf({ slots: 1, requests: 60, requestMs: 7.5 }),
    laps: laps(115, 0.96, { ...waiting, client_cpu_us_per_item: 934 })
  }),
  contestant("worker-threads:workers=4", {
    concurrency: null,
    workers: 4,
    in_flight_max: 4,
    open_ms: 1204,
    peak_rss_mb: 243,
    flight: flightOf({ slots: 4, requests: 200, requestMs: 8 }).map((each) => ({
      ...each,
      worker: each.slot,
      slot: 0
    })),
    laps: laps(438, 3.9, { ...waiting, client_cpu_us_per_item: 1012 })
  }),
  ...[1, 8, 32].map((concurrency) =>
    contestant(`for-each:concurrency=${concurrency}`, {
      concurrency,
      in_flight_max: concurrency,
      open_ms: 312,
      peak_rss_mb: 112,
      flight: flightOf({ slots: concurrency, requests: 10 * concurrency + 40, requestMs: 8 + concurrency / 4 }),
      laps: laps([112, 840, 1734][Math.floor(Math.log2(concurrency) / 2)] ?? 0, concurrency * 0.97, {
        ...(concurrency === 32 ? busy : waiting),
        client_cpu_us_per_item: 571
      })
    })
  ),
  contestant("for-each:concurrency=32:batch=25", {
    batch: 25,
    open_ms: 308,
    peak_rss_mb: 131,
    flight: flightOf({ slots: 32, requests: 400, requestMs: 24 }),
    laps: laps(23_904, 31, {
      ...busy,
      client_cpu_us_per_item: 41.3,
      request_ms: { p50: 30, p90: 44, p99: 59, max: 96 }
    })
  }),
  contestant("lock-step:concurrency=32", {
    open_ms: 315,
    peak_rss_mb: 114,
    flight: flightOf({ slots: 32, requests: 400, requestMs: 14, throttledEvery: 9 }),
    laps: laps(1208, 22, {
      ...waiting,
      retries: 212,
      throttles: { TableWriteMaxOnDemandThroughputExceeded: 203, TableWriteKeyRangeThroughputExceeded: 9 },
      rejected: 2,
      rejects: { ValidationException: 2 }
    })
  }),
  contestant("unbounded", {
    concurrency: null,
    in_flight_max: null,
    open_ms: 320,
    peak_rss_mb: 210,
    flight: flightOf({ slots: 300, requests: 500, requestMs: 180 }),
    laps: laps(1690, 296, { ...busy, request_ms: { p50: 180, p90: 230, p99: 300, max: 420 } })
  }),
  contestant("stream:concurrency=32:batch=25", {
    batch: 25,
    open_ms: 309,
    peak_rss_mb: 129,
    flight: flightOf({ slots: 32, requests: 400, requestMs: 26 }),
    laps: laps(22_000, 31, {
      marks: ["limited-by-engine"],
      engine: { cpu_share: 0.94, overshoot_mean_ms: 2, overshoot_p50_ms: 2, overshoot_p99_ms: 9, requests: 1000 }
    })
  })
]

/** All that a page can show: flights with retries, a list of settings, batches, a limit for each, one not ranked. */
export const flown: RaceResult = raced(contestants)

/** The same with other names. */
export const renamed = (result: RaceResult, name: (old: string, index: number) => string): RaceResult => {
  const names = new Map(result.contestants.map((each, index) => [each.name, name(each.name, index)]))
  const of = (old: string) => names.get(old) ?? old
  const contestants = result.contestants.map((each) => ({ ...each, name: of(each.name), strategy: of(each.name) }))
  const standings = result.summary.standings.map((each) => ({ ...each, name: of(each.name) }))
  return { ...result, contestants, summary: { ...result.summary, standings, verdict: null, pairs: [], knees: [] } }
}
