import { assert, describe, it } from "@effect/vitest"
import type { Change } from "../../src/domain/Baseline.ts"
import type { ContestantResult } from "../../src/domain/RaceResult.ts"
import { alone, changes } from "../../src/Race/Baseline.ts"
import { confidenceOf, goesOn } from "../../src/Race/Rounds.ts"
import * as Student from "../../src/Race/Student.ts"
import type { Raced } from "../../src/Race/Verdicts.ts"
import * as Welch from "../../src/Race/Welch.ts"
import { contestant, crashed, crashedLap, lap } from "../Report/staged.ts"
import { drawing, type Field, identical, led, shareOf } from "./drawn.ts"

const usual = { confidence: 0.95, threshold: 0.03 }

/** 5 %, and what chance may add in a thousand races. */
const falseAtMost = 0.065
/** Welch's t is an approximation: of numbers of rounds that are as far apart as these a percent more is called. */
const falseOfUnevenAtMost = 0.08

const of = (name: string, ...rates: ReadonlyArray<number | null>): ContestantResult =>
  contestant(name, { laps: rates.flatMap((rate, index) => (rate === null ? [] : [lap(index + 1, rate)])) })

const raced = (ranked: ReadonlyArray<Raced>): ReadonlyArray<ContestantResult> =>
  ranked.map(({ name, rates }) => contestant(name, { laps: Array.from(rates, ([round, rate]) => lap(round, rate)) }))

const isDecided = ({ verdict }: Change) => verdict === "faster" || verdict === "slower"

describe("of a thousand pairs of drawn races", () => {
  const on = (field: Field, factor: number): Field => ({ ...field, rates: field.rates.map((rate) => rate * factor) })

  it.each([
    { contestants: 2, drift: 1, before: 6, now: 6, atMost: falseAtMost },
    { contestants: 2, drift: 0.8, before: 6, now: 6, atMost: falseAtMost },
    { contestants: 8, drift: 1, before: 6, now: 6, atMost: falseAtMost },
    { contestants: 8, drift: 1.25, before: 6, now: 6, atMost: falseAtMost },
    { contestants: 15, drift: 0.8, before: 6, now: 6, atMost: falseAtMost },
    { contestants: 8, drift: 0.8, before: 6, now: 24, atMost: falseOfUnevenAtMost }
  ])(
    "hardly any alarms: $contestants as they were, a machine $drift times as fast, $before and $now rounds",
    ({ atMost, before, contestants, drift, now }) => {
      const { race } = drawing(23)
      const field = { rates: identical(contestants), noise: 0.03 }
      const alarms = shareOf(() =>
        changes(raced(race(field, before)), raced(race(on(field, drift), now)), usual).changes.some(isDecided)
      )
      assert.isAtMost(alarms, atMost)
    }
  )

  it.each([2, 5])("hardly any alarms: %d as they were, in races that end when enough is known", (contestants) => {
    const { raceWhile } = drawing(29)
    const field = { rates: identical(contestants), noise: 0.03 }
    const race = () => raced(raceWhile(field, (done, ranked) => goesOn("auto", done, ranked, usual.threshold)))
    const terms = { ...usual, confidence: confidenceOf("auto") }
    assert.isAtMost(
      shareOf(() => changes(race(), race(), terms).changes.some(isDecided)),
      falseAtMost
    )
  })

  it.each([
    [2, 6, 1, 0.9],
    [2, 6, 0.8, 0.9],
    [8, 6, 1, 0.7],
    [8, 8, 0.8, 0.88]
  ])(
    "of %d contestants one that is 10 %% slower is found in %d rounds each, on a machine %d times as fast",
    (contestants, rounds, drift, atLeast) => {
      const { race } = drawing(31)
      const found = shareOf(() => {
        const before = race({ rates: led(contestants, 1 / 0.9 - 1), noise: 0.03 }, rounds)
        const now = race(on({ rates: identical(contestants), noise: 0.03 }, drift), rounds)
        return changes(raced(before), raced(now), usual).changes.at(-1)?.verdict === "slower"
      })
      assert.isAtLeast(found, atLeast)
    }
  )
})

const steady = [100, 101, 99, 100, 101, 99]
const times = (rates: ReadonlyArray<number>, factor: number) => rates.map((rate) => rate * factor)
const turned = [99, 100, 101, 99, 100, 101]

