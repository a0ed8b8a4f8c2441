import { assert, describe, it } from "@effect/vitest"
import type { Evidence, Limit } from "../../src/domain/Evidence.ts"
import type { ContestantResult, Standing, Summary } from "../../src/domain/RaceResult.ts"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import type { Knee, Pair, Rival } from "../../src/domain/Verdict.ts"
import { advice, rules } from "../../src/Report/Advice.ts"
import {
  contestant,
  crashed,
  factored,
  four,
  full,
  lineUp,
  partial,
  race,
  raced,
  standing,
  steady,
  tied,
  troubled
} from "./staged.ts"

interface Entrant {
  readonly name: string
  readonly is?: Partial<ContestantResult>
  readonly stands?: Partial<Standing>
  /** How the leader, who is the first, stands to it. */
  readonly verdict?: Rival["verdict"]
  /** The leader's throughput over its. */
  readonly ratio?: number
}

const evidence: Evidence = {
  in_flight_mean: 0.98,
  request_mean_ms: 8.1,
  service_mean_ms: 7.6,
  client_cpu_share: 0.98,
  event_loop: null,
  sockets: { cap: 50, most: 50, wait_mean_ms: 21 },
  throttled_share: 0.38,
  engine_cpu_share: null,
  engine_late_mean_ms: null,
  machine: { cores: 2, busy_cores: 2, other_cores: 0.1 }
}

const rivalOf = ({ name, ratio = 2, verdict = "slower" }: Entrant): Rival => ({
  name,
  rounds: 6,
  ratio,
  low: ratio * 0.97,
  high: ratio * 1.03,
  verdict
})

/** A race that is over; the first leads. */
const staged = (entrants: ReadonlyArray<Entrant>, summary: Partial<Summary> = {}): RaceResult => {
  const [leader, ...others] = entrants
  const rivals = others.filter(({ stands }) => stands?.not_ranked === undefined).map(rivalOf)
  const isWon = rivals.length > 0 && rivals.every(({ verdict }) => verdict === "slower")
  return race(
    entrants.map(({ is = {}, name }) => contestant(name, { laps: steady(1000), ...is })),
    entrants.map(({ name, ratio = 1, stands = {} }) => {
      const items_per_s = { median: 1000 / ratio, min: 900 / ratio, max: 1100 / ratio }
      return standing(name, { laps: 6, items_per_s, evidence, wcu_per_million_items: 1e6, ...stands })
    }),
    {
      verdict: {
        leader: leader?.name ?? null,
        winner: isWon ? (leader?.name ?? null) : null,
        rivals,
        confidence: 0.95,
        threshold: 0.03
      },
      ...summary
    }
  )
}

const one = { concurrency: null, in_flight_max: 1 }
const limited = (limited_by: Limit): Partial<Standing> => ({ limited_by })
const shared = {
  ...limited("machine"),
  evidence: { ...evidence, machine: { cores: 2, busy_cores: 2, other_cores: 0.9 } }
}
const itemP50 = (p50: number) => ({ laps: steady(1000, { item_ms: { p50, p90: p50, p99: p50, max: p50 } }) })
const slowItems = (p50: number, ratio: number) =>
  staged([
    { name: "coalesced", is: itemP50(p50) },
    { name: "for-each", is: itemP50(19), ratio }
  ])
const alwaysWaiting = { ...limited("own-waiting"), evidence: { ...evidence, in_flight_mean: 1024 } }
/** One at a time that works on its items for as long as it waits. */
const working = { ...limited("own-waiting"), evidence: { ...evidence, in_flight_mean: 0.64 } }
const won = staged([{ name: "for-each:concurrency=32" }, { name: "sequential", is: one, ratio: 26 }])

const swept: Knee = {
  name: "for-each",
  setting: "concurrency",
  value: 32,
  items_per_s: 1000,
  best_value: 64,
  best_items_per_s: 1020,
  values: [16, 32, 64]
}
const sweep = (changes: Partial<Knee>, stands: Partial<Standing> = {}) =>
  staged(
    [16, 32, 64].map((concurrency) => ({
      name: `for-each:concurrency=${concurrency}`,
      is: { concurrency, in_flight_max: concurrency },
      ...(concurrency === 64 ? { stands } : {})
    })),
    { knees: [{ ...swept, ...changes }] }
  )

