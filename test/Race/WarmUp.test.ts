import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { noTraits } from "../../src/domain/Settings.ts"
import type { Course, Ground } from "../../src/Race/Course.ts"
import type { Source } from "../../src/Race/Source.ts"
import { warmUp } from "../../src/Race/WarmUp.ts"
import { Tally } from "../../src/Tally.ts"
import { distinct, key } from "../setup/Recording.ts"
import { contestants, fileOf, generated } from "./simulated.ts"

const fiveSeconds = 5_000

/** What runs a contestant makes whose items take so long each, and what comes of it. */
const warmed = (
  entry: string,
  msPerItem: number | ((run: number) => number),
  source: Source = generated(),
  patienceMs = fiveSeconds,
  /** Of the items asked for, those that are there. */
  share = 1,
  shape: Pick<Course, "whole" | "inParts"> = { whole: false, inParts: true },
  longEnoughMs = 300
) =>
  Effect.gen(function* () {
    const [contestant] = contestants(entry)
    if (contestant === undefined) return assert.fail()
    const sizes: Array<number> = []
    const wrote: Array<number> = []
    const ground: Ground = {
      table: { name: "warm", key },
      prefix: "3-",
      wrote: (items) => Effect.sync(() => void wrote.push(items))
    }
    const course: Course = {
      next: Effect.succeed(ground),
      available: source.available,
      ...shape,
      take: ({ prefix }, elements) => source.take(elements, prefix, noTraits),
      verify: () => Effect.dieMessage("a warm-up verifies nothing")
    }
    const { elements, itemsPerMs } = yield* warmUp(
      {
        contestant,
        run: (_, { size }) =>
          Effect.sync(() => {
            sizes.push(size)
            const tally = new Tally(0n)
            tally.settled(size * share, 0n, 0n)
            tally.durationMs = size * (typeof msPerItem === "number" ? msPerItem : msPerItem(sizes.length))
            return tally
          })
      },
      course,
      ground,
      { longEnoughMs, patienceMs }
    )
    assert.deepStrictEqual(wrote, [elements])
    return { sizes, elements, itemsPerMs }
  })

describe("a warm-up", () => {
  const reading = { whole: true, inParts: true }
  const tenItems = fileOf(distinct(10))

  it.effect("of what is read whole goes on with all of it until its rate has settled, however short a run is", () =>
    Effect.gen(function* () {
      const once = yield* warmed("sequential:batch=1", 1, tenItems, fiveSeconds, 1)
      assert.deepStrictEqual(once.sizes, [8, 8, 10])
      const settled = yield* warmed("sequential", (run) => (run < 5 ? 10 - run : 6), tenItems, fiveSeconds, 1, reading)
      assert.deepStrictEqual(settled.sizes, [8, 8, 10, 10, 10, 10])
      const whole = yield* warmed("sequential", 1, tenItems, fiveSeconds, 1, { whole: true, inParts: false })
      assert.deepStrictEqual(whole.sizes, [10, 10, 10, 10])
    })
  )

  it.effect("of what is read whole ends when it has taken long enough", () =>
    Effect.gen(function* () {
      const { sizes } = yield* warmed("sequential", (run) => 100 / run, tenItems, 1_000, 1, reading)
      assert.deepStrictEqual(sizes.slice(-1), [10])
      assert.isBelow(sizes.length, 8)
    })
  )

  it.effect("doubles its items until a run is long enough", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* warmed("sequential", 10), { sizes: [8, 16, 32], elements: 32, itemsPerMs: 0.1 })
      const short = yield* warmed("sequential", 10, generated(), 250, 1, { whole: false, inParts: true }, 50)
      assert.deepStrictEqual(short.sizes, [8, 9, 9])
    })
  )

  it.effect("goes on until its rate has settled: twice in a row no more than a twentieth above the best before", () =>
    Effect.gen(function* () {
      // 20, 19, … 10 ms an item, and then no faster
      const { itemsPerMs, sizes } = yield* warmed("sequential", (run) => Math.max(10, 21 - run))
      assert.strictEqual(itemsPerMs, 0.1)
      assert.isAbove(sizes.length, 11)
      assert.isBelow(sizes.length, 16)
      assert.deepStrictEqual((yield* warmed("sequential", 100)).sizes, [8, 5, 5])
    })
  )

  it.effect("gives up on one that never settles", () =>
    Effect.gen(function* () {
      const runs = (patienceMs: number) =>
        Effect.map(
          warmed("sequential", (run) => 20 / 1.1 ** run, generated(), patienceMs),
          ({ sizes }) => sizes.length
        )
      const usual = yield* runs(fiveSeconds)
      assert.isBelow(usual, 20)
      assert.isBelow(yield* runs(1_000), usual - 5)
    })
  )

  it.effect("ends where nothing is found that was asked for", () =>
    Effect.gen(function* () {
      const { itemsPerMs, sizes } = yield* warmed("sequential", 100, generated(), fiveSeconds, 0)
      assert.strictEqual(itemsPerMs, 0)
      assert.deepStrictEqual(sizes, [8, 1, 2, 4])
    })
  )

  it.effect("begins with as many requests as are in flight, 64 at most", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* warmed("for-each:concurrency=20", 20)).sizes[0], 20)
      assert.deepStrictEqual((yield* warmed("for-each:concurrency=20:batch=25", 1)).sizes[0], 500)
      assert.deepStrictEqual((yield* warmed("for-each:concurrency=1000", 10)).sizes[0], 64)
      assert.deepStrictEqual((yield* warmed("unbounded", 10)).sizes[0], 64)
    })
  )

  it.effect("ends with the file, after a run in which workers read it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* warmed("sequential", 1, fileOf(distinct(20)))).sizes, [8, 8, 16, 20])
      assert.deepStrictEqual((yield* warmed("sequential", 1, fileOf(distinct(3)))).sizes, [3, 3])
    })
  )

  it.effect("ends with 100,000 items, and has a rate even where no time passed", () =>
    Effect.gen(function* () {
      const { elements, itemsPerMs, sizes } = yield* warmed("unbounded", 0)
      assert.strictEqual(elements, 100_000)
      assert.strictEqual(sizes.length, 12)
      assert.isTrue(Number.isFinite(itemsPerMs))
    })
  )
})
