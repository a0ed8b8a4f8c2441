import { usEast1 } from "../../src/domain/Price.ts"
import type { ContestantResult, Lap, RaceResult, Standing, Summary } from "../../src/domain/RaceResult.ts"
import * as RetrySettings from "../../src/domain/RetrySettings.ts"
import { noTraits } from "../../src/domain/Settings.ts"
import { summaryOf } from "../../src/Race/Summary.ts"

export const lap = (round: number, items_per_s: number, changes: Partial<Lap> = {}): Lap => ({
  round,
  items: Math.round(items_per_s),
  duration_ms: 1000,
  items_per_s,
  verified: true,
  marks: [],
  request_ms: { p50: 7.9, p90: 11.4, p99: 16.4, max: 31 },
  request_mean_ms: 8.4,
  in_flight_mean: null,
  item_ms: { p50: 8, p90: 11.5, p99: 16.6, max: 32 },
  attempts: Math.round(items_per_s),
  retries: 0,
  throttles: {},
  rejected: 0,
  rejects: {},
  client_cpu_us_per_item: 612,
  client_cpu_share: 0.5,
  event_loop: null,
  sockets: null,
  machine: null,
  consumed_wcu: Math.round(items_per_s),
  consumed_rcu: 0,
  engine: {
    cpu_share: 0.2,
    overshoot_mean_ms: 0.1,
    overshoot_p50_ms: 0.1,
    overshoot_p99_ms: 0.4,
    requests: Math.round(items_per_s)
  },
  timeline: [],
  ...changes
})

export const contestant = (name: string, changes: Partial<ContestantResult> = {}): ContestantResult => ({
  name,
  strategy: name.split(":")[0] ?? name,
  transport: "sdk",
  batch: 1,
  concurrency: 32,
  workers: null,
  ...noTraits,
  in_flight_max: 32,
  open_ms: 0,
  peak_rss_mb: null,
  warm_up_items_per_s: null,
  crashes: [],
  flight: [],
  laps: [],
  ...changes
})

export const standing = (name: string, changes: Partial<Standing> = {}): Standing => ({
  name,
  laps: 0,
  items_per_s: null,
  times_slowest: null,
  limited_by: null,
  evidence: null,
  wcu_per_million_items: null,
  rcu_per_million_items: null,
  cost_usd_per_million_items: null,
  ...changes
})

/** A race of which all that follows from its laps is given. */
export const race = (
  contestants: ReadonlyArray<ContestantResult>,
  standings: ReadonlyArray<Standing>,
  summary: Partial<Summary> = {}
): RaceResult => ({
  schema: "millrace.race/1",
  command: "millrace race --rounds 6",
  environment: {
    node: "20.19.0",
    millrace: "0.1.0",
    effect: "3.22.4",
    sdk: "3.1169.0",
    undici: "7.30.2",
    platform: "linux x64",
    cpu: "a CPU",
    cores: 2,
    backend: "embedded",
    host: "127.0.0.1:40123",
    latency: { p50_ms: 7.55, p99_ms: 16.2 },
    seed: 1,
    retry: RetrySettings.defaults,
    isolation: "a process each"
  },
  operation: { _tag: "put" },
  unsuited: [],
  workload: {
    spec: {
      _tag: "Generated",
      size: 100_000,
      seed: 1,
      item_size_bytes: 250,
      keys: "uniform",
      repeat_keys: 0,
      prefix: ""
    },
    cpu: null,
    file_rejected: null
  },
  contestants,
  summary: {
    rounds: 6,
    rounds_planned: 6,
    rounds_auto: false,
    stopped: null,
    lap_time_ms: 1000,
    duration_ms: 48_000,
    verified: true,
    standings,
    verdict: null,
    pairs: [],
    knees: [],
    price: null,
    ...summary
  }
})

const course = {
  rounds_planned: 6,
  rounds_auto: false,
  stopped: null,
  lap_time_ms: 1000,
  duration_ms: 48_000
} as const

/** A race that is over, judged by its laps. */
export const raced = (
  contestants: ReadonlyArray<ContestantResult>,
  { isOver = true, ...changes }: Partial<Parameters<typeof summaryOf>[1]> & { readonly isOver?: boolean } = {}
): RaceResult => {
  const result = race(contestants, [])
  const terms = { environment: result.environment, price: usEast1, confidence: 0.95, threshold: 0.03 }
  return { ...result, summary: summaryOf(contestants, { ...course, ...changes }, terms, isOver) }
}

