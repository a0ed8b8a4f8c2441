import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, FastCheck, Fiber, Schema } from "effect"
import type { Settings } from "../src/domain/Settings.ts"
import * as Strategies from "../src/Strategies.ts"
import type { Strategy } from "../src/Strategy.ts"
import * as Unavailable from "../src/Workers/Unavailable.ts"
import { distinct, recording, workload } from "./setup/Recording.ts"
import { inVirtualTime } from "./setup/VirtualClock.ts"

/** Those that leave the event loop keep the same laws on the embedded DynamoDB: see PlacedStrategies. */
const strategies: ReadonlyArray<Strategy> = Strategies.all.filter((strategy: Strategy) => strategy.place === undefined)

const concurrency = Schema.Int.pipe(Schema.between(1, 40))
const batch = Schema.Int.pipe(Schema.between(1, 25))
/** Answers overtake each other: the latency differs from request to request. */
const latencies = FastCheck.array(FastCheck.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 50 })
const latencyMs = (list: ReadonlyArray<number>) => (request: number) => list[request % list.length] ?? 1
const fastCheck = { numRuns: 25, seed: 1 }

const open = (strategy: Strategy, settings: Omit<Settings, "workers">) =>
  Effect.provide(strategy.open({ ...settings, workers: 1 }), Unavailable.layer)

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i)
const sorted = (list: ReadonlyArray<number>) => list.toSorted((a, b) => a - b)

describe.each(strategies)("the laws of every strategy: $name", (strategy) => {
  it.effect.prop(
    "writes each item exactly once, and never has more in flight than it says",
    { size: Schema.Int.pipe(Schema.between(0, 300)), concurrency, batch, latencies },
    ({ size, latencies, ...settings }) =>
      Effect.gen(function* () {
        const { layer, seen } = recording({ latencyMs: latencyMs(latencies) })
        yield* open(strategy, settings).pipe(
          Effect.flatMap((lane) => lane(distinct(size))),
          Effect.scoped,
          Effect.provide(layer)
        )
        assert.deepStrictEqual(sorted(seen.written), numbers(size))
        assert.isAtMost(seen.maxInFlight, strategy.inFlight({ ...settings, workers: 1 }))
      }).pipe(inVirtualTime),
    { fastCheck }
  )

  it.effect("uses what it may: as many requests in flight as it says", () =>
    Effect.gen(function* () {
      const settings = { concurrency: 8, batch: 1 }
      const { layer, seen } = recording({ latencyMs: () => 10 })
      yield* open(strategy, settings).pipe(
        Effect.flatMap((lane) => lane(distinct(100))),
        Effect.scoped,
        Effect.provide(layer)
      )
      assert.strictEqual(seen.maxInFlight, Math.min(100, strategy.inFlight({ ...settings, workers: 1 })))
    }).pipe(inVirtualTime)
  )

  it.effect("does not pay for what waits: five thousand requests are as cheap as one, five thousand times", () =>
    Effect.gen(function* () {
      const { layer, seen } = recording({ latencyMs: () => 10 })
      yield* open(strategy, { concurrency: 32, batch: 1 }).pipe(
        Effect.flatMap((lane) => lane(distinct(5_000))),
        Effect.scoped,
        Effect.provide(layer)
      )
      assert.strictEqual(seen.written.length, 5_000)
    }).pipe(inVirtualTime)
  )

  it.effect.prop(
    "a rejected item ends neither the lane nor its neighbours",
    { concurrency, batch, refused: Schema.Array(Schema.Int.pipe(Schema.between(0, 99))) },
    ({ refused, ...settings }) =>
      Effect.gen(function* () {
        const ids = new Set(refused.map((n) => `item-${n}`))
        const { layer, seen } = recording({
          latencyMs: () => 5,
          refuse: ({ id }) => id !== undefined && "S" in id && ids.has(id.S)
        })
        yield* open(strategy, settings).pipe(
          Effect.flatMap((lane) => lane(distinct(100))),
          Effect.scoped,
          Effect.provide(layer)
        )
        assert.deepStrictEqual(
          sorted(seen.written),
          numbers(100).filter((n) => !ids.has(`item-${n}`))
        )
      }).pipe(inVirtualTime),
    { fastCheck }
  )

  it.effect.prop(
    "interruption leaves no request in flight and starts none",
    { concurrency, batch, after: Schema.Int.pipe(Schema.between(0, 60)) },
    ({ after, ...settings }) =>
      Effect.gen(function* () {
        const { layer, seen } = recording({ latencyMs: () => 7 })
        const fiber = yield* open(strategy, settings).pipe(
          Effect.flatMap((lane) => lane(distinct(300))),
          Effect.scoped,
          Effect.provide(layer),
          Effect.fork
        )
        yield* Effect.sleep(after)
        const exit = yield* Fiber.interrupt(fiber)
        assert.isTrue(Exit.isInterrupted(exit) || seen.written.length === 300)
        assert.strictEqual(seen.inFlight, 0)
        const written = seen.written.length
        yield* Effect.sleep(100)
        assert.strictEqual(seen.written.length, written)
        assert.strictEqual(seen.inFlight, 0)
      }).pipe(inVirtualTime),
    { fastCheck: { ...fastCheck, numRuns: 15 } }
  )

  it.effect("what is fatal for all ends the lane at once", () =>
    Effect.gen(function* () {
      const { layer, seen } = recording({ latencyMs: () => 5, fatalFrom: 40 })
      const exit = yield* open(strategy, { concurrency: 4, batch: 1 }).pipe(
        Effect.flatMap((lane) => lane(distinct(600))),
        Effect.scoped,
        Effect.provide(layer),
        Effect.exit
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual(seen.inFlight, 0)
      if (strategy.inFlight({ concurrency: 4, batch: 1, workers: 1 }) < Number.POSITIVE_INFINITY) {
        assert.isBelow(seen.requests, 60)
      }
    }).pipe(inVirtualTime)
  )
})

describe.each(strategies.filter(({ ordered }) => ordered === true))("the laws of order: $name", (strategy) => {
  it.effect.prop(
    "never has two writes of one key in flight, and keeps their order",
    {
      ids: FastCheck.array(FastCheck.integer({ min: 0, max: 12 }), { maxLength: 150 }),
      concurrency,
      batch,
      latencies
    },
    ({ ids, latencies, ...settings }) =>
      Effect.gen(function* () {
        const { layer, seen } = recording({ latencyMs: latencyMs(latencies) })
        yield* open(strategy, settings).pipe(
          Effect.flatMap((lane) => lane(workload(ids.map(String)))),
          Effect.scoped,
          Effect.provide(layer)
        )
        assert.deepStrictEqual(Array.from(seen.overlapping), [])
        for (const id of new Set(ids)) {
          const ofKey = seen.written.filter((n) => ids[n] === id)
          assert.deepStrictEqual(ofKey, sorted(ofKey), `the order within key ${id}`)
        }
        assert.deepStrictEqual(sorted(seen.written), numbers(ids.length))
      }).pipe(inVirtualTime),
    { fastCheck }
  )
})
