import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import type { Fatal } from "../../src/domain/RequestError.ts"
import * as Rate from "../../src/Operation/Rate.ts"
import { Operation, type Unit } from "../../src/Operation.ts"
import * as Race from "../../src/Race.ts"
import { contestants, generated, steady } from "../Race/simulated.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const unitOf = (size: number): Unit => Array.from({ length: size }, (_, n): Item => ({ id: { N: String(n) } }))

/** When units are handed on that come to an operation which takes so long for each. */
const handedOn = (rate: number, takesMs: number, come: Effect.Effect<void, Fatal, Operation>) =>
  Effect.gen(function* () {
    const at: Array<readonly [ms: number, items: number]> = []
    const inner = Layer.succeed(Operation, {
      keyOf: () => "",
      perform: (unit: Unit) =>
        Effect.flatMap(Clock.currentTimeMillis, (ms) => {
          at.push([ms, unit.length])
          return Effect.sleep(takesMs)
        })
    })
    yield* Effect.provide(come, Layer.provide(Rate.layer(rate), inner))
    return at
  }).pipe(inVirtualTime)

const perform = (size: number) => Effect.flatMap(Operation, (operation) => operation.perform(unitOf(size)))
const sideBySide = (sizes: ReadonlyArray<number>) =>
  Effect.forEach(sizes, perform, { concurrency: "unbounded", discard: true })

describe("a rate", () => {
  it.effect("hands items on one by one, evenly, however many come at once", () =>
    Effect.gen(function* () {
      const at = yield* handedOn(10, 500, sideBySide([1, 1, 1, 1, 1]))
      assert.deepStrictEqual(
        at,
        [0, 100, 200, 300, 400].map((ms) => [ms, 1])
      )
    })
  )

  it.effect("counts the items of a batch: the next waits for as long as all of them take", () =>
    Effect.gen(function* () {
      const at = yield* handedOn(100, 0, sideBySide([25, 1, 25, 25]))
      assert.deepStrictEqual(at, [
        [0, 25],
        [250, 1],
        [260, 25],
        [510, 25]
      ])
    })
  )

  it.effect("saves nothing for later: after a pause there is no burst", () =>
    Effect.gen(function* () {
      const paused = Effect.gen(function* () {
        yield* perform(1)
        yield* Effect.sleep(5_000)
        yield* sideBySide([1, 1, 1])
      })
      const at = yield* handedOn(10, 0, paused)
      assert.deepStrictEqual(
        at.map(([ms]) => ms),
        [0, 5_000, 5_100, 5_200]
      )
    })
  )

  it.effect("does not hold back what comes more slowly", () =>
    Effect.gen(function* () {
      const come = Effect.forEach([1, 1, 1], perform, { discard: true })
      const at = yield* handedOn(10, 300, come)
      assert.deepStrictEqual(
        at.map(([ms]) => ms),
        [0, 300, 600]
      )
    })
  )
})

it.effect("a race keeps to it exactly, says so, and says who was held by it", () =>
  Effect.gen(function* () {
    const { contestants: entrants, summary } = yield* Race.run({
      contestants: contestants("sequential", "for-each:concurrency=32", "for-each:concurrency=4:batch=25"),
      source: generated(),
      rounds: 2,
      items: 200,
      rate: 200
    }).pipe(Effect.provide(steady()), inVirtualTime)
    assert.strictEqual(summary.rate_items_per_s, 200)
    const seconds = entrants.map(({ laps }) => laps.map(({ duration_ms }) => duration_ms))
    // the last of 200 is handed over after 199/200 s, the last batch after 175/200 s, and is answered 10 ms later
    assert.deepStrictEqual(seconds, [
      [2_000, 2_000],
      [1_005, 1_005],
      [885, 885]
    ])
    assert.deepStrictEqual(
      new Map(summary.standings.map(({ limited_by, name }) => [name.split(":")[0] ?? name, limited_by])).get(
        "sequential"
      ),
      "own-waiting"
    )
    const held = summary.standings.filter(({ limited_by }) => limited_by === "rate").map(({ name }) => name)
    assert.sameMembers(held, ["for-each:concurrency=32", "for-each:concurrency=4:batch=25"])
  })
)
