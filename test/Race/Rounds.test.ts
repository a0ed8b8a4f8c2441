import { assert, describe, it } from "@effect/vitest"
import { confidenceOf, goesOn, most, type Rounds } from "../../src/Race/Rounds.ts"
import type { Raced } from "../../src/Race/Verdicts.ts"
import { drawing, identical, led } from "./drawn.ts"

const threshold = 0.03

/** Rounds that a race runs in which some laps of a contestant do not count. */
const roundsOf = (rounds: Rounds, rates: ReadonlyArray<number>, missing: ReadonlyArray<number> = [], noise = 0.03) => {
  const counted = (ranked: ReadonlyArray<Raced>): ReadonlyArray<Raced> =>
    ranked.map(({ name, rates }, nth) => ({
      name,
      rates: new Map(Array.from(rates).filter(([round]) => nth > 0 || !missing.includes(round)))
    }))
  let run = 0
  drawing(3).raceWhile({ rates, noise }, (done, ranked) => {
    run = done
    return goesOn(rounds, done, counted(ranked), threshold)
  })
  return run
}

describe("a fixed number of rounds", () => {
  it.each([1, 2, 5, 6, 7, 30])("of %d is what is run where all count", (rounds) => {
    assert.strictEqual(roundsOf(rounds, identical(3)), rounds)
    assert.strictEqual(most(rounds), rounds)
    assert.strictEqual(confidenceOf(rounds), 0.95)
  })

  it.each<readonly [why: string, rounds: number, missing: ReadonlyArray<number>, run: number]>([
    ["one for each that did not count", 6, [2], 7],
    ["for those that did not count either", 6, [2, 7], 8],
    ["three at most", 6, [2, 4, 5], 9],
    ["none where three do not suffice", 6, [1, 2, 3, 4], 6],
    ["no more as soon as what is left does not suffice", 6, [1, 2, 3, 7], 7],
    ["none where enough are left", 8, [1, 2], 8],
    ["one where they are one too few", 8, [1, 2, 3], 9],
    ["none to a race too short for a verdict", 5, [2], 5]
  ])("adds %s: %d, without %j", (_, rounds, missing, run) => {
    assert.strictEqual(roundsOf(rounds, identical(3), missing), run)
  })

  it("adds nothing for one contestant, nor for nobody", () => {
    assert.strictEqual(roundsOf(6, [100], [2]), 6)
    assert.strictEqual(roundsOf(6, []), 6)
  })
})

describe("as many rounds as it takes", () => {
  it("shares what may go wrong among four looks", () => {
    assert.strictEqual(confidenceOf("auto"), 0.9875)
    assert.strictEqual(most("auto"), 48)
  })

  it("are few where one is far ahead, or all are surely the same", () => {
    assert.strictEqual(roundsOf("auto", led(4, 1)), 6)
    assert.strictEqual(roundsOf("auto", identical(4), [], 0.001), 6)
  })

  it("are few where there is nothing to decide", () => {
    assert.strictEqual(roundsOf("auto", [100]), 6)
    assert.strictEqual(roundsOf("auto", []), 6)
  })

  it("are more where too few count at the first look", () => {
    assert.strictEqual(roundsOf("auto", led(4, 1), [2]), 12)
  })

  it("end at a look, at the fourth whatever is known", () => {
    assert.strictEqual(roundsOf("auto", led(2, 0.06)), 12)
    assert.strictEqual(roundsOf("auto", led(2, 0.035)), 24)
    assert.strictEqual(roundsOf("auto", identical(8), [], 0.2), 48)
  })
})