const pair = (a: string, b: string, verdict: Pair["verdict"], ratio: number): Pair => ({
  ...rivalOf({ name: b, ratio }),
  a,
  b,
  p: 0.01,
  verdict
})

const models = (verdict: Pair["verdict"], mib: number) =>
  staged(
    [
      { name: "unbounded", is: { concurrency: null, in_flight_max: null } },
      { name: "worker-threads", is: { ...four, peak_rss_mb: 200 + mib } },
      { name: "for-each", is: { concurrency: 4, in_flight_max: 4, peak_rss_mb: 200 } }
    ],
    { pairs: [pair("worker-threads", "for-each", verdict, 1.01)] }
  )

const fibers = staged(
  [
    { name: "unbounded", is: { concurrency: null, in_flight_max: null } },
    { name: "stream", is: { peak_rss_mb: 290 } },
    { name: "for-each", is: { peak_rss_mb: 200 } }
  ],
  { pairs: [pair("stream", "for-each", "same", 1.01)] }
)

const placed = (verdict: Pair["verdict"], mib: number) =>
  staged(
    [
      { name: "for-each" },
      { name: "child-processes", is: { ...four, peak_rss_mb: mib } },
      { name: "worker-threads", is: { ...four, peak_rss_mb: 240 } }
    ],
    { pairs: [pair("child-processes", "worker-threads", verdict, 1.01)] }
  )

const batches = (stands: Partial<Standing>, verdict: Rival["verdict"] = "slower") =>
  staged([
    { name: "for-each:batch=25", is: { strategy: "for-each", batch: 25 } },
    { name: "for-each", ratio: 13.8, stands, verdict }
  ])

const transports = (verdict: Rival["verdict"], batch = 1, sdkCpuUs = 612) =>
  staged([
    { name: "for-each:transport=wire", is: { strategy: "for-each", transport: "wire" } },
    {
      name: "for-each",
      ratio: 1.9,
      verdict,
      is: { batch, laps: steady(1000, { client_cpu_us_per_item: sdkCpuUs }) }
    }
  ])

const lockStep = (in_flight_mean: number) =>
  staged([
    { name: "for-each" },
    { name: "lock-step", stands: { evidence: { ...evidence, in_flight_mean } }, is: { strategy: "lock-step" } }
  ])

const others = (other_cores: number) =>
  staged([{ name: "for-each", is: { laps: steady(1000, { machine: { cores: 2, busy_cores: 2, other_cores } }) } }])

