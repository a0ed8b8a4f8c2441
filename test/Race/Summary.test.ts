import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { usEast1 } from "../../src/domain/Price.ts"
import { type ContestantResult, Summary } from "../../src/domain/RaceResult.ts"
import { notRanked } from "../../src/Race/Laps.ts"
import { spreadOf } from "../../src/Race/Spread.ts"
import { summaryOf as judge, type Terms } from "../../src/Race/Summary.ts"
import { contestant, crashedLap, lap } from "../Report/staged.ts"

const terms: Terms = {
  environment: { cores: 2, latency: { p50_ms: 7.55, p99_ms: 16.2 } },
  price: usEast1,
  confidence: 0.95,
  threshold: 0.03
}
const race = { rounds_planned: 6, rounds_auto: false, stopped: null, lap_time_ms: 1_000, duration_ms: 9_000 }
const summaryOf = (contestants: ReadonlyArray<ContestantResult>, isOver = true) =>
  judge(contestants, race, terms, isOver)
const standingsOf = (contestants: ReadonlyArray<ContestantResult>) => summaryOf(contestants).standings

const laps = (...rates: ReadonlyArray<number>) => rates.map((rate, nth) => lap(nth + 1, rate))

describe("spread", () => {
  it.each([
    [[], null],
    [[3], { median: 3, min: 3, max: 3 }],
    [[9, 1, 2], { median: 2, min: 1, max: 9 }],
    [[4, 1, 2, 100], { median: 3, min: 1, max: 100 }]
  ])("of %j", (values, spread) => {
    assert.deepStrictEqual(spreadOf(values), spread)
  })
})

describe("standings", () => {
  it("are by the median, the fastest first", () => {
    const standings = standingsOf([
      contestant("steady", { laps: laps(200, 200, 200) }),
      contestant("slow", { laps: laps(100, 100, 100) }),
      contestant("moody", { laps: laps(900, 90, 210) })
    ])
    assert.deepStrictEqual(
      standings.map(({ items_per_s, name }) => [name, items_per_s?.median]),
      [
        ["moody", 210],
        ["steady", 200],
        ["slow", 100]
      ]
    )
  })

  it("compare inside rounds: what slows a round slows everyone in it", () => {
    const [fast, slow] = standingsOf([
      contestant("slow", { laps: laps(100, 50, 200) }),
      contestant("fast", { laps: laps(200, 100, 400) })
    ])
    assert.deepStrictEqual(fast?.items_per_s, { median: 200, min: 100, max: 400 })
    assert.deepStrictEqual(fast?.times_slowest, { median: 2, min: 2, max: 2 })
    assert.deepStrictEqual(slow?.times_slowest, { median: 1, min: 1, max: 1 })
  })

  it("leave out laps that were void or limited by the engine; the slowest's missing round is nobody's", () => {
    const [fast, slow, lost] = standingsOf([
      contestant("lost", { laps: [lap(1, 5_000, { verified: false, marks: ["void"] })] }),
      contestant("slow", { laps: [lap(1, 100), lap(2, 1, { marks: ["limited-by-engine"] }), lap(3, 100)] }),
      contestant("fast", { laps: [lap(1, 300), lap(2, 900), lap(3, 500)] })
    ])
    assert.deepInclude(fast, { name: "fast", laps: 3, times_slowest: { median: 4, min: 3, max: 5 } })
    assert.deepInclude(slow, { name: "slow", laps: 2, items_per_s: { median: 100, min: 100, max: 100 } })
    const nothing = { items_per_s: null, times_slowest: null, limited_by: null, wcu_per_million_items: null }
    assert.deepInclude(lost, { name: "lost", laps: 0, ...nothing, not_ranked: "void" })
  })

  it("compare with the slowest of those that are ranked, and put the others last", () => {
    const limited = { marks: ["limited-by-engine"] as const }
    const standings = standingsOf([
      contestant("limited", { laps: [lap(1, 10, limited), lap(2, 10, limited), lap(3, 10)] }),
      contestant("void", { laps: [lap(1, 500), lap(2, 500, { verified: false, marks: ["void"] })] }),
      contestant("idle", { laps: [lap(1, 0, { items: 0 })] }),
      contestant("a", { laps: laps(100, 100, 100) }),
      contestant("b", { laps: laps(50, 50, 50) })
    ])
    assert.deepStrictEqual(
      standings.map(({ name, not_ranked, times_slowest }) => [name, times_slowest?.median, not_ranked]),
      [
        ["a", 2, undefined],
        ["b", 1, undefined],
        ["limited", undefined, "embedded-dynamodb"],
        ["void", undefined, "void"],
        ["idle", undefined, "nothing-written"]
      ]
    )
  })

  it("are not verified where a warm-up lost something", () => {
    const of = (changes: Parameters<typeof contestant>[1]) =>
      summaryOf([contestant("a", { laps: laps(1), ...changes })]).verified
    assert.isTrue(of({ warm_up_verified: true }))
    assert.isFalse(of({ warm_up_verified: false }))
  })

  it("count whole files and short laps", () => {
    const [only] = standingsOf([
      contestant("a", { laps: [lap(1, 1, { marks: ["whole-file"] }), lap(2, 1, { marks: ["short"] })] })
    ])
    assert.strictEqual(only?.laps, 2)
  })

  it("of nobody are none", () => {
    assert.deepStrictEqual(standingsOf([]), [])
    assert.deepStrictEqual(standingsOf([contestant("a")])[0]?.items_per_s, null)
  })

  it("say that the engine was the limit of most laps, and of the others what they show", () => {
    const limited = { marks: ["limited-by-engine"] } as const
    const full = { client_cpu_share: 0.95, event_loop: { utilization: 0.99, delay_p99_ms: 4, gc_share: 0.1 } }
    const standings = standingsOf([
      contestant("client", { laps: laps(3, 3).map((lap) => ({ ...lap, ...full })) }),
      contestant("engine", { laps: [lap(1, 2), lap(2, 2, limited), lap(3, 2, limited)] }),
      contestant("both", { laps: [lap(1, 1, { ...limited, ...full }), lap(2, 1)] })
    ])
    assert.deepStrictEqual(Object.fromEntries(standings.map(({ limited_by, name }) => [name, limited_by])), {
      client: "client-cpu",
      engine: "embedded-dynamodb",
      both: "own-waiting"
    })
    assert.strictEqual(standings.find(({ name }) => name === "client")?.evidence?.client_cpu_share, 0.95)
  })

  it("price what was consumed, over all laps that count", () => {
    const consumed = (consumed_wcu: number) => ({ items: 100, consumed_wcu })
    const [only, nothing] = standingsOf([
      contestant("a", {
        laps: [
          lap(1, 100, consumed(100)),
          lap(2, 100, consumed(200)),
          lap(3, 100, { ...consumed(900), marks: ["limited-by-engine"] })
        ]
      }),
      contestant("untold", { laps: [lap(1, 1, consumed(0))] })
    ])
    assert.deepInclude(only, { wcu_per_million_items: 1.5e6, cost_usd_per_million_items: 1.5 * 0.625 })
    assert.deepInclude(nothing, { wcu_per_million_items: null, cost_usd_per_million_items: null })
  })
})