const shares = [1, 0.98, 1.02, 0.99, 1.01, 1]

/** Six laps; those of contestants that are turned differently do not go up and down together. */
export const steady = (items_per_s: number, changes: Partial<Lap> = {}, turned = 0): ReadonlyArray<Lap> =>
  shares.map((_, index) => lap(index + 1, items_per_s * (shares[(index + turned) % shares.length] ?? 1), changes))

const request_ms = (p50: number, p99: number) => ({ p50, p90: (p50 + p99) / 2, p99, max: 2 * p99 })

/** A core full of JavaScript. */
export const full = {
  client_cpu_share: 0.98,
  event_loop: { utilization: 0.99, delay_p99_ms: 4.1, gc_share: 0.06 }
} satisfies Partial<Lap>

const idle = { utilization: 0.12, delay_p99_ms: 1.1, gc_share: 0.01 }

const batched = "for-each:concurrency=32:batch=25"

/** Four of its own, one after another. */
export const four = { concurrency: null, workers: 4, in_flight_max: 4 } satisfies Partial<ContestantResult>

const overWeb = { consumed_wcu: 0, engine: null } satisfies Partial<Lap>

const fetching = raced([
  contestant("sequential", {
    transport: null,
    concurrency: null,
    in_flight_max: 1,
    laps: steady(160, { ...overWeb, client_cpu_us_per_item: 420, client_cpu_share: 0.07, event_loop: idle })
  }),
  contestant("for-each:concurrency=32", {
    transport: null,
    open_ms: 212.4,
    peak_rss_mb: 96.1,
    laps: steady(
      4200,
      {
        ...overWeb,
        ...full,
        client_cpu_us_per_item: 210,
        throttles: { "HTTP 503": 12 },
        retries: 12,
        rejected: 2,
        rejects: { "HTTP 404": 2 }
      },
      1
    )
  }),
  contestant("worker-threads:workers=4", {
    ...four,
    transport: null,
    laps: steady(600, overWeb, 2).map((lap, index) =>
      index === 3
        ? {
            ...lap,
            verified: false,
            marks: ["void" as const],
            discrepancies: { lost: 0, changed: 0, unsettled: 0, differs: true as const }
          }
        : lap
    )
  })
])

/** Web requests: one contestant's answers were not what they had been. */
export const web: RaceResult = {
  ...fetching,
  operation: { _tag: "http" },
  unsuited: [{ name: "coalesced", reason: "a request carries one URL: there is nothing to merge" }],
  environment: { ...fetching.environment, backend: "http", host: "127.0.0.1:8080", latency: null },
  workload: {
    spec: { _tag: "Urls", path: "pages/urls.txt", limit: 100_000, urls: 200, from: 0, size: 200 },
    cpu: { ms: 5, bytes: 1_000_000 },
    file_rejected: null
  }
}

