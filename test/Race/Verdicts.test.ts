import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, FastCheck } from "effect"
import { confidenceOf, goesOn } from "../../src/Race/Rounds.ts"
import { pairsOf, type Raced, verdictOf } from "../../src/Race/Verdicts.ts"
import { drawing, type Field, identical, led, shareOf, tied } from "./drawn.ts"

const threshold = 0.03
const usual = { confidence: 0.95, threshold }
const family = { family: 0.05, threshold }

const raced = (name: string, ...rates: ReadonlyArray<number | null>): Raced => ({
  name,
  rates: new Map(rates.flatMap((rate, nth) => (rate === null ? [] : [[nth + 1, rate] as const])))
})

/** 5 %, and what chance may add in a thousand races. */
const falseAtMost = 0.065

describe("a winner of a thousand drawn races", () => {
  const called = (field: Field, rounds: number) => {
    const { race } = drawing(7)
    return shareOf(() => verdictOf(race(field, rounds), usual).winner !== null)
  }
  const found = (contestants: number, by: number, noise: number, rounds: number) => {
    const { race } = drawing(11)
    const best = `c${contestants - 1}`
    return shareOf(() => verdictOf(race({ rates: led(contestants, by), noise }, rounds), usual).winner === best)
  }
  const calledByLooks = (rates: ReadonlyArray<number>) => {
    const { raceWhile } = drawing(13)
    return shareOf(() => {
      const ranked = raceWhile({ rates, noise: 0.03 }, (done, ranked) => goesOn("auto", done, ranked, threshold))
      return verdictOf(ranked, { confidence: confidenceOf("auto"), threshold }).winner !== null
    })
  }

  it.each([2, 8, 15])("is hardly ever one of %d that are identical", (contestants) => {
    assert.isAtMost(called({ rates: identical(contestants), noise: 0.03 }, 6), falseAtMost)
  })

  it("is hardly ever one of two that are ahead of six others and tied", () => {
    assert.isAtMost(called({ rates: tied(8, 0.3), noise: 0.03 }, 6), falseAtMost)
  })

  it.each([
    ["2 that are identical", identical(2)],
    ["8 that are identical", identical(8)],
    ["15 that are identical", identical(15)],
    ["two that are tied ahead of six", tied(8, 0.3)]
  ])("is hardly ever one of %s, where a race looks several times", (_, rates) => {
    assert.isAtMost(calledByLooks(rates), falseAtMost)
  })

  it.each([
    [2, 0.9],
    [8, 0.9],
    [15, 0.88]
  ])("of %d is found where it is 10 % ahead: 6 rounds, 3 % noise", (contestants, atLeast) => {
    assert.isAtLeast(found(contestants, 0.1, 0.03, 6), atLeast)
  })

  it.each([
    [2, 30],
    [8, 30],
    [15, 36]
  ])("of %d is found where it is 1 % ahead: %d rounds, 1 % noise", (contestants, rounds) => {
    assert.isAtLeast(found(contestants, 0.01, 0.01, rounds), 0.8)
  })
})

describe("a verdict", () => {
  const verdicts = (ranked: ReadonlyArray<Raced>, options = usual) => {
    const { leader, rivals, winner } = verdictOf(ranked, options)
    return { leader, winner, rivals: rivals.map(({ name, verdict }) => [name, verdict]) }
  }

  it("calls no winner of nobody, nor of one", () => {
    assert.deepStrictEqual(verdicts([]), { leader: null, winner: null, rivals: [] })
    assert.deepStrictEqual(verdicts([raced("a", 1, 2, 3, 4, 5, 6)]), { leader: "a", winner: null, rivals: [] })
    assert.deepStrictEqual(verdicts([raced("a")]), { leader: "a", winner: null, rivals: [] })
  })

  it("is against each, in the order of the standings", () => {
    const ranked = [
      raced("clearly slower", 50, 51, 49, 50, 51, 49),
      raced("leader", 100, 101, 99, 100, 101, 99),
      raced("the same", 99.9, 101, 99, 99.8, 101, 99),
      raced("uncertain", 90, 120, 80, 90, 110, 95),
      raced("too few", 50, 51, 49, 50, 51, null)
    ]
    assert.deepStrictEqual(verdicts(ranked), {
      leader: "leader",
      winner: null,
      rivals: [
        ["clearly slower", "slower"],
        ["the same", "same"],
        ["uncertain", "not-decided"],
        ["too few", "too-few-rounds"]
      ]
    })
    assert.strictEqual(verdicts(ranked.slice(0, 2)).winner, "leader")
    assert.strictEqual(verdicts([...ranked.slice(0, 2), raced("absent")]).winner, null)
  })

  it("is slower, not the same, where the interval excludes 1 within the threshold", () => {
    const steady = raced("a", 102, 102.1, 102, 102.1, 102, 102.1)
    const slower = raced("b", 100, 100, 100, 100, 100, 100)
    assert.deepStrictEqual(verdicts([steady, slower]), { leader: "a", winner: "a", rivals: [["b", "slower"]] })
  })

  it("is the same of two that do not differ at all, whatever the threshold", () => {
    const alike = [raced("a", 1, 2, 3, 4, 5, 6), raced("b", 1, 2, 3, 4, 5, 6)]
    const rivals = [["b", "same"]]
    assert.deepStrictEqual(verdicts(alike, { ...usual, threshold: 0 }), { leader: "a", winner: null, rivals })
  })

  it("is led by who is faster in the rounds that all share, not by who missed rounds in which all were slow", () => {
    const lucky = raced("lucky", 500, 500, 100, 101, 99, 100, 101, 99)
    const better = raced("better", null, null, 111, 110, 112, 111, 110, 112)
    const { leader, rivals, winner } = verdictOf([lucky, better], usual)
    assert.deepInclude({ leader, winner }, { leader: "better", winner: "better" })
    assert.deepInclude(rivals[0], { name: "lucky", rounds: 6, verdict: "slower" })
  })
})

