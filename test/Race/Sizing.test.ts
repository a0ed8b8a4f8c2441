import { assert, describe, it } from "@effect/vitest"
import * as Sizing from "../../src/Race/Sizing.ts"
import { Tally } from "../../src/Tally.ts"
import { distinct } from "../setup/Recording.ts"
import { contestants, fileOf, generated } from "./simulated.ts"

const plan: Sizing.Plan = { rounds: 6, lapTimeMs: 1_000, items: null, budgetMs: null }
const measured = (itemsPerMs: number, verifyingMs = 0): Sizing.Measured => {
  const tally = new Tally(0n)
  tally.durationMs = 400
  return { itemsPerMs, verifyingMs, elements: itemsPerMs * 400, tally }
}

describe("the elements of a lap", () => {
  it.each([
    ["as many as take the lap time", 0.1, plan, 1_000, { elements: 100, wholeFile: false }],
    ["one at least", 0.0001, plan, 1_000, { elements: 1, wholeFile: false }],
    ["a million at most", 5_000, plan, 1_000, { elements: 1_000_000, wholeFile: false }],
    ["as many as are asked for", 0.1, { ...plan, items: 7 }, 1_000, { elements: 7, wholeFile: false }]
  ])("%s", (_, itemsPerMs, plan, lapTimeMs, expected) => {
    assert.deepStrictEqual(
      Sizing.sizeOfLap(itemsPerMs, plan, lapTimeMs, { available: generated().available, whole: false }),
      expected
    )
  })

  it.each([
    [0.019, null, { elements: 19, wholeFile: false }],
    [0.02, null, { elements: 20, wholeFile: false }],
    [0.021, null, { elements: 20, wholeFile: true }],
    [1, 20, { elements: 20, wholeFile: false }],
    [1, 21, { elements: 20, wholeFile: true }]
  ])("of a file of 20, at %d a ms, with %s asked for", (itemsPerMs, items, expected) => {
    const { available } = fileOf(distinct(20))
    assert.deepStrictEqual(
      Sizing.sizeOfLap(itemsPerMs, { ...plan, items }, 1_000, { available, whole: false }),
      expected
    )
  })
})

describe("the lap time", () => {
  it("stays where there is no budget, or enough of it", () => {
    assert.strictEqual(Sizing.size([measured(1), measured(2)], plan, 5_000).lapTimeMs, 1_000)
    assert.strictEqual(Sizing.size([measured(1)], { ...plan, budgetMs: 55_000 }, 5_000).lapTimeMs, 1_000)
  })

  it("shrinks so that the race fits its budget, three rounds that may be added included", () => {
    const warm = [measured(1, 100), measured(2, 100), measured(3, 0), measured(4, 0)]
    const { lapTimeMs, remainingMs } = Sizing.size(warm, { ...plan, budgetMs: 31_000 }, 1_000)
    const round = 1.25 + 1.25 + 1 + 1
    assert.strictEqual(lapTimeMs, Math.floor(30_000 / (9 * round)))
    assert.strictEqual(remainingMs, lapTimeMs * 6 * round)
  })

  it("not below half a second, however late it is", () => {
    const warm = [measured(1), measured(1), measured(1)]
    assert.strictEqual(Sizing.size(warm, { ...plan, budgetMs: 5_000 }, 4_000).lapTimeMs, 500)
    assert.strictEqual(Sizing.size(warm, { ...plan, budgetMs: 5_000 }, 60_000).lapTimeMs, 500)
  })

  it("is never longer than asked for", () => {
    assert.strictEqual(Sizing.size([measured(1)], { ...plan, lapTimeMs: 200, budgetMs: 5_000 }, 0).lapTimeMs, 200)
  })
})

it.each([
  [{ items: null, lapTimeMs: 50 }, 50, 250],
  [{ items: null, lapTimeMs: 400 }, 300, 2_000],
  [{ items: null, lapTimeMs: 60_000 }, 300, 5_000],
  [{ items: 10, lapTimeMs: 50 }, 300, 5_000]
])("a warm-up of %j is of runs of %d ms, and takes at most %d ms", (plan, longEnoughMs, patienceMs) => {
  assert.deepStrictEqual(Sizing.paceOfWarmUp(plan), { longEnoughMs, patienceMs })
})

describe("how long a race takes", () => {
  it("of a fixed number of items is told by their rates", () => {
    const { remainingMs } = Sizing.size([measured(0.1), measured(1)], { ...plan, items: 100 }, 0)
    assert.strictEqual(remainingMs, 6 * (1_000 + 100))
  })

  it("is told beforehand, and is no more than the budget", () => {
    const two = contestants("sequential", "unbounded")
    assert.isAbove(Sizing.estimateMs(two, plan), 12_000)
    assert.isBelow(Sizing.estimateMs(two, plan), 24_000)
    assert.strictEqual(Sizing.estimateMs(two, { ...plan, budgetMs: 9_000 }), 9_000)
  })
})