/** A result in which a rule must speak, what it says, and one in which it must be silent. */
const cases: Readonly<Record<string, { speaks: RaceResult; says: string; silent: ReadonlyArray<RaceResult> }>> = {
  busy: {
    speaks: others(0.6),
    says: "Other programs used 0.6 of 2 cores in 6 rounds: close them and race again.",
    silent: [others(0.1), won]
  },
  "not-ranked": {
    speaks: troubled,
    says: "Not ranked: for-each, acknowledged items were lost or changed; for-each:batch=25, the embedded DynamoDB was the limit.",
    silent: [won]
  },
  "use-the-winner": {
    speaks: won,
    says: "Use for-each with 32 in flight: 26.0× sequential.",
    silent: [tied, troubled, crashed, staged([{ name: "for-each" }])]
  },
  "slow-items": {
    speaks: slowItems(251, 1.3),
    says: "With coalesced an item takes 251 ms, with for-each 19.0 ms (p50, waiting included): where somebody waits for it, take that.",
    silent: [won, slowItems(50, 1.3), slowItems(251, 4)]
  },
  "barely-wins": {
    speaks: staged([{ name: "stream" }, { name: "for-each", ratio: 1.02, is: { peak_rss_mb: null } }]),
    says: "for-each is slower by 2.0% only: take the simplest.",
    silent: [won, tied]
  },
  tie: {
    speaks: staged([
      { name: "stream", is: { peak_rss_mb: 240 } },
      { name: "for-each", verdict: "same", ratio: 1.01, is: { peak_rss_mb: 109 } },
      { name: "sequential", is: one }
    ]),
    says: "Of stream and for-each take for-each, for 131 MiB less.",
    silent: [won, tied]
  },
  undecided: {
    speaks: tied,
    says: "6 rounds do not tell for-each and stream apart: race again with --rounds 12, or --rounds auto.",
    silent: [won, { ...tied, summary: { ...tied.summary, stopped: "interrupted" } }]
  },
  knee: {
    speaks: sweep({}, limited("client-cpu")),
    says: "More in flight than 32 buys for-each at most 2.0%: its CPU is full.",
    silent: [won, sweep({ value: 64, best_value: 64 })]
  },
  further: {
    speaks: sweep({ value: 64, best_value: 64 }),
    says: "for-each is best with the most that was raced: try --concurrency 64,128.",
    silent: [won, sweep({}), sweep({ value: 1024, best_value: 1024, values: [256, 512, 1024] })]
  },
  capacity: {
    speaks: staged([{ name: "for-each", stands: limited("capacity") }]),
    says: "Capacity is the limit of for-each (38% throttled): more in flight buys nothing.",
    silent: [won]
  },
  rate: {
    speaks: staged([{ name: "for-each", stands: limited("rate") }]),
    says: "--rate holds for-each back: leave it out to see how fast it is.",
    silent: [won]
  },
  sockets: {
    speaks: staged([{ name: "for-each" }, { name: "unbounded", stands: limited("sockets") }]),
    says: "unbounded waits for sockets (50 of 50 in use, 21.0 ms wait), not for DynamoDB.",
    silent: [won]
  },
  "only-waits": {
    speaks: staged([{ name: "for-each" }, { name: "sequential", is: one, stands: limited("own-waiting") }]),
    says: "sequential only waits: 7.6 of 8.1 ms per request.",
    silent: [won, staged([{ name: "for-each" }, { name: "sequential", is: one, stands: working }])]
  },
  "client-cpu": {
    speaks: staged([{ name: "for-each", stands: limited("client-cpu") }, { name: "sequential" }]),
    says: "for-each has a core full (98% of a core): more in flight buys nothing; try --transport wire; try --batch 25.",
    silent: [won, sweep({}, limited("client-cpu"))]
  },
  machine: {
    speaks: staged([{ name: "for-each" }, { name: "hybrid", is: { workers: 2 }, stands: limited("machine") }]),
    says: "hybrid wants more cores than there are (2.0 of 2 busy, 0.1 by others): more workers buy nothing.",
    silent: [
      won,
      // it has no workers; others have the cores
      staged([{ name: "for-each", stands: limited("machine") }, { name: "sequential" }]),
      staged([{ name: "for-each" }, { name: "hybrid", is: { workers: 2 }, stands: shared }])
    ]
  },
  batch: {
    speaks: batches({}),
    says: "Batch 25 sends fewer requests and costs the same capacity: 13.8× for-each.",
    silent: [batches({ wcu_per_million_items: 2e6 }), batches({ wcu_per_million_items: null }), batches({}, "same")]
  },
  transport: {
    speaks: transports("slower"),
    says: "The wire is lighter than the SDK: 1.90× for-each, 612 µs of CPU an item instead of 612.",
    silent: [transports("same"), transports("not-decided", 1, 800), transports("slower", 25)]
  },
  "lock-step": {
    speaks: lockStep(20.2),
    says: "lock-step leaves 11.8 of 32 in flight idle: each group waits for its slowest.",
    silent: [lockStep(31), won]
  },
  "workers-as-fast-as-fibers": {
    speaks: models("same", 90),
    says: "worker-threads is as fast as for-each, for 90 MiB more.",
    silent: [models("not-decided", 90), models("faster", 90), models("same", 3), fibers]
  },
  "memory-of-processes": {
    speaks: placed("not-decided", 452),
    says: "child-processes holds 212 MiB more than worker-threads and was no faster.",
    silent: [placed("faster", 452), placed("same", 260)]
  }
}

const said = (result: RaceResult, rule: string) => advice(result).find((each) => each.rule === rule)?.text

describe("each rule", () => {
  it("has a case here", () => {
    assert.deepStrictEqual(
      Object.keys(cases),
      rules.map(({ name }) => name)
    )
  })

  it.each(Object.entries(cases))("%s speaks, with its figures", (rule, { says, speaks }) => {
    assert.strictEqual(said(speaks, rule), says)
  })

  it.each(Object.entries(cases))("%s is silent", (rule, { silent }) => {
    for (const result of silent) assert.strictEqual(said(result, rule), undefined)
  })
})