describe("pairs", () => {
  it("call hardly ever any of 8 that are identical different", () => {
    const { race } = drawing(17)
    const called = shareOf(() =>
      pairsOf(race({ rates: identical(8), noise: 0.03 }, 6), family).some(({ verdict }) => verdict === "faster")
    )
    assert.isAtMost(called, falseAtMost)
  })

  it("are every two, the one with the better mean first", () => {
    const ranked = [raced("a", 1, 1, 1, 1, 1, 1), raced("b", 3, 3.1, 3, 3.2, 3, 3), raced("c", 1, 1, 1, 1, 1)]
    const pairs = pairsOf(ranked, family)
    assert.deepStrictEqual(
      pairs.map(({ a, b, rounds, verdict }) => [a, b, rounds, verdict]),
      [
        ["b", "a", 6, "faster"],
        ["a", "c", 5, "too-few-rounds"],
        ["b", "c", 5, "too-few-rounds"]
      ]
    )
    assert.isNumber(pairs[0]?.p)
    assert.isNull(pairs[1]?.p)
    assert.isNull(pairsOf([raced("a", 1), raced("b", 2)], family)[0]?.ratio)
    assert.deepStrictEqual(pairsOf([raced("a", 1)], family), [])
  })

  it("are faster where and only where the interval excludes 1 and the adjusted p is below 5 %", () => {
    const { race } = drawing(19)
    const seen = { faster: 0, other: 0 }
    for (let nth = 0; nth < 300; nth++) {
      for (const { high, low, p, ratio, verdict } of pairsOf(
        race({ rates: [100, 103, 106, 120], noise: 0.03 }, 7),
        family
      )) {
        seen[verdict === "faster" ? "faster" : "other"]++
        assert.strictEqual(verdict === "faster", (p ?? 1) <= 0.05)
        assert.strictEqual(verdict === "faster", (low ?? 0) > 1)
        assert.isTrue((low ?? 0) < (ratio ?? 0) && (ratio ?? 0) < (high ?? 0) && (ratio ?? 0) >= 1)
      }
    }
    assert.isAbove(seen.faster, 100)
    assert.isAbove(seen.other, 100)
  })
})

describe("what is said", () => {
  const races = FastCheck.record({
    seed: FastCheck.integer(),
    rates: FastCheck.array(FastCheck.constantFrom(100, 101, 103, 110, 150), { minLength: 2, maxLength: 6 }),
    rounds: FastCheck.integer({ min: 4, max: 12 }),
    missing: FastCheck.array(FastCheck.nat({ max: 12 }), { maxLength: 3 })
  }).map(({ missing, rates, rounds, seed }) => {
    const [first, ...others] = drawing(seed).race({ rates, noise: 0.02 }, rounds)
    const lacking = first === undefined ? [] : [{ ...first, rates: new Map(first.rates) }]
    for (const { rates } of lacking) for (const round of missing) rates.delete(round)
    return [...lacking, ...others]
  })
  const scaled = (ranked: ReadonlyArray<Raced>, factor: (round: number) => number): ReadonlyArray<Raced> =>
    ranked.map(({ name, rates }) => ({
      name,
      rates: new Map(Array.from(rates, ([round, rate]) => [round, rate * factor(round)]))
    }))
  const said = (ranked: ReadonlyArray<Raced>) => {
    const { leader, rivals, winner } = verdictOf(ranked, usual)
    return {
      leader,
      winner,
      rivals: new Map(rivals.map(({ name, verdict }) => [name, verdict])),
      pairs: new Map(pairsOf(ranked, family).map(({ a, b, verdict }) => [[a, b].sort().join(), verdict]))
    }
  }

  it.prop("does not depend on the order of contestants", [races, FastCheck.nat()], ([ranked, turn]) => {
    assert.deepStrictEqual(said(Arr.rotate(ranked, turn)), said(ranked))
    assert.deepStrictEqual(said(Arr.reverse(ranked)), said(ranked))
  })

  it.prop(
    "does not depend on the unit",
    [races, FastCheck.double({ min: 1e-3, max: 1e6, noNaN: true })],
    ([ranked, factor]) => {
      assert.deepStrictEqual(said(scaled(ranked, () => factor)), said(ranked))
    }
  )

  it.prop(
    "does not depend on what slows a round for all",
    [races, FastCheck.double({ min: 0.5, max: 2, noNaN: true })],
    ([ranked, factor]) => {
      const complete = ranked.filter(({ rates }) => rates.size === ranked.at(-1)?.rates.size)
      assert.deepStrictEqual(said(scaled(complete, (round) => factor ** round)), said(complete))
    }
  )
})
