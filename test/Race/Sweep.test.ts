import { assert, describe, it } from "@effect/vitest"
import type { ContestantResult } from "../../src/domain/RaceResult.ts"
import type { Setting } from "../../src/domain/Settings.ts"
import { kneesOf } from "../../src/Race/Sweep.ts"
import { contestant, standing } from "../Report/staged.ts"

type Rate = number | null

const entry = (name: string, rate: Rate, settings: Partial<Pick<ContestantResult, Setting>>) => ({
  contestant: contestant(name, { concurrency: null, workers: null, batch: 1, ...settings }),
  standing: standing(name, rate === null ? {} : { items_per_s: { median: rate, min: rate, max: rate } })
})

const forEach = (concurrency: number, rate: Rate, batch = 1) =>
  entry(`for-each:concurrency=${concurrency}${batch === 1 ? "" : `:batch=${batch}`}`, rate, { concurrency, batch })

const knees = (...entries: ReadonlyArray<ReturnType<typeof entry>>) =>
  kneesOf(
    entries.map(({ contestant }) => contestant),
    entries.map(({ standing }) => standing).reverse()
  )

describe("a knee", () => {
  it("is the smallest value within 5 % of the best", () => {
    assert.deepStrictEqual(knees(forEach(64, 950), forEach(8, 400), forEach(128, 1_000), forEach(32, 949)), [
      {
        name: "for-each",
        setting: "concurrency",
        value: 64,
        items_per_s: 950,
        best_value: 128,
        best_items_per_s: 1_000,
        values: [8, 32, 64, 128]
      }
    ])
  })

  it("may be the best itself, or the smallest of all", () => {
    assert.deepInclude(knees(forEach(1, 10), forEach(2, 20), forEach(4, 40))[0], { value: 4, best_value: 4 })
    assert.deepInclude(knees(forEach(1, 40), forEach(2, 20), forEach(4, 10))[0], { value: 1, best_value: 1 })
  })

  it("takes three values that are ranked", () => {
    assert.deepStrictEqual(knees(forEach(1, 10), forEach(2, 20)), [])
    assert.deepStrictEqual(knees(forEach(1, 10), forEach(2, 20), forEach(4, null)), [])
    assert.deepStrictEqual(knees(forEach(1, 10), forEach(2, 20), forEach(2, 21)), [])
  })

  it("is of contestants that differ in nothing else", () => {
    const others = [
      entry("lock-step:concurrency=4", 40, { concurrency: 4 }),
      { ...forEach(4, 40), contestant: contestant("for-each:concurrency=4", { concurrency: 4, workers: 2 }) },
      forEach(4, 40, 25)
    ]
    for (const other of others) assert.deepStrictEqual(knees(forEach(1, 10), forEach(2, 20), other), [])
  })

  it("is found for each of two settings, and each value of the other", () => {
    const grid = [1, 2, 4].flatMap((concurrency) =>
      [1, 5, 25].map((batch) => forEach(concurrency, concurrency * batch, batch))
    )
    assert.deepStrictEqual(
      knees(...grid).map(({ name, setting, value }) => [name, setting, value]),
      [
        ["for-each", "concurrency", 4],
        ["for-each:batch=5", "concurrency", 4],
        ["for-each:batch=25", "concurrency", 4],
        ["for-each:concurrency=1", "batch", 25],
        ["for-each:concurrency=2", "batch", 25],
        ["for-each:concurrency=4", "batch", 25]
      ]
    )
  })

  it("is found over workers, and counts a value that was raced twice once", () => {
    const threads = (workers: number, rate: number, nth = "") =>
      entry(`worker-threads:workers=${workers}${nth}`, rate, { workers })
    const [knee] = knees(threads(1, 10), threads(2, 20, "#1"), threads(2, 21, "#2"), threads(4, 20))
    assert.deepInclude(knee, { name: "worker-threads", setting: "workers", value: 2, best_items_per_s: 21 })
    assert.deepStrictEqual(knee?.values, [1, 2, 4])
  })
})