it.each(["same", "not-decided"] as const)("of transports that are %s only the CPU is told apart", (verdict) => {
  assert.strictEqual(
    said(transports(verdict, 1, 6_120), "transport"),
    "The wire is no faster than the SDK with for-each, and lighter: 612 µs of CPU an item instead of 6,120."
  )
})

describe("advice", () => {
  it("is of the line-up what a reader wants to know", () => {
    assert.deepStrictEqual(
      advice(lineUp).map(({ text }) => text),
      [
        "Use for-each:batch=25 with 32 in flight: 208× sequential.",
        "sequential, offload, child-processes and worker-threads only wait (sequential: 8.0 of 8.4 ms per request).",
        "for-each:batch=25 and for-each have a core full (for-each:batch=25: 98% of a core, loop 99% busy, 6.0% GC): more in flight buys nothing; try --transport wire.",
        "Batch 25 sends fewer requests and costs the same capacity: 13.8× for-each.",
        "child-processes holds 208 MiB more than worker-threads and was no faster."
      ]
    )
  })

  it("compares nobody with who does something else, or with another client", () => {
    const differing = (is: Partial<ContestantResult>, verdict: Rival["verdict"]) =>
      advice(staged([{ name: "stream" }, { name: "for-each", is: { ...is, ...itemP50(0.1) }, ratio: 1.01, verdict }]))
    for (const is of [{ item_size_bytes: 1024 }, { rtt_ms: 20 }, { client: "cold" as const }]) {
      for (const verdict of ["slower", "same", "not-decided"] as const) {
        assert.deepStrictEqual(differing(is, verdict), [])
      }
    }
    // segments and shards are what a reader can choose
    assert.deepStrictEqual(
      differing({ segments: 4 }, "slower").map(({ rule }) => rule),
      ["use-the-winner", "slow-items", "barely-wins"]
    )
  })

  it("is of latency factors what held whom", () => {
    assert.deepStrictEqual(
      advice(factored).map(({ rule }) => rule),
      ["not-ranked", "sockets", "only-waits"]
    )
  })

  it("is not given while the race goes on", () => {
    assert.deepStrictEqual(advice(partial), [])
    assert.deepStrictEqual(advice({ ...lineUp, summary: { ...lineUp.summary, verdict: null } }), [])
  })

  it("names cores that are idle beside a full one", () => {
    const machine = { cores: 8, busy_cores: 1.6, other_cores: 0 }
    const full = { ...limited("client-cpu"), evidence: { ...evidence, machine } }
    const result = staged([{ name: "for-each:batch=25", is: { batch: 25 }, stands: full }, { name: "sequential" }])
    assert.match(
      said(result, "client-cpu") ?? "",
      /more in flight buys nothing; try --transport wire; 6 cores idle: try --strategy hybrid\.$/
    )
  })

  it("does not use who is not ranked", () => {
    const lost = staged([
      { name: "for-each" },
      { name: "unbounded", stands: { ...limited("client-cpu"), items_per_s: null, not_ranked: "void" } },
      { name: "sockets", stands: { ...limited("sockets"), not_ranked: "embedded-dynamodb" } }
    ])
    assert.deepStrictEqual(
      advice(lost).map(({ rule }) => rule),
      ["not-ranked"]
    )
  })

  it("makes sense of a single contestant", () => {
    const alone = raced([contestant("for-each:concurrency=32", { laps: steady(1734, full) })])
    assert.deepStrictEqual(
      advice(alone).map(({ text }) => text),
      [
        "for-each has a core full (98% of a core, loop 99% busy, 6.0% GC): more in flight buys nothing; try --transport wire; try --batch 25."
      ]
    )
  })

  it("has six sentences at most, the most useful ones", () => {
    const everything = staged(
      [
        { name: "for-each:batch=25", is: { strategy: "for-each", batch: 25 } },
        { name: "for-each", ratio: 1.01, stands: limited("capacity") },
        { name: "unbounded", stands: limited("sockets") },
        { name: "sequential", is: one, stands: limited("own-waiting") },
        { name: "lock-step", is: { strategy: "lock-step" } },
        { name: "hybrid", stands: limited("machine") },
        { name: "lost", stands: { items_per_s: null, not_ranked: "void" } }
      ],
      { knees: [swept] }
    )
    assert.deepStrictEqual(
      advice(everything).map(({ rule }) => rule),
      ["not-ranked", "use-the-winner", "barely-wins", "knee", "capacity", "sockets"]
    )
  })

  it.prop("never contradicts the verdict, whatever the result", [RaceResult], ([result]) => {
    const { verdict } = result.summary
    for (const { rule } of advice(result)) {
      if (rule === "use-the-winner" || rule === "barely-wins") assert.isNotNull(verdict?.winner)
      if (rule === "tie" || rule === "undecided") assert.notStrictEqual(verdict?.winner, verdict?.leader)
    }
  })
})