/** The line-up of `npm start` after its last round. */
export const lineUp = raced([
  contestant("sequential", {
    concurrency: null,
    in_flight_max: 1,
    open_ms: 291.6,
    peak_rss_mb: 91.2,
    laps: steady(115, {
      request_mean_ms: 8.42,
      in_flight_mean: 0.97,
      client_cpu_us_per_item: 934,
      client_cpu_share: 0.11,
      event_loop: idle
    })
  }),
  contestant("worker-threads:workers=4", {
    ...four,
    open_ms: 1204.3,
    peak_rss_mb: 243.8,
    laps: steady(
      438,
      {
        request_ms: request_ms(8.12, 18.3),
        request_mean_ms: 8.81,
        in_flight_mean: 3.86,
        client_cpu_us_per_item: 1012,
        client_cpu_share: 0.44,
        event_loop: idle
      },
      1
    )
  }),
  contestant("offload:workers=4", {
    ...four,
    open_ms: 1187.9,
    peak_rss_mb: 251.4,
    laps: steady(
      421,
      {
        request_ms: request_ms(8.24, 18.9),
        request_mean_ms: 9.02,
        in_flight_mean: 3.8,
        client_cpu_us_per_item: 1087,
        client_cpu_share: 0.46,
        event_loop: idle
      },
      2
    )
  }),
  contestant("child-processes:workers=4", {
    ...four,
    open_ms: 1688.2,
    peak_rss_mb: 452.1,
    laps: steady(
      433,
      {
        request_ms: request_ms(8.16, 18.4),
        request_mean_ms: 8.94,
        in_flight_mean: 3.87,
        client_cpu_us_per_item: 1043,
        client_cpu_share: 0.45,
        event_loop: idle
      },
      3
    )
  }),
  contestant("for-each:concurrency=32", {
    open_ms: 312.4,
    peak_rss_mb: 112.7,
    laps: steady(
      1734,
      {
        ...full,
        request_ms: request_ms(16.42, 31.2),
        request_mean_ms: 18.2,
        in_flight_mean: 31.6,
        client_cpu_us_per_item: 571
      },
      4
    )
  }),
  contestant(batched, {
    batch: 25,
    open_ms: 308.8,
    peak_rss_mb: 131.5,
    laps: steady(
      23_904,
      {
        ...full,
        request_ms: request_ms(30.61, 58.9),
        request_mean_ms: 32.6,
        in_flight_mean: 31.2,
        client_cpu_us_per_item: 41.3
      },
      5
    )
  })
])

const slow = { client_cpu_us_per_item: 590, request_ms: request_ms(22.3, 61.2) }

/** All that can go wrong in one race: throttles, rejects, a limit that is not the strategy's doing, a lost item. */
export const troubled = raced([
  contestant("sequential", { concurrency: null, in_flight_max: 1, laps: steady(115) }),
  contestant("for-each:concurrency=32", {
    laps: steady(1734, slow).map((each, index) =>
      index === 1
        ? { ...each, verified: false, marks: ["void"], discrepancies: { lost: 2, changed: 1, unsettled: 0 } }
        : each
    )
  }),
  contestant(batched, {
    batch: 25,
    laps: steady(23_904, {
      marks: ["limited-by-engine"],
      engine: { cpu_share: 0.92, overshoot_mean_ms: 0.8, overshoot_p50_ms: 0.8, overshoot_p99_ms: 4, requests: 1000 }
    })
  }),
  contestant("unbounded", {
    concurrency: null,
    in_flight_max: null,
    laps: steady(
      1688,
      {
        retries: 212,
        throttles: { TableWriteMaxOnDemandThroughputExceeded: 203, TableWriteKeyRangeThroughputExceeded: 9 },
        rejected: 2,
        rejects: { ValidationException: 2 }
      },
      1
    )
  }),
  contestant("lock-step:concurrency=32", { laps: steady(1208, { retries: 3, marks: ["short"] }) })
])

/** Two of which nobody can tell which is faster, and one that is slower. */
export const tied = raced([
  contestant("stream:concurrency=32", { open_ms: 311.2, peak_rss_mb: 128.4, laps: steady(1716, full) }),
  contestant("for-each:concurrency=32", { open_ms: 312.4, peak_rss_mb: 112.7, laps: steady(1734, full, 1) }),
  contestant("sequential", {
    concurrency: null,
    in_flight_max: 1,
    open_ms: 291.6,
    peak_rss_mb: 91.2,
    laps: steady(115, { client_cpu_share: 0.11, in_flight_mean: 0.97, event_loop: idle }, 2)
  })
])

/** Names that a terminal, a spreadsheet or a browser would take for more than names. */
export const hostileNames = [
  "=cmd|' /C calc'!A0",
  "\u001b[2J\u001b]0;title\u0007",
  "<script>alert(1)</script>",
  'a | "b" ``c`` **d** [e](http://f.example) @g #1',
  "\t+1\r\n| - | ```"
]

export const hostile = raced(
  hostileNames.map((name, index) =>
    contestant(name, { strategy: name, laps: steady(1000 / (index + 1), { throttles: { [name]: 1 } }, index) })
  )
)

