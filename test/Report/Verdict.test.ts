import { assert, describe, it } from "@effect/vitest"
import type { RaceResult, Summary } from "../../src/domain/RaceResult.ts"
import type { Pair, Rival } from "../../src/domain/Verdict.ts"
import { verdict } from "../../src/Report/Verdict.ts"
import { contestant, crashed, lineUp, partial, race, raced, standing, steady } from "./staged.ts"

const rival = (name: string, verdict: Rival["verdict"], ratio = 1.32, half = 0.05, rounds = 6): Rival => ({
  name,
  rounds,
  ratio,
  low: ratio - half,
  high: ratio + half,
  verdict
})

const rate = (items_per_s: number) => ({ median: items_per_s, min: items_per_s, max: items_per_s })

/** Of whom `a` leads. */
const led = (rivals: ReadonlyArray<Rival>, summary: Partial<Summary> = {}): RaceResult => {
  const names = ["a", ...rivals.map(({ name }) => name)]
  return race(
    names.map((name) => contestant(name)),
    names.map((name) => standing(name, { laps: 6, items_per_s: rate(100) })),
    {
      verdict: {
        leader: "a",
        winner: rivals.every(({ verdict }) => verdict === "slower") ? "a" : null,
        rivals,
        confidence: 0.95,
        threshold: 0.03
      },
      ...summary
    }
  )
}

const meaning = "(± is half of the 95% interval over the rounds)"

describe("of a winner", () => {
  it("says how much faster it ran, in one sentence", () => {
    assert.deepStrictEqual(verdict(led([rival("b", "slower")])), ["a ran 1.32 ± 0.05 times faster than b", meaning])
  })

  it("goes on below it, the nearest rival first and their figures below one another", () => {
    assert.deepStrictEqual(verdict(led([rival("c", "slower", 208.4, 6), rival("b", "slower", 13.84, 0.41)])), [
      "a ran",
      "  13.8 ± 0.5 times faster than b",
      "     208 ± 6 times faster than c",
      meaning
    ])
  })

  it("names five rivals and counts the others", () => {
    const rivals = ["b", "c", "d", "e", "f", "g", "h"].map((name, index) => rival(name, "slower", 2 + index, 0.01))
    assert.deepStrictEqual(verdict(led(rivals)).slice(5), [
      "  6.00 ± 0.01 times faster than f",
      "  and faster than 2 more, see --json",
      meaning
    ])
  })

  it("says where the difference is below the threshold", () => {
    const says = (ratio: number) => verdict(led([rival("b", "slower", ratio, 0.01)]))[0]
    assert.strictEqual(says(1.02), "a ran 1.02 ± 0.01 times faster than b, by less than 3%")
    assert.strictEqual(says(1.04), "a ran 1.04 ± 0.01 times faster than b")
  })

  it("never says less of the interval than it is", () => {
    assert.strictEqual(verdict(led([rival("b", "slower", 208, 0.2)]))[0], "a ran 208 ± 1 times faster than b")
  })
})

