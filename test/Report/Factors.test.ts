import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck, Schema } from "effect"
import type { ContestantResult, RaceResult } from "../../src/domain/RaceResult.ts"
import * as Paired from "../../src/Race/Paired.ts"
import * as Race from "../../src/Race.ts"
import { type Factor, type Factors, factors } from "../../src/Report/Factors.ts"
import * as Html from "../../src/Report/Html.ts"
import * as Markdown from "../../src/Report/Markdown.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestants, generated, steady } from "../Race/simulated.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { baseline, contestant, factored, lineUp, raced, slowed, unlike } from "./staged.ts"

const found = (result: RaceResult): Factors => {
  const all = factors(result)
  assert.isNotNull(all)
  return all
}

/** Of a race of the baseline and one other. */
const only = (other: ContestantResult, change: (result: RaceResult) => RaceResult = (result) => result): Factor =>
  found(change(raced([baseline, other]))).factors[0]

const words = (result: RaceResult) => factors(result)?.factors.map(({ words }) => words) ?? []

const six = [1.1, 1.2, 1.1, 1.3, 1.1, 1.2]
const cold = unlike("client=cold", { client: "cold" }, slowed(six))

describe("what makes a put slow", () => {
  it("is said of each that differs in one thing, in the order of the race", () => {
    const { baseline, factors, title } = found(factored)
    assert.strictEqual(title, "What makes a put slow")
    assert.deepStrictEqual(baseline, { words: "sequential, items of 250 B", p50Ms: 7.5, p99Ms: 16 })
    assert.deepStrictEqual(
      factors.map(({ reason, times, words }) => [words, times?.ratio.toFixed(3) ?? reason]),
      [
        ["no keep-alive", "1.100"],
        ["a client built for each request", "not ranked: the embedded DynamoDB was the limit"],
        ["1 socket for 4 in flight", "3.915"],
        ["items of 1 KB", "1.000"],
        ["items of 400 KB", "only 5 rounds in common with the baseline, 6 are needed"],
        ["a round trip of 20 ms more (an input)", "3.500"]
      ]
    )
  })

  it("is the geometric mean of ratios inside rounds, with the verdict's interval", () => {
    const logs = six.map((ratio) => Math.log(ratio))
    const { high, low, ratio } = Paired.compare(logs, 0.05)
    assert.deepStrictEqual(only(cold).times, { ratio, low, high })
    assert.closeTo(ratio ?? 0, six.reduce((product, each) => product * each, 1) ** (1 / 6), 1e-12)
    const surer = only(cold, (result) => {
      const { verdict } = result.summary
      return { ...result, summary: { ...result.summary, verdict: verdict && { ...verdict, confidence: 0.99 } } }
    })
    assert.strictEqual(surer.times?.low, Paired.compare(logs, 1 - 0.99).low)
  })

  it("pairs rounds by their number, and takes those alone that both have", () => {
    const missesTheFirst = slowed([0.001, 2, 3, 4, 5, 6, 7, 8]).slice(1)
    const missesTheThird = slowed([2, 4, 0.001, 8, 10, 12, 14, 16]).filter(({ round }) => round !== 3)
    const result = raced([
      { ...baseline, laps: missesTheFirst },
      { ...cold, laps: missesTheThird.toReversed() }
    ])
    assert.closeTo(found(result).factors[0].times?.ratio ?? 0, 2, 1e-12)
  })

  it("counts no lap that a verdict does not count", () => {
    const laps = slowed([...six, 100]).map((lap) => ({ ...lap, marks: lap.round === 7 ? (["short"] as const) : [] }))
    const longer = { ...baseline, laps: slowed([1, 1, 1, 1, 1, 1, 1]) }
    const [factor] = found(raced([longer, { ...cold, laps }])).factors
    assert.deepStrictEqual(factor.times, only(cold).times)
  })

  it("has the medians of rounds of p50 and p99", () => {
    const { p50Ms, p99Ms } = only(cold)
    assert.closeTo(p50Ms ?? 0, 7.5 * 1.15, 1e-9)
    assert.closeTo(p99Ms ?? 0, 16 * 1.15, 1e-9)
  })

  it("gives no figure to who is not ranked, nor to anybody where the baseline is not", () => {
    const { p50Ms, p99Ms, times } = found(factored).factors[1] ?? {}
    assert.deepStrictEqual([times, p50Ms, p99Ms], [null, null, null])
    const lost = slowed([...six, 1]).map((lap) => (lap.round === 7 ? { ...lap, verified: false } : lap))
    const { reason, ...figures } = only({ ...cold, laps: lost })
    assert.strictEqual(reason, "not ranked: void, acknowledged items were lost or changed")
    assert.deepInclude(figures, { times: null, p50Ms: null, p99Ms: null })
    const limited = { ...baseline, laps: slowed(six, { marks: ["limited-by-engine"] }) }
    const [factor] = found(raced([limited, cold])).factors
    assert.deepStrictEqual([factor.times, factor.reason], [null, "no round in common with the baseline"])
  })

  it("gives no figure where the means are not known", () => {
    const old = { ...cold, laps: slowed(six, { request_mean_ms: null }) }
    assert.strictEqual(only(old).reason, "no round in common with the baseline")
  })
})

