import { assert, describe, it } from "@effect/vitest"
import { Array, Clock, Effect, Exit, Fiber, Layer, TestClock } from "effect"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import { DynamoDB, Tables, type WriteRequest } from "../../src/DynamoDB.ts"
import type { Fault } from "../../src/domain/FaultPlan.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as Latency from "../../src/domain/Latency.ts"

const table = "films"

const withTable = Layer.effectDiscard(
  Effect.flatMap(Tables, (tables) => tables.create({ name: table, key: { partition: { name: "title", type: "S" } } }))
)

const memory = (latency: Latency.Latency, ...script: ReadonlyArray<Fault | undefined>) => {
  const faults = script.flatMap((fault, from) => (fault === undefined ? [] : [{ from, to: from + 1, fault }]))
  return withTable.pipe(Layer.provideMerge(Memory.layer({ seed: 1, latency, faults })), Layer.orDie)
}

const steady = { p50_ms: 10, p99_ms: 10 }
const alien: Item = { title: { S: "Alien" } }
const put = (item: Item) => Effect.flatMap(DynamoDB, (db) => db.putItem({ table, item }))
const batch = (requests: ReadonlyArray<WriteRequest>) =>
  Effect.flatMap(DynamoDB, (db) => db.batchWriteItem({ table, requests }))
const get = (item: Item) => Effect.flatMap(DynamoDB, (db) => db.getItem({ table, key: item, consistent: true }))
const numbered = (count: number): ReadonlyArray<Item> => Array.makeBy(count, (n) => ({ title: { S: `film ${n}` } }))

/** What came out, and how many virtual milliseconds it took. */
const elapsed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(
      Effect.gen(function* () {
        const start = yield* Clock.currentTimeMillis
        const exit = yield* Effect.exit(effect)
        return { exit, ms: (yield* Clock.currentTimeMillis) - start }
      })
    )
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

describe("virtual time", () => {
  it.effect.each([
    [100, 1, 1000],
    [30, 7, 50],
    [30, 30, 10]
  ] as const)("%i puts, %i at once, take %i ms", ([count, concurrency, ms]) =>
    Effect.gen(function* () {
      const taken = yield* elapsed(Effect.forEach(numbered(count), put, { concurrency }))
      assert.strictEqual(taken.ms, ms)
      assert.isTrue(Exit.isSuccess(taken.exit))
    }).pipe(Effect.provide(memory(steady)))
  )

  it.effect("a lap's round trip comes on top, to the millisecond, until the next lap", () =>
    Effect.gen(function* () {
      const { beginLap } = yield* Memory.Memory
      const db = yield* DynamoDB
      const operations = [
        put(alien),
        batch([{ _tag: "put", item: alien }]),
        get(alien),
        db.batchGetItem({ table, keys: [alien], consistent: true }),
        db.scanPage({ table, consistent: true })
      ]
      const each = Effect.forEach(operations, (operation) => Effect.map(elapsed(operation), ({ ms }) => ms))
      const usual = [10, 10, 10, 10, 10]
      assert.deepStrictEqual(yield* each, usual)
      yield* beginLap({ rttMs: 20 })
      assert.deepStrictEqual(yield* each, [30, 30, 30, 30, 30])
      assert.strictEqual((yield* elapsed(Effect.flatMap(Tables, ({ describe }) => describe(table)))).ms, 0)
      const inFlight = yield* Effect.fork(Effect.zipRight(put(alien), Clock.currentTimeMillis))
      yield* Effect.yieldNow()
      const begunMs = yield* Clock.currentTimeMillis
      yield* beginLap({ rttMs: 0 })
      assert.deepStrictEqual(yield* each, usual)
      assert.strictEqual((yield* Fiber.join(inFlight)) - begunMs, 30)
    }).pipe(Effect.provide(memory(steady)))
  )

  it.effect("a round trip is all there is where there is no latency, and comes with faults too", () =>
    Effect.gen(function* () {
      const { beginLap } = yield* Memory.Memory
      yield* beginLap({ rttMs: 2.5 })
      assert.strictEqual((yield* elapsed(put(alien))).ms, 2.5)
      assert.strictEqual((yield* elapsed(put(alien))).ms, 27.5)
      const reset = yield* elapsed(put(alien))
      assert.deepStrictEqual([reset.ms, Exit.isFailure(reset.exit)], [2.5, true])
    }).pipe(
      Effect.provide(memory(Latency.none, undefined, { _tag: "delay", ms: 25 }, { _tag: "reset", when: "after" }))
    )
  )

  it.effect("no latency takes no time, not even a turn", () =>
    Effect.gen(function* () {
      const { consumed } = yield* put(alien)
      assert.strictEqual(consumed, 1)
      assert.deepStrictEqual((yield* get(alien)).item, alien)
    }).pipe(Effect.provide(memory(Latency.none)))
  )

  it.effect("the control plane answers at once", () =>
    Effect.gen(function* () {
      const tables = yield* Tables
      yield* tables.untilActive(table)
      assert.deepStrictEqual(yield* tables.describe(table), {
        name: table,
        status: "ACTIVE",
        key: { partition: { name: "title", type: "S" } },
        itemCount: 0
      })
    }).pipe(Effect.provide(memory(steady)))
  )
})