describe("wording", () => {
  it("warns of a winner that holds all items at once, and names the setting that is already in the name", () => {
    const two = (name: string, is: Partial<ContestantResult> = {}) =>
      staged([
        { name, is },
        { name: "sequential", is: one }
      ])
    assert.strictEqual(
      said(two("unbounded", { concurrency: null, in_flight_max: null }), "use-the-winner"),
      "Use unbounded, if all items at once fit into memory: 2.00× sequential."
    )
    const sweep = staged([
      { name: "for-each:concurrency=32" },
      { name: "for-each:concurrency=8", is: { concurrency: 8, in_flight_max: 8 } }
    ])
    assert.strictEqual(said(sweep, "use-the-winner"), "Use for-each:concurrency=32: 2.00× for-each:concurrency=8.")
  })

  it("says to a leader that only waits what more in flight may be", () => {
    const waits = (is: Partial<ContestantResult>) =>
      said(staged([{ name: "for-each", is, stands: alwaysWaiting }, { name: "sequential" }]), "only-waits")
    assert.include(waits({}), "more in flight would be faster, try --concurrency 64.")
    assert.include(waits(four), "try --workers 8.")
    for (const most of [{ concurrency: 1024 }, one]) assert.match(waits(most) ?? "", /of 8\.1 ms per request\.$/)
  })

  it("advises no more in flight than was raced, and is not sure of a service that is not ours", () => {
    const eight = { name: "for-each:concurrency=8", is: { concurrency: 8, in_flight_max: 8 }, stands: alwaysWaiting }
    const more = { name: "for-each:concurrency=32", is: { concurrency: 32 } }
    assert.notInclude(said(staged([eight, more]), "only-waits"), "more in flight")
    const elsewhere = { ...alwaysWaiting, evidence: { ...alwaysWaiting.evidence, service_mean_ms: null } }
    assert.include(
      said(staged([{ ...eight, stands: elsewhere }, { name: "sequential" }]), "only-waits"),
      "more in flight may be faster, try --concurrency 16."
    )
  })

  it("of a tie names what is cheaper in CPU where memory is alike", () => {
    const two = (cpu: number) =>
      staged([
        { name: "stream", is: { laps: steady(1000, { client_cpu_us_per_item: cpu }) } },
        { name: "for-each", verdict: "same", ratio: 1 }
      ])
    assert.strictEqual(said(two(900), "tie"), "Of stream and for-each take for-each, for 288 µs less CPU per item.")
    assert.strictEqual(said(two(613), "tie"), "Of stream and for-each take the simplest.")
  })

  it("asks for more rounds only where they may help", () => {
    const open = (summary: Partial<Summary>) => said({ ...tied, summary: { ...tied.summary, ...summary } }, "undecided")
    assert.strictEqual(
      open({ stopped: "time-limit" }),
      "6 rounds do not tell for-each and stream apart: give it a longer --time-limit."
    )
    assert.strictEqual(
      open({ rounds: 48, rounds_planned: 48, rounds_auto: true }),
      "48 rounds do not tell for-each and stream apart: take the simplest."
    )
  })

  it.each([
    ["workers", "More than 4 workers buy hybrid nothing: the machine's cores are full.", "machine"],
    ["batch", "Batches of more than 4 buy hybrid nothing: the table throttles.", "capacity"]
  ] as const)("of %s says what it is", (setting, says, limit) => {
    const knee: Knee = {
      ...swept,
      name: "hybrid",
      setting,
      value: 4,
      best_value: 4,
      best_items_per_s: 1000,
      values: [2, 4, 8]
    }
    const result = staged(
      [
        { name: `hybrid:${setting}=8`, is: { [setting]: 8 }, stands: limited(limit) },
        { name: `hybrid:${setting}=4`, is: { [setting]: 4 } }
      ],
      { knees: [knee] }
    )
    assert.strictEqual(said(result, "knee"), says)
  })
})
