import { assert, describe, it } from "@effect/vitest"
import type { Lap } from "../../src/domain/RaceResult.ts"
import { warnings } from "../../src/Race/Warnings.ts"
import { contestant, lap, race, standing } from "../Report/staged.ts"
import { drawing, identical, shareOf } from "./drawn.ts"

const raced = (contestants: Readonly<Record<string, ReadonlyArray<Lap>>>, notRanked: ReadonlyArray<string> = []) => {
  const ranked = { items_per_s: { median: 100, min: 100, max: 100 } }
  return race(
    Object.entries(contestants).map(([name, laps]) => contestant(name, { laps })),
    Object.keys(contestants).map((name) => standing(name, notRanked.includes(name) ? {} : ranked))
  )
}

const laps = (rates: ReadonlyArray<number>, changes: Partial<Lap> = {}): ReadonlyArray<Lap> =>
  rates.map((rate, nth) => lap(nth + 1, rate, { machine: null, ...changes }))

/** Varies by a hundredth, and goes nowhere. */
const steady = [100, 101, 99, 100, 101, 99]
const noisy = [100, 120, 80, 100, 120, 80]

describe("an outlier", () => {
  it.each([
    [60, 0.603],
    [150, 1.493]
  ])("is far from the others of its contestant: %d", (rate, ratio) => {
    const [outlier, ...others] = warnings(raced({ a: laps([100, 101, 99, rate, 101, 99]), b: laps(steady) }))
    assert.deepStrictEqual(others, [])
    assert.deepInclude(outlier, { _tag: "outlier", contestant: "a", round: 4 })
    assert.approximately(outlier?._tag === "outlier" ? outlier.ratio : 0, ratio, 0.01)
  })

  it("may stand beside another one", () => {
    const found = warnings(raced({ a: laps([100, 60, 99, 60, 101, 99, 100]) }))
    assert.deepStrictEqual(
      found.map((warning) => (warning._tag === "outlier" ? warning.round : null)),
      [2, 4]
    )
  })

  it.each([
    ["less than 10 % away", { a: laps([100, 100.1, 99.9, 91.5, 100.1, 99.9]) }],
    ["as far away as its others", { a: laps([100, 120, 80, 60, 120, 80]) }],
    [
      "no further away than others in its race",
      { a: laps([100, 100, 100, 70, 100, 100]), b: laps(noisy), c: laps(noisy) }
    ],
    ["one of four", { a: laps([100, 101, 60, 99]) }]
  ])("is none where it is %s", (_, contestants) => {
    assert.deepStrictEqual(warnings(raced(contestants)), [])
  })

  it("is none where the lap does not count, or its contestant is not ranked", () => {
    const far = (changes: Partial<Lap>) => [...laps(steady), lap(7, 50, { machine: null, ...changes })]
    assert.lengthOf(warnings(raced({ a: far({}) })), 1)
    assert.deepStrictEqual(warnings(raced({ a: far({ marks: ["short"] }) })), [])
    assert.deepStrictEqual(warnings(raced({ a: far({ marks: ["limited-by-engine"] }) })), [])
    assert.deepStrictEqual(warnings(raced({ a: far({ verified: false, marks: ["void"] }) })), [])
    assert.deepStrictEqual(warnings(raced({ a: far({}) }, ["a"])), [])
  })
})

describe("a drift", () => {
  it.each([
    [[100, 97, 94.5, 91, 88, 85], -0.15],
    [[100, 103, 106, 109.5, 112, 115], 0.15]
  ])("is a steady change: %j", (rates, change) => {
    const [drift, ...others] = warnings(raced({ a: laps(rates), b: laps(steady) }))
    assert.deepStrictEqual(others, [])
    assert.deepInclude(drift, { _tag: "drift", contestant: "a" })
    assert.approximately(drift?._tag === "drift" ? drift.change : 0, change, 0.01)
  })

  it.each([
    ["no more than 5 %", { a: laps([100, 99.2, 98.4, 97.6, 96.8, 96]) }],
    ["not steady", { a: laps([100, 90, 103, 85, 98, 84]) }],
    ["over four laps", { a: laps([100, 90, 80, 70]) }]
  ])("is none where it is %s", (_, contestants) => {
    assert.deepStrictEqual(warnings(raced(contestants)), [])
  })

  it("is to be surer the more there are that might", () => {
    const drifting = [100, 99.5, 95.5, 95.5, 91.5, 92]
    const others = Array.from({ length: 14 }, (_, nth) => [`c${nth}`, laps(steady)] as const)
    assert.lengthOf(warnings(raced({ a: laps(drifting) })), 1)
    assert.deepStrictEqual(warnings(raced({ a: laps(drifting), ...Object.fromEntries(others) })), [])
  })
})

describe("a busy machine", () => {
  const busyWith = (...cores: ReadonlyArray<number>) =>
    cores.map((other_cores, nth) => lap(nth + 1, 100, { machine: { cores: 2, busy_cores: 1.5, other_cores } }))

  it("is one of which other programs use more than a quarter of a core", () => {
    assert.deepStrictEqual(warnings(raced({ a: busyWith(0.6, 0.1, 0.5), b: busyWith(0.6, 0.1, 0.4) })), [
      { _tag: "busy", other_cores: 0.45, cores: 2, rounds: 2 }
    ])
  })

  it("is none that is busy for a while, or of which nothing is known", () => {
    assert.deepStrictEqual(warnings(raced({ a: busyWith(1.5, 0.25, 0.1), b: busyWith(1.5, 0.25, 0) })), [])
    assert.deepStrictEqual(warnings(raced({ a: laps(steady), b: [] })), [])
  })
})

describe("a quiet race", () => {
  it.each([
    [15, 6, 0.01],
    [15, 6, 0.03],
    [15, 6, 0.05],
    [2, 6, 0.05],
    [6, 30, 0.05]
  ])("has hardly ever a warning: %d contestants, %d rounds", (contestants, rounds, noise) => {
    const { normal } = drawing(23)
    const warned = shareOf(() => {
      const field = identical(contestants).map((rate) =>
        laps(Array.from({ length: rounds }, () => rate * Math.exp(noise * normal())))
      )
      return warnings(raced(Object.fromEntries(field.map((laps, nth) => [`c${nth}`, laps])))).length > 0
    })
    assert.isAtMost(warned, 0.05)
  })
})