describe("nothing is said", () => {
  it("without a baseline, without factors, and while the race goes on", () => {
    assert.isNull(factors(raced([cold])))
    assert.isNull(factors(lineUp))
    assert.isNull(factors(raced([])))
    assert.isNull(factors(raced([baseline, cold], { isOver: false })))
  })

  it("of who differs in two things", () => {
    const both = unlike("both", { client: "cold", rtt_ms: 20 }, slowed(six))
    assert.deepStrictEqual(words(raced([baseline, both])), [])
    for (const is of [
      { strategy: "stream" },
      { concurrency: 2 },
      { workers: 2 },
      { batch: 25 },
      { transport: "wire" as const }
    ]) {
      assert.deepStrictEqual(words(raced([baseline, { ...cold, ...is }])), [], JSON.stringify(is))
    }
  })

  it("of a pool that is large enough for a model that is another one", () => {
    const pool = (client: ContestantResult["client"], is: Partial<ContestantResult> = {}) =>
      words(
        raced([
          baseline,
          contestant("for-each", { concurrency: 4, in_flight_max: 4, client, laps: slowed(six), ...is })
        ])
      )
    assert.deepStrictEqual(pool("sockets:3"), ["3 sockets for 4 in flight"])
    assert.deepStrictEqual(pool("sockets:4"), [])
    assert.deepStrictEqual(pool("sockets:1", { batch: 25 }), [])
    assert.deepStrictEqual(pool("sockets:1", { in_flight_max: null }), ["1 socket for any number in flight"])
  })

  it("of sockets that each worker has to itself", () => {
    const hybrid = { strategy: "hybrid", workers: 2, concurrency: 16, in_flight_max: 16 }
    const of = (client: ContestantResult["client"], is: Partial<ContestantResult>) =>
      words(raced([{ ...baseline, ...hybrid }, unlike("pool", { ...hybrid, client, ...is }, slowed(six))]))
    assert.deepStrictEqual(of("sockets:4", {}), ["4 sockets for 8 in flight"])
    assert.deepStrictEqual(of("sockets:8", { concurrency: 8, strategy: "worker-threads" }), [])
  })
})

describe("what to do", () => {
  const remedy = (is: Partial<ContestantResult>, operation: RaceResult["operation"] = { _tag: "put" }) =>
    only(unlike("it", is, slowed(six)), (result) => ({ ...result, operation })).remedy

  it("names the units that a size costs, of the operation", () => {
    const large = { item_size_bytes: 10_240 }
    assert.match(remedy(large), /^10 write units instead of 1: /)
    assert.match(remedy(large, { _tag: "get", consistent: true }), /^3 read units instead of 1: /)
    assert.match(remedy(large, { _tag: "get", consistent: false }), /^1\.5 read units instead of 0\.5: /)
    assert.match(remedy(large, { _tag: "scan", consistent: false, page: null }), /^compress them/)
    assert.strictEqual(remedy({ item_size_bytes: 1_024 }), "1 write unit, as before: nothing to be won")
  })

  it("is another thing for each kind", () => {
    const all = [{ client: "cold" }, { client: "no-keep-alive" }, { client: "sockets:1" }, { rtt_ms: 20 }] as const
    assert.strictEqual(new Set(all.map((is) => remedy(is))).size, all.length)
  })
})