describe("without a winner", () => {
  it("says that there is none, and who may be as fast", () => {
    assert.deepStrictEqual(verdict(led([rival("b", "not-decided", 1.02, 0.04), rival("c", "slower", 4, 0.1)])), [
      "no clear winner: a leads, but b may be as fast (a ran 1.02 ± 0.04 times as fast)",
      "a ran 4.00 ± 0.10 times faster than c",
      meaning
    ])
    assert.strictEqual(
      verdict(led([rival("b", "not-decided"), rival("c", "not-decided")]))[0],
      "no clear winner: a leads, but b and c may be as fast"
    )
  })

  it("says who is the same, and makes no other claim", () => {
    assert.deepStrictEqual(verdict(led([rival("b", "same", 1.001, 0.01)])), ["a and b are the same within 3%"])
    assert.deepStrictEqual(verdict(led([rival("b", "same"), rival("c", "same")])), [
      "b and c are as fast as a, within 3%"
    ])
  })

  it("says what to type where too few rounds count", () => {
    const few = (rounds: number, summary: Partial<Summary> = {}) =>
      verdict(led([{ ...rival("b", "too-few-rounds"), rounds }], summary))
    assert.deepStrictEqual(few(4), ["no verdict: only 4 rounds count, 6 are needed: race again with --rounds 12"])
    assert.deepStrictEqual(few(1, { rounds_planned: 9 }), [
      "no verdict: only 1 round counts, 6 are needed: race again with --rounds 18"
    ])
    assert.deepStrictEqual(few(3, { rounds_planned: 3 }), [
      "no verdict: only 3 rounds count, 6 are needed: race again with --rounds 6"
    ])
    assert.deepStrictEqual(few(0), ["no verdict: no round counts, 6 are needed"])
    assert.deepStrictEqual(few(3, { stopped: "time-limit" }), [
      "no verdict: only 3 rounds count, 6 are needed: give it a longer --time-limit"
    ])
    assert.deepStrictEqual(few(3, { stopped: "interrupted" }), ["no verdict: only 3 rounds count, 6 are needed"])
  })

  it("tells of those with rounds enough beside one that has not", () => {
    assert.deepStrictEqual(verdict(led([rival("b", "slower"), { ...rival("c", "too-few-rounds"), rounds: 2 }])), [
      "no verdict on c: only 2 rounds count, 6 are needed: race again with --rounds 12",
      "a ran 1.32 ± 0.05 times faster than b",
      meaning
    ])
  })
})

describe("nothing is said", () => {
  it("of one contestant, of none, and while the race goes on", () => {
    assert.deepStrictEqual(verdict(raced([contestant("sequential", { laps: steady(115) })])), [])
    assert.deepStrictEqual(verdict(raced([])), [])
    assert.deepStrictEqual(verdict(partial), [])
  })

  it("of who is not ranked", () => {
    assert.notMatch(verdict(crashed).join("\n"), /child-processes|sequential/)
  })
})

describe("of a race that ends when enough is known", () => {
  const auto = (rounds: number, found: Rival["verdict"], changes: Partial<Summary> = {}) =>
    verdict(led([rival("b", found)], { rounds, rounds_planned: 48, rounds_auto: true, ...changes })).at(-1)

  it("says when it ended", () => {
    assert.include(auto(12, "slower"), "; decided after 12 of at most 48 rounds)")
    assert.strictEqual(auto(12, "same"), "(decided after 12 of at most 48 rounds)")
    assert.include(auto(48, "not-decided"), "; not decided after 48 rounds)")
    assert.include(auto(48, "slower"), "over the rounds)")
    assert.include(
      auto(17, "not-decided", { stopped: "time-limit" }),
      "; the time limit ended the race after 17 rounds)"
    )
  })
})

describe("against a reference", () => {
  const pair = (a: string, b: string, verdict: Pair["verdict"], ratio = 2, rounds = 6): Pair => ({
    ...rival(b, "slower", ratio, 0.1, rounds),
    a,
    b,
    p: 0.01,
    verdict
  })
  const of = (pairs: ReadonlyArray<Pair>) =>
    led([rival("b", "slower"), rival("c", "slower"), rival("d", "slower")], { pairs })

  it("says of each how it compares, from its own side", () => {
    const result = of([
      pair("a", "c", "faster"),
      pair("b", "c", "same"),
      pair("c", "d", "faster", 3),
      pair("a", "b", "faster", 1.5)
    ])
    assert.deepStrictEqual(verdict(result, { reference: "c" }), [
      "a ran 2.00 ± 0.10 times faster than c",
      "b and c are the same within 3%",
      "d ran 3.00 ± 0.10 times slower than c",
      "(± is half of the 95% interval, corrected (Holm) over 4 pairs)"
    ])
  })

  it("may say that it is not decided, and that there were too few rounds", () => {
    const result = of([pair("c", "d", "not-decided", 1.02), pair("a", "c", "too-few-rounds", 1.1, 4)])
    assert.deepStrictEqual(verdict(result, { reference: "c" }).slice(0, 2), [
      "a against c: no verdict, only 4 rounds of 6 count",
      "d against c: not decided (it ran 0.98 ± 0.10 times as fast)"
    ])
  })

  it("that is not ranked tells of the best instead", () => {
    assert.deepStrictEqual(verdict(lineUp, { reference: "nobody" }), verdict(lineUp))
  })
})
