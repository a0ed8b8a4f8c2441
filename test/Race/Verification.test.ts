import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { FaultPlan } from "../../src/domain/FaultPlan.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as Key from "../../src/domain/Key.ts"
import { verify } from "../../src/Race/Verification.ts"
import { Tally } from "../../src/Tally.ts"
import type { Workload } from "../../src/Workload.ts"
import { distinct, key, workload } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const table = { name: "verified", key }

const memory = (faults: FaultPlan = []) =>
  Layer.effectDiscard(Effect.flatMap(Tables, (tables) => tables.create(table))).pipe(
    Layer.provideMerge(Memory.layer({ seed: 1, latency: { p50_ms: 10, p99_ms: 10 }, faults })),
    Layer.orDie
  )

/** A tally in which all items were acknowledged but for those rejected. */
const tallyOf = (handedOver: Workload, rejected: ReadonlyArray<Item> = []) => {
  const tally = new Tally(0n)
  tally.settled(handedOver.size - rejected.length, 0n, 0n)
  for (const item of rejected) tally.reject(Key.toText(key, item), "ValidationException")
  return tally
}

/** Reads a workload back from a table in which `stored` stands. */
const verdictOf = (handedOver: Workload, stored: Iterable<Item>, tally = tallyOf(handedOver), ordered = false) =>
  Effect.gen(function* () {
    const dynamodb = yield* DynamoDB
    yield* Effect.forEach(stored, (item) => dynamodb.putItem({ table: table.name, item }), { concurrency: "unbounded" })
    return yield* verify({ dynamodb, table, workload: handedOver, tally, ordered })
  }).pipe(Effect.provide(memory()), inVirtualTime)

const sound = { lost: 0, changed: 0, unsettled: 0 }

describe("reading back finds", () => {
  it.effect("nothing wrong where everything is there", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* verdictOf(distinct(250), distinct(250)), sound)
      assert.deepStrictEqual(yield* verdictOf(distinct(0), []), sound)
    })
  )

  it.effect("what was lost", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* verdictOf(distinct(250), distinct(247)), { ...sound, lost: 3 })
    })
  )

  it.effect("what was changed", () =>
    Effect.gen(function* () {
      const [first, ...others] = distinct(150)
      const more = { ...first, extra: { BOOL: true } }
      assert.deepStrictEqual(yield* verdictOf(distinct(150), [more, ...others]), { ...sound, changed: 1 })
      const less = { id: { S: "item-0" } }
      assert.deepStrictEqual(yield* verdictOf(distinct(150), [less, ...others]), { ...sound, changed: 1 })
    })
  )

  it.effect("no change in a number written otherwise", () =>
    Effect.gen(function* () {
      const items = [{ id: { S: "item-0" }, n: { N: "0.0" } }]
      assert.deepStrictEqual(yield* verdictOf(distinct(1), items), sound)
    })
  )

  it.effect("what was neither acknowledged nor rejected, and what was twice", () =>
    Effect.gen(function* () {
      const handedOver = distinct(10)
      assert.deepStrictEqual(yield* verdictOf(handedOver, handedOver, tallyOf(distinct(8))), { ...sound, unsettled: 2 })
      const twice = yield* verdictOf(handedOver, handedOver.slice(0, 9), tallyOf(distinct(11)))
      assert.deepStrictEqual(twice, { ...sound, lost: 1, unsettled: 1 })
    })
  )
})

describe("what was rejected is not looked for", () => {
  it.effect("whether it is there or not", () =>
    Effect.gen(function* () {
      const handedOver = distinct(20)
      const rejected = Array.from(handedOver).slice(5, 8)
      const written = Array.from(handedOver).filter((item) => !rejected.includes(item))
      assert.deepStrictEqual(yield* verdictOf(handedOver, written, tallyOf(handedOver, rejected)), sound)
      assert.deepStrictEqual(yield* verdictOf(handedOver, handedOver, tallyOf(handedOver, rejected)), sound)
    })
  )

  it.effect("but another version of its key, which was acknowledged, is", () =>
    Effect.gen(function* () {
      const handedOver = workload(["a", "b", "a"])
      const [first, b, last] = Array.from(handedOver)
      if (first === undefined || b === undefined || last === undefined) return assert.fail()
      const tally = () => tallyOf(handedOver, [last])
      for (const ordered of [true, false]) {
        assert.deepStrictEqual(yield* verdictOf(handedOver, [first, b], tally(), ordered), sound)
        assert.deepStrictEqual(yield* verdictOf(handedOver, [b], tally(), ordered), { ...sound, lost: 1 })
      }
    })
  )
})