describe("faults", () => {
  it.effect("throttle: refused with its reasons, nothing is written", () => {
    const reasons = [{ reason: "TableWriteKeyRangeThroughputExceeded", resource: "arn:aws:dynamodb:films" }]
    return Effect.gen(function* () {
      const error = yield* Effect.flip(put(alien))
      assert.deepInclude(error, { _tag: "Throttled", code: "ProvisionedThroughputExceededException", reasons })
      assert.isUndefined((yield* get(alien)).item)
    }).pipe(Effect.provide(memory(Latency.none, { _tag: "throttle", reasons })))
  })

  it.effect("unprocessed: a batch comes back whole, a single put is throttled", () =>
    Effect.gen(function* () {
      const requests = numbered(3).map((item) => ({ _tag: "put", item }) as const)
      assert.deepStrictEqual(yield* batch(requests), { unprocessed: requests, consumed: 0 })
      assert.deepStrictEqual(yield* batch(requests), { unprocessed: [], consumed: 3 })
      assert.strictEqual((yield* Effect.flip(put(alien)))._tag, "Throttled")
    }).pipe(Effect.provide(memory(Latency.none, { _tag: "unprocessed" }, undefined, { _tag: "unprocessed" })))
  )

  it.effect("unprocessed: the keys of a batch of reads come back", () =>
    Effect.gen(function* () {
      const db = yield* DynamoDB
      const keys = numbered(3)
      const found = yield* db.batchGetItem({ table, keys, consistent: true })
      assert.deepStrictEqual(found, { items: [], unprocessed: keys, consumed: 0 })
    }).pipe(Effect.provide(memory(Latency.none, { _tag: "unprocessed" })))
  )

  it.effect("delay: later by so much", () =>
    Effect.gen(function* () {
      const taken = yield* elapsed(put(alien))
      assert.deepStrictEqual([taken.ms, Exit.isSuccess(taken.exit)], [35, true])
    }).pipe(Effect.provide(memory(steady, { _tag: "delay", ms: 25 })))
  )

  it.effect.each([
    [{ _tag: "reset", when: "before" }, "ECONNRESET", undefined],
    [{ _tag: "reset", when: "after" }, "ECONNRESET", alien],
    [{ _tag: "truncate" }, "TruncatedAnswer", alien]
  ] as const)("the outcome is unknown: %j", ([fault, code, written]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(put(alien))
      assert.deepInclude(error, { _tag: "Transient", code })
      assert.deepStrictEqual((yield* get(alien)).item, written)
    }).pipe(Effect.provide(memory(Latency.none, fault)))
  )

  it.effect("crash: it is gone for this request and every other", () =>
    Effect.gen(function* () {
      const errors = yield* Effect.all([Effect.flip(put(alien)), Effect.flip(get(alien))])
      assert.deepStrictEqual(
        errors.map(({ _tag, code }) => [_tag, code]),
        [
          ["Fatal", "ECONNREFUSED"],
          ["Fatal", "ECONNREFUSED"]
        ]
      )
    }).pipe(Effect.provide(memory(Latency.none, { _tag: "crash" })))
  )
})

describe("the ports", () => {
  it.effect("a refused item is Rejected with the service's words", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(put({ title: { N: "300" } }))
      assert.deepInclude(error, {
        _tag: "Rejected",
        code: "ValidationException",
        message: "One or more parameter values were invalid: Type mismatch for key title expected: S actual: N"
      })
    }).pipe(Effect.provide(memory(Latency.none)))
  )

  it.effect("a missing table is Fatal, its removal is not", () =>
    Effect.gen(function* () {
      const tables = yield* Tables
      yield* tables.remove(table)
      yield* tables.remove(table)
      const error = yield* Effect.flip(put(alien))
      assert.deepInclude(error, { _tag: "Fatal", code: "ResourceNotFoundException" })
    }).pipe(Effect.provide(memory(Latency.none)))
  )

  it.effect("scans page by page", () =>
    Effect.gen(function* () {
      const db = yield* DynamoDB
      yield* Effect.forEach(numbered(3), put)
      const first = yield* db.scanPage({ table, consistent: true, limit: 2 })
      const second = yield* db.scanPage({ table, consistent: true, limit: 2, start: first.next })
      assert.deepStrictEqual([first.items.length, second.items.length, second.next], [2, 1, undefined])
      assert.strictEqual(first.consumed, 1)
    }).pipe(Effect.provide(memory(Latency.none)))
  )
})