const crash = (round: number) => ({ round, reason: "gone" })

describe("a worker that was lost", () => {
  const steady = contestant("steady", { laps: laps(100, 100, 100) })

  it("takes the lap with it, and no other", () => {
    const [fast, slow] = standingsOf([
      steady,
      contestant("fast", { crashes: [crash(2)], laps: [lap(1, 200), crashedLap(2), lap(3, 400)] })
    ])
    assert.deepInclude(fast, {
      name: "fast",
      laps: 2,
      items_per_s: { median: 300, min: 200, max: 400 },
      times_slowest: { median: 3, min: 2, max: 4 }
    })
    assert.strictEqual(slow?.laps, 3)
  })

  it("is nobody to compare with in that round", () => {
    const [other] = standingsOf([
      contestant("slow", { crashes: [crash(2)], laps: [lap(1, 50), crashedLap(2), lap(3, 50)] }),
      steady
    ])
    assert.deepStrictEqual(other?.times_slowest, { median: 2, min: 2, max: 2 })
  })

  it.each<[string, Parameters<typeof contestant>[1], ReturnType<typeof notRanked>]>([
    ["before the first round", { crashes: [crash(0)], laps: laps(1) }, null],
    ["before the first round, and nothing raced yet", { crashes: [crash(0)] }, null],
    ["in one of two laps", { crashes: [crash(1)], laps: [crashedLap(1), lap(2, 1)] }, null],
    ["in the only lap", { crashes: [crash(1)], laps: [crashedLap(1)] }, "crashed"],
    ["twice", { crashes: [crash(1), crash(2)], laps: [crashedLap(1), crashedLap(2), lap(3, 1)] }, "crashed"],
    ["twice before the first round", { crashes: [crash(0), crash(0)] }, "crashed"],
    ["in another round than the void lap", { crashes: [crash(1)], laps: [lap(1, 1), crashedLap(2)] }, "void"],
    [
      "and items too",
      {
        crashes: [crash(1)],
        laps: [{ ...crashedLap(1), discrepancies: { lost: 1, changed: 0, unsettled: 0 } }, lap(2, 1)]
      },
      "void"
    ],
    [
      "twice, and items too",
      { crashes: [crash(2), crash(3)], laps: [{ ...crashedLap(1) }, crashedLap(2), crashedLap(3)] },
      "void"
    ],
    [
      "in the one lap that the engine did not limit",
      {
        crashes: [crash(1)],
        laps: [crashedLap(1), lap(2, 1, { marks: ["limited-by-engine"] }), lap(3, 1)]
      },
      null
    ]
  ])("%s", (_, changes, reason) => {
    assert.strictEqual(notRanked(contestant("a", changes)), reason)
  })

  it("says nothing of what the limit was", () => {
    const limited = lap(2, 1, { marks: ["limited-by-engine"] })
    const [only] = standingsOf([
      contestant("a", { crashes: [crash(1)], laps: [crashedLap(1), limited, limited, lap(3, 1), crashedLap(1)] })
    ])
    assert.strictEqual(only?.limited_by, "embedded-dynamodb")
  })
})