describe("a change", () => {
  it("is of the ratio to the reference, by Welch's t over its log", () => {
    const before = [of("a", ...steady), of("b", ...times(turned, 2))]
    const now = [of("a", ...times(turned, 0.5)), of("b", ...times(steady, 0.8))]
    const { changes: all, reference } = changes(before, now, usual)
    assert.strictEqual(reference, "a")
    assert.lengthOf(all, 1)
    const logs = (over: ReadonlyArray<number>, under: ReadonlyArray<number>) =>
      over.map((rate, index) => Math.log(rate / (under[index] ?? 1)))
    const welch = Welch.difference(logs(times(steady, 0.8), times(turned, 0.5)), logs(times(turned, 2), steady))
    const { difference, standardError } = welch
    const reach = Student.critical(0.05, welch.degreesOfFreedom) * standardError
    assert.approximately(all[0]?.ratio ?? 0, Math.exp(difference), 1e-12)
    assert.approximately(all[0]?.low ?? 0, Math.exp(difference - reach), 1e-12)
    assert.approximately(all[0]?.high ?? 0, Math.exp(difference + reach), 1e-12)
    assert.deepInclude(all[0], { name: "b", rounds: 6, rounds_before: 6, verdict: "slower" })
  })

  it("is none where all have become slower alike, and is of those alone that have not", () => {
    const before = [of("a", ...steady), of("b", ...turned), of("c", ...times(turned, 3))]
    const verdicts = (...now: ReadonlyArray<ContestantResult>) =>
      changes(before, now, usual).changes.map(({ name, verdict }) => [name, verdict])
    assert.deepStrictEqual(
      verdicts(of("a", ...times(steady, 0.8)), of("b", ...times(turned, 0.8)), of("c", ...times(turned, 2.4))),
      [
        ["b", "same"],
        ["c", "same"]
      ]
    )
    assert.deepStrictEqual(verdicts(of("a", ...steady), of("b", ...times(turned, 1.2)), of("c", ...times(turned, 2))), [
      ["b", "faster"],
      ["c", "slower"]
    ])
  })

  it("excludes 1 where and only where it is decided", () => {
    const { race } = drawing(37)
    const seen = new Set<string>()
    for (let nth = 0; nth < 200; nth++) {
      const rates = [100, 100, 103, 103]
      const before = raced(race({ rates, noise: 0.03 }, 7))
      const now = raced(race({ rates: [100, 107, 103, 97], noise: 0.03 }, 8))
      for (const { high, low, p, verdict } of changes(before, now, usual).changes) {
        seen.add(verdict)
        assert.strictEqual(verdict === "faster", (low ?? 0) > 1)
        assert.strictEqual(verdict === "slower", (high ?? 2) < 1)
        assert.strictEqual(verdict === "faster" || verdict === "slower", (p ?? 1) <= 0.05)
      }
    }
    assert.includeMembers([...seen], ["faster", "slower", "not-decided"])
  })

  it("is not decided by rounds that do not count, or are too few", () => {
    const reference = of("a", ...steady)
    const changed = (now: ContestantResult) =>
      changes([reference, of("b", ...steady)], [reference, now], usual).changes[0]
    const slow = times(steady, 0.5)
    assert.deepInclude(changed(of("b", ...slow.slice(0, 5))), {
      rounds: 5,
      rounds_before: 6,
      verdict: "too-few-rounds"
    })
    assert.isNull(changed(of("b", ...slow.slice(0, 5)))?.p)
    const short = slow.map((rate, index) => lap(index + 1, rate, index === 0 ? { marks: ["short"] } : {}))
    assert.deepInclude(changed(contestant("b", { laps: short })), { rounds: 5, verdict: "too-few-rounds" })
    const out = { crashes: [1, 2].map((round) => ({ round, reason: "lost" })), laps: [crashedLap(1), crashedLap(2)] }
    assert.deepInclude(changed(contestant("b", out)), {
      rounds: 0,
      ratio: null,
      low: null,
      high: null,
      p: null,
      verdict: "too-few-rounds"
    })
  })

  it("is of the rate alone of who is alone, and includes what the machine did", () => {
    const { changes: all, reference } = changes(
      [of("a", ...steady)],
      [of("a", ...times(steady, 0.8)), of("b", 1)],
      usual
    )
    assert.isNull(reference)
    assert.deepInclude(all[0], { name: "a", verdict: "slower" })
    const asked = changes([of("a", ...steady)], [of("a", ...turned), of("b", 1)], { ...usual, reference: "a" })
    assert.isNull(asked.reference)
    assert.lengthOf(asked.changes, 1)
    assert.deepStrictEqual(changes([of("a", 1)], [of("b", 1)], usual), { reference: null, changes: [] })
  })
})

describe("the reference", () => {
  const three = [of("for-each", ...steady), of("sequential", ...turned), of("stream", ...steady)]

  it("is the one that is asked for, else sequential, else the first that has rounds enough in both", () => {
    const found = (before: ReadonlyArray<ContestantResult>, now: ReadonlyArray<ContestantResult>, reference?: string) =>
      changes(before, now, reference === undefined ? usual : { ...usual, reference }).reference
    assert.strictEqual(found(three, three), "sequential")
    assert.strictEqual(found(three, three, "stream"), "stream")
    const few = three.map((one) => (one.name === "sequential" ? of(one.name, 1, 2) : one))
    assert.strictEqual(found(few, three), "for-each")
    assert.strictEqual(found(three, few), "for-each")
    const none = three.map(({ name }) => of(name))
    assert.strictEqual(found(none, three), "for-each")
    assert.strictEqual(found(crashed.contestants, crashed.contestants), "for-each:concurrency=32")
  })

  it("and who is in one alone are not compared", () => {
    const now = [...three.slice(1), of("unbounded", ...steady)]
    assert.deepStrictEqual(
      changes(three, now, usual).changes.map(({ name }) => name),
      ["stream"]
    )
    assert.deepStrictEqual(alone(three, now), { only_before: ["for-each"], only_now: ["unbounded"] })
  })
})