describe("of the versions of a key", () => {
  const handedOver = workload(["a", "b", "a", "a"])
  const items = Array.from(handedOver)
  const stored = (version: number) => items.filter((_, n) => n === version || n === 1)

  it.effect.each([0, 2, 3])("any may be there: %i", (version) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* verdictOf(handedOver, stored(version)), sound)
    })
  )

  it.effect.each([
    [0, 1],
    [2, 1],
    [3, 0]
  ] as const)("only the last where the order was kept: version %i, %i changed", ([version, changed]) =>
    Effect.gen(function* () {
      const verdict = yield* verdictOf(handedOver, stored(version), tallyOf(handedOver), true)
      assert.deepStrictEqual(verdict, { ...sound, changed })
    })
  )

  it.effect("none that was never handed over", () =>
    Effect.gen(function* () {
      const foreign = { id: { S: "a" }, n: { N: "7" } }
      const verdict = yield* verdictOf(handedOver, [...stored(1), foreign])
      assert.deepStrictEqual(verdict, { ...sound, changed: 1 })
    })
  )
})

describe("reads", () => {
  it.effect("are strongly consistent, of 100 keys, four at once", () => {
    const sizes: Array<number> = []
    let inFlight = 0
    let most = 0
    const port = Layer.mock(DynamoDB, {
      batchGetItem: ({ consistent, keys }) =>
        Effect.suspend(() => {
          assert.isTrue(consistent)
          sizes.push(keys.length)
          most = Math.max(most, ++inFlight)
          return Effect.delay(Effect.succeed({ items: [], unprocessed: [], consumed: 0 }), 10)
        }).pipe(Effect.ensuring(Effect.sync(() => inFlight--)))
    })
    return Effect.gen(function* () {
      const handedOver = distinct(950)
      const dynamodb = yield* DynamoDB
      const verdict = yield* verify({
        dynamodb,
        table,
        workload: handedOver,
        tally: tallyOf(handedOver),
        ordered: false
      })
      assert.deepStrictEqual(verdict, { ...sound, lost: 950 })
      assert.deepStrictEqual(sizes, [...Array(9).fill(100), 50])
      assert.strictEqual(most, 4)
    }).pipe(Effect.provide(port), inVirtualTime)
  })

  it.effect("that come back unprocessed, throttled or not at all are repeated", () =>
    Effect.gen(function* () {
      const dynamodb = yield* DynamoDB
      const handedOver = distinct(120)
      yield* Effect.forEach(handedOver, (item) => dynamodb.putItem({ table: table.name, item }), { concurrency: 20 })
      const verdict = yield* verify({
        dynamodb,
        table,
        workload: handedOver,
        tally: tallyOf(handedOver),
        ordered: false
      })
      assert.deepStrictEqual(verdict, sound)
    }).pipe(
      Effect.provide(
        memory([
          { from: 120, to: 123, fault: { _tag: "unprocessed" } },
          { from: 123, to: 125, fault: { _tag: "throttle", reasons: [] } },
          { from: 125, to: 126, fault: { _tag: "reset", when: "after" } }
        ])
      ),
      inVirtualTime
    )
  )

  it.effect("that fail for good fail the verification: nothing is called verified unread", () =>
    Effect.gen(function* () {
      const dynamodb = yield* DynamoDB
      const handedOver = distinct(3)
      const lost = { name: "never-created", key }
      const error = yield* Effect.flip(
        verify({ dynamodb, table: lost, workload: handedOver, tally: tallyOf(handedOver), ordered: false })
      )
      assert.strictEqual(error._tag, "Fatal")
    }).pipe(Effect.provide(memory()), inVirtualTime)
  )
})