describe("summary", () => {
  it("can be written where the median of what is counted lies between two", () => {
    const sockets = (most: number) => ({ cap: 32, most, wait_mean_ms: 1 })
    const summary = summaryOf([
      contestant("a", { laps: [lap(1, 100, { sockets: sockets(23) }), lap(2, 100, { sockets: sockets(24) })] })
    ])
    assert.strictEqual(summary.standings[0]?.evidence?.sockets?.most, 23.5)
    assert.deepInclude(Schema.encodeSync(Summary)(summary).standings[0]?.evidence?.sockets, { most: 23.5 })
  })

  it("counts the rounds in which everyone raced", () => {
    const all = [contestant("a", { laps: laps(1, 1, 1) }), contestant("b", { laps: laps(1, 1) })]
    assert.strictEqual(summaryOf(all).rounds, 2)
    assert.strictEqual(summaryOf([...all, contestant("c")]).rounds, 0)
    assert.strictEqual(summaryOf([]).rounds, 0)
  })

  it("counts on without those who are out, until nobody is left", () => {
    const out = contestant("out", { crashes: [crash(1), crash(2)], laps: [crashedLap(1), crashedLap(2)] })
    const once = contestant("once", { crashes: [crash(1)], laps: [crashedLap(1), ...laps(1, 1)] })
    assert.strictEqual(summaryOf([out, contestant("a", { laps: laps(1, 1, 1, 1) })]).rounds, 4)
    assert.strictEqual(summaryOf([out, once, contestant("a", { laps: laps(1, 1, 1, 1) })]).rounds, 3)
    assert.strictEqual(summaryOf([out, out]).rounds, 0)
  })

  it("is not verified where a worker was lost, in a lap or outside one", () => {
    const of = (changes: Parameters<typeof contestant>[1]) => summaryOf([contestant("a", changes)]).verified
    assert.isFalse(of({ crashes: [crash(1)], laps: [crashedLap(1), lap(2, 1)] }))
    assert.isFalse(of({ crashes: [crash(0)], laps: laps(1) }))
  })

  it("is verified where every lap is", () => {
    assert.isTrue(summaryOf([contestant("a", { laps: laps(1) })]).verified)
    assert.isFalse(
      summaryOf([contestant("a", { laps: laps(1) }), contestant("b", { laps: [lap(1, 1, { verified: false })] })])
        .verified
    )
  })
})

describe("a verdict", () => {
  const rates = (by: number) => laps(...[1, 1.01, 0.99, 1.02, 0.98, 1].map((share) => 100 * share * by))
  const fast = contestant("fast", {
    laps: rates(1.5).map((lap, nth) => ({ ...lap, items_per_s: lap.items_per_s + nth }))
  })
  const slow = contestant("slow", { laps: rates(1) })

  it("is told when the race is over, and not before", () => {
    assert.strictEqual(summaryOf([fast, slow]).verdict?.winner, "fast")
    assert.deepStrictEqual(
      summaryOf([fast, slow]).pairs.map(({ a, b, rounds, verdict }) => [a, b, rounds, verdict]),
      [["fast", "slow", 6, "faster"]]
    )
    const { pairs, verdict } = summaryOf([fast, slow], false)
    assert.deepStrictEqual([pairs, verdict], [[], null])
  })

  it.each<[string, Partial<(typeof slow.laps)[number]>]>([
    ["short", { marks: ["short"] }],
    ["limited by the engine", { marks: ["limited-by-engine"] }],
    ["of nothing", { items: 0 }]
  ])("does without a round in which a lap was %s", (_, changes) => {
    const five = { ...slow, laps: slow.laps.map((lap, nth) => (nth === 2 ? { ...lap, ...changes } : lap)) }
    const { pairs, verdict } = summaryOf([fast, five])
    assert.deepStrictEqual([verdict?.winner, verdict?.rivals[0]?.rounds], [null, 5])
    assert.strictEqual(pairs[0]?.verdict, "too-few-rounds")
  })

  it("counts a whole file, and a lap that breaks Little's law", () => {
    const marked = {
      ...slow,
      laps: slow.laps.map((lap) => ({ ...lap, marks: ["whole-file", "littles-law"] as const }))
    }
    assert.strictEqual(summaryOf([fast, marked]).verdict?.winner, "fast")
  })

  it("leaves out who is not ranked", () => {
    const lost = contestant("lost", {
      laps: rates(9).map((lap) => ({ ...lap, verified: false, marks: ["void"] as const }))
    })
    assert.strictEqual(summaryOf([fast, slow, lost]).verdict?.winner, "fast")
    assert.deepStrictEqual(summaryOf([lost]).verdict?.leader, null)
  })
})