/** In the second of six rounds: one has two laps, one only its warm-up, one nothing. */
export const partial = raced(
  [
    contestant("sequential", {
      concurrency: null,
      in_flight_max: 1,
      warm_up_items_per_s: 118.2,
      laps: [lap(1, 114), lap(2, 116)]
    }),
    contestant("for-each:concurrency=32", { warm_up_items_per_s: 1644 }),
    contestant("unbounded", { concurrency: null, in_flight_max: null })
  ],
  { duration_ms: 5_000, isOver: false }
)

/** A lap that a lost worker ended. */
export const crashedLap = (round: number): Lap =>
  lap(round, 0, { verified: false, marks: ["void"], request_ms: { p50: 0, p90: 0, p99: 0, max: 0 }, engine: null })

/** Two that lost their workers twice and are out, and one that goes on after losing one. */
export const crashed = raced([
  contestant("for-each:concurrency=32", { open_ms: 312.4, peak_rss_mb: 112.7, laps: steady(1734) }),
  contestant("worker-threads:workers=4", {
    ...four,
    open_ms: 1204.3,
    peak_rss_mb: 243.8,
    crashes: [{ round: 2, reason: "a worker thread was lost (exited with code 1)" }],
    laps: steady(438).map((each) => (each.round === 2 ? crashedLap(2) : each))
  }),
  contestant("child-processes:workers=4", {
    ...four,
    open_ms: 1688.2,
    peak_rss_mb: null,
    crashes: [
      { round: 0, reason: "a worker process was lost (ended by SIGKILL)" },
      { round: 3, reason: "a worker process was lost (it has not answered for 10 s: is it stopped?)" }
    ],
    laps: [...steady(433).slice(0, 2), crashedLap(3)]
  }),
  contestant("sequential", {
    concurrency: null,
    in_flight_max: 1,
    crashes: [
      { round: 1, reason: "its process was lost (ended by SIGKILL)" },
      { round: 2, reason: "its process was lost (ended by SIGKILL)" }
    ],
    laps: [crashedLap(1), crashedLap(2)]
  })
])

const sequentially = { strategy: "sequential", concurrency: null, in_flight_max: 1 } satisfies Partial<ContestantResult>

/** Laps of one request after another, each so many times as slow as the baseline's 8 ms. */
export const slowed = (times: ReadonlyArray<number>, changes: Partial<Lap> = {}): ReadonlyArray<Lap> =>
  times.map((each, index) =>
    lap(index + 1, 125 / each, {
      request_mean_ms: 8 * each,
      request_ms: request_ms(7.5 * each, 16 * each),
      in_flight_mean: 0.98,
      client_cpu_share: 0.11,
      event_loop: idle,
      ...changes
    })
  )

const always = (times: number): ReadonlyArray<number> => Array.from(shares, () => times)

/** One that differs from a sequential baseline in this alone. */
export const unlike = (trait: string, changes: Partial<ContestantResult>, laps: ReadonlyArray<Lap>): ContestantResult =>
  contestant(`sequential:${trait}`, { ...sequentially, laps, ...changes })

export const baseline = contestant("sequential", { ...sequentially, laps: slowed(always(1)) })

/** What makes a put slow: one that is not ranked and one of too few rounds among it. */
export const factored = raced([
  baseline,
  unlike("client=no-keep-alive", { client: "no-keep-alive" }, slowed([1.1, 1.12, 1.08, 1.11, 1.09, 1.1])),
  unlike(
    "client=cold",
    { client: "cold" },
    slowed(always(1.5), {
      marks: ["limited-by-engine"],
      engine: { cpu_share: 0.92, overshoot_mean_ms: 0.8, overshoot_p50_ms: 0.8, overshoot_p99_ms: 4, requests: 80 }
    })
  ),
  contestant("for-each:concurrency=4:client=sockets:1", {
    concurrency: 4,
    in_flight_max: 4,
    client: "sockets:1",
    laps: slowed([3, 4, 5, 4, 3, 5], {
      items_per_s: 126,
      sockets: { cap: 1, most: 1, wait_mean_ms: 24 },
      in_flight_mean: 3.9
    })
  }),
  unlike("item-size=1KB", { item_size_bytes: 1024 }, slowed(always(1))),
  unlike("item-size=400KB", { item_size_bytes: 409_600 }, slowed([2, 2, 2, 2, 2])),
  unlike("rtt=20ms", { rtt_ms: 20 }, slowed(always(3.5)))
])
