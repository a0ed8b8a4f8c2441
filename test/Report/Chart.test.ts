import { assert, describe, it } from "@effect/vitest"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Canvas from "../../src/Report/Chart/Canvas.ts"
import type { Name } from "../../src/Report/Chart/Chart.ts"
import { charts, svgs } from "../../src/Report/Chart.ts"
import { flightOf, flown } from "./Html/flown.ts"
import { contestant, lap, lineUp, partial, race, raced, troubled } from "./staged.ts"

const named = (result: RaceResult, name: Name) => {
  const chart = charts(result).find((each) => each.name === name)
  assert.isDefined(chart)
  return chart
}
const drawn = (result: RaceResult, name: Name, form: "wide" | "narrow" = "wide") =>
  Canvas.draw(named(result, name).drawing(form))
const tips = (svg: string): ReadonlyArray<string> =>
  [...svg.matchAll(/ data-tip="([^"]*)"/g)].map(([, tip]) => tip ?? "")
const count = (svg: string, part: string): number => svg.split(part).length - 1

const one = (...flights: ReadonlyArray<Parameters<typeof flightOf>[0]>): RaceResult =>
  race(
    flights.map((flight, index) =>
      contestant(`model-${index}`, { flight: flightOf(flight), in_flight_max: flight.slots })
    ),
    []
  )