describe("what is not measured", () => {
  const notes = (result: RaceResult) => found(result).notes.join("\n")

  it("is said, and what consistency costs", () => {
    const text = notes(factored)
    assert.include(text, "a strongly consistent read counts 1 read unit per 4 KB, an eventually consistent one 0.5")
    assert.match(text, /not measured here, .*: hot keys, sorted keys, throttling/)
    assert.match(text, /answers all sizes alike/)
    assert.match(text, /connecting costs a round trip \(TCP\), and with TLS two or more/)
    assert.match(text, /^× is of the mean latency .*95% interval/)
  })

  it("is no more than bears upon the race", () => {
    const far = unlike("rtt=20ms", { rtt_ms: 20 }, slowed(six))
    assert.notMatch(notes(raced([baseline, far])), /connecting|all sizes/)
    const { environment, ...rest } = factored
    const elsewhere = notes({ ...rest, environment: { ...environment, backend: "endpoint" } })
    assert.notMatch(elsewhere, /embedded|loopback/)
    assert.include(elsewhere, "not measured here: hot keys")
  })
})

describe("in what is printed", () => {
  const pages = (result: RaceResult) => [
    render(result, { width: 80, color: false }),
    Markdown.render(result),
    Html.render(result)
  ]

  it("stands where the race says it, and nowhere else", () => {
    for (const page of pages(factored)) assert.include(page, "What makes a put slow")
    for (const page of pages(lineUp)) assert.notInclude(page, "What makes a")
  })

  it("says the operation", () => {
    const reads = { ...factored, operation: { _tag: "get", consistent: false } as const }
    for (const page of pages(reads)) assert.include(page, "What makes a get slow")
  })

  it("has every factor, its figure or why there is none, and what to do", () => {
    for (const page of pages(factored)) {
      for (const said of [
        "1 socket for 4 in flight",
        "not ranked: the embedded DynamoDB was the limit",
        "3.91 ± 0.96",
        "build the client once",
        "hot keys"
      ]) {
        assert.include(page, said)
      }
    }
  })

  it("is a table of as many cells in each line of Markdown", () => {
    const [, table = ""] = Markdown.render(factored).split("\n\n")
    const lines = table.split("\n")
    assert.lengthOf(lines, 9)
    for (const line of lines) assert.lengthOf(line.split("|"), 7)
  })

  it("is figures beside words at 80 columns, and below them where there is less room", () => {
    const lines = (width: number) => render(factored, { width, color: false }).split("\n")
    assert.isTrue(
      lines(80).some((line) => /^a round trip of 20 ms more \(an input\) +3\.50 ± 0\.00 +26\.3 +56\.0$/.test(line))
    )
    assert.isTrue(lines(60).includes("  3.50 ± 0.00 × mean latency · p50 26.3 p99 56.0 ms"))
  })
})

const mean = FastCheck.double({ min: 0, noNaN: true })

it.prop(
  "whatever the means, no line is wider than the screen, and each figure is one",
  [
    FastCheck.array(mean, { minLength: 7, maxLength: 7 }),
    FastCheck.array(mean, { minLength: 7, maxLength: 7 }),
    Schema.Int.pipe(Schema.between(20, 160))
  ],
  ([ours, theirs, width]) => {
    const took = (contestant: ContestantResult, means: ReadonlyArray<number>) => ({
      ...contestant,
      laps: slowed(means.map(() => 1)).map((lap, index) => ({ ...lap, request_mean_ms: means[index] ?? null }))
    })
    const text = render(raced([took(baseline, ours), took(cold, theirs)]), { width, color: false })
    for (const line of text.split("\n")) assert.isAtMost([...line].length, width)
    assert.notMatch(text, /NaN|Infinity|undefined/)
  }
)

describe("a race in which it is exact", () => {
  it.effect("20 ms more than 10 are three times as much", () =>
    Effect.gen(function* () {
      const result = yield* Race.run({
        contestants: contestants("sequential", "sequential:rtt=20ms", "sequential:item-size=1KB", "for-each:rtt=20ms"),
        source: generated(),
        cpu: null,
        rounds: 6,
        lapTimeMs: 300,
        items: null,
        budgetMs: null,
        timeLimitMs: null,
        seed: 1
      }).pipe(Effect.provide(steady()), inVirtualTime)
      assert.deepStrictEqual(
        found(result).factors.map(({ reason, times, words }) => [words, times?.ratio.toFixed(3), reason]),
        [
          ["a round trip of 20 ms more (an input)", "3.000", null],
          ["items of 1 KB", "1.000", null]
        ]
      )
    })
  )
})