describe("Chart", () => {
  it("draws one bar for each request that was sent inside the window, in either form", () => {
    const result = one({ slots: 1, requests: 60, requestMs: 7.5 }, { slots: 4, requests: 200, requestMs: 8 })
    for (const [form, windowMs] of [
      ["wide", 200],
      ["narrow", 80]
    ] as const) {
      const svg = drawn(result, "flight", form)
      const sent = result.contestants.flatMap(({ flight }) => flight.filter(({ start_ms }) => start_ms < windowMs))
      assert.strictEqual(tips(svg).length, sent.length)
      assert.include(svg, `>${windowMs}</text>`)
    }
  })

  it("gives throttled requests, retries and failures a colour of their own, and says which", () => {
    const svg = drawn(one({ slots: 8, requests: 80, requestMs: 8, throttledEvery: 9 }), "flight")
    const throttled = tips(svg).filter((tip) => tip.includes("throttled")).length
    const again = tips(svg).filter((tip) => tip.endsWith("attempt 2")).length
    assert.isAbove(throttled, 0)
    assert.isAbove(again, 0)
    assert.strictEqual(count(svg, 'fill="var(--throttled)"'), throttled + 1)
    assert.strictEqual(count(svg, 'fill="var(--retry)"'), again + 1)
    assert.strictEqual(count(svg, 'fill="var(--failed)"'), 0)
    assert.notInclude(drawn(one({ slots: 8, requests: 80, requestMs: 8 }), "flight"), "throttled")
  })

  it("frames batches, and says what each carries", () => {
    const flight = flightOf({ slots: 1, requests: 10, requestMs: 8 })
    const batched = drawn(race([contestant("a", { flight, batch: 25 })], []), "flight")
    assert.include(batched, "25 items each")
    assert.strictEqual(count(batched, 'stroke="var(--m0)"'), 10)
    assert.notInclude(drawn(race([contestant("a", { flight })], []), "flight"), 'stroke="var(--m0)"')
  })

  it("leaves out the second of a model before the only one of another, and says how many", () => {
    const flight = flightOf({ slots: 2, requests: 20, requestMs: 8 })
    const swept = Array.from({ length: 12 }, (_, index) =>
      contestant(`for-each:concurrency=${index + 1}`, {
        flight,
        in_flight_max: index + 1,
        laps: [lap(1, 1000 + index)]
      })
    )
    const result = raced([...swept, contestant("sequential", { flight, in_flight_max: 1, laps: [lap(1, 100)] })])
    const svg = drawn(result, "flight")
    assert.include(svg, ">sequential</text>")
    assert.strictEqual(count(svg, "items/s</text>"), 10)
    assert.include(named(result, "flight").caption, "3 contestants left out")
  })

  it("stays small when hundreds are in flight", () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      contestant(`model-${index}`, {
        in_flight_max: null,
        flight: flightOf({ slots: 500, requests: 500, requestMs: 90 })
      })
    )
    const chart = named(race(many, []), "flight").drawing("wide")
    assert.isBelow(chart.height, 2_500)
    assert.isBelow(tips(Canvas.draw(chart)).length, 3_001)
  })

  it("draws a line for each contestant that has a figure", () => {
    for (const name of ["throughput", "latency", "cpu", "opening", "memory"] as const) {
      assert.strictEqual(tips(drawn(flown, name)).length, flown.contestants.length, name)
    }
    assert.strictEqual(tips(drawn(flown, "timeline")).length, flown.contestants.length)
  })

  it("tells why one is not ranked, and what went wrong beside the speed", () => {
    const svg = drawn(flown, "throughput")
    assert.include(svg, "1,272 retries, 1,272 throttled, 12 rejected</text>")
    assert.isTrue(tips(svg).some((tip) => tip.startsWith("stream") && tip.includes("embedded DynamoDB was the limit")))
    assert.strictEqual(count(svg, "stroke-dasharray"), 1)
  })

  it("draws one line for each model, with the wall at its end and Little's law beside", () => {
    const svg = drawn(flown, "in-flight")
    assert.strictEqual(tips(svg).length, flown.contestants.length)
    assert.strictEqual(count(svg, '<polyline points="'), 3 + count(svg, 'stroke-opacity="0.6"'))
    for (const words of ["client CPU", "only waits", "capacity", "not ranked", "in flight ÷ 8.0 ms", "× 25 items"]) {
      assert.include(svg, words)
    }
  })

  it("draws a model over the wire as one of its own, with diamonds", () => {
    const sdk = contestant("for-each", { laps: [lap(1, 1800, { in_flight_mean: 31 })] })
    const wire = contestant("for-each:transport=wire", {
      strategy: "for-each",
      transport: "wire",
      laps: [lap(1, 3900, { in_flight_mean: 31 })]
    })
    const both = drawn(raced([sdk, wire]), "in-flight")
    const diamonds = (svg: string) => count(svg, '<polygon points="') + count(svg, "Z")
    for (const name of [">for-each<", ">for-each over the wire<"]) assert.include(both, name)
    const alone = drawn(raced([sdk]), "in-flight")
    assert.strictEqual(diamonds(both) - diamonds(alone), 1)
  })

  it("knows where a model ran that has no bound, once it was measured", () => {
    const unbounded = contestant("unbounded", { in_flight_max: null, laps: [lap(1, 1690)] })
    const without = charts(raced([unbounded])).map(({ name }) => name)
    assert.notInclude(without, "in-flight")
    const measured = { ...unbounded, laps: [lap(1, 1690, { in_flight_mean: 296 })] }
    assert.include(
      charts(raced([measured])).map(({ name }) => name),
      "in-flight"
    )
  })

  it("has no chart for what there are no figures of", () => {
    assert.deepStrictEqual(charts(race([], [])), [])
    assert.deepStrictEqual(charts(race([contestant("sequential")], [])), [])
    assert.notInclude(
      charts(partial).map(({ name }) => name),
      "flight"
    )
    for (const result of [lineUp, troubled, partial]) for (const { svg } of svgs(result)) assert.notInclude(svg, "NaN")
  })

  it("makes files that stand alone, in light and dark, without a script or a tip", () => {
    const files = svgs(flown)
    assert.deepStrictEqual(
      files.map(({ name }) => name),
      ["flight", "throughput", "in-flight", "latency", "timeline", "cpu", "opening", "memory"]
    )
    for (const { svg, title } of files) {
      assert.include(svg, `<title>${title}</title>`)
      assert.include(svg, "prefers-color-scheme:dark")
      const declared = new Set([...svg.matchAll(/(--\w+):#/g)].map(([, name]) => name))
      for (const [, used] of svg.matchAll(/var\((--\w+)\)/g)) assert.isTrue(declared.has(used), used)
      assert.notMatch(svg, /<script|data-tip|style="|class="|ecmeta|href|NaN/)
    }
  })

  it("draws the same twice", () => {
    assert.deepStrictEqual(svgs(flown), svgs(flown))
  })
})
