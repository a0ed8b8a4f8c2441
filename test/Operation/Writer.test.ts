import { assert, describe, it } from "@effect/vitest"
import { Cause, Clock, Effect, Exit, FastCheck, Layer, Metric, Option, Random, Schedule } from "effect"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import { DynamoDB, Tables, type WriteRequest } from "../../src/DynamoDB.ts"
import type { Fault, FaultPlan } from "../../src/domain/FaultPlan.ts"
import type { Item } from "../../src/domain/Item.ts"
import type { Table } from "../../src/domain/Job.ts"
import * as Key from "../../src/domain/Key.ts"
import type { Flight } from "../../src/domain/RaceResult.ts"
import { Fatal, Rejected, type RequestError, Throttled, Transient } from "../../src/domain/RequestError.ts"
import * as RetrySettings from "../../src/domain/RetrySettings.ts"
import { Lap } from "../../src/Lap.ts"
import * as Metrics from "../../src/Metrics.ts"
import * as Writer from "../../src/Operation/Writer.ts"
import { Operation, type Unit } from "../../src/Operation.ts"
import * as RetryPolicy from "../../src/RetryPolicy.ts"
import { percentileMs, sum } from "../../src/Tally.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const key: Key.KeySchema = { partition: { name: "id", type: "S" } }
const table: Table = { name: "written", key }
const item = (id: number | string, version = 0): Item => ({ id: { S: `${id}` }, version: { N: `${version}` } })
const numbered = (count: number, from = 0): Unit => Array.from({ length: count }, (_, n) => item(n + from))
const idOf = (item: Item) => Key.toText(key, item)
const ids = (items: Iterable<Item>) => Array.from(items, idOf)
const byText = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true })

/** Performs the units side by side, and says what came of it and how long it took. */
const perform = (...units: ReadonlyArray<Unit>) =>
  Effect.gen(function* () {
    const operation = yield* Operation
    const tally = yield* (yield* Lap).begin(table)
    const begun = yield* Clock.currentTimeMillis
    const exit = yield* Effect.exit(
      Effect.forEach(units, (unit) => operation.perform(unit), { concurrency: "unbounded", discard: true })
    )
    return { tally, exit, ms: (yield* Clock.currentTimeMillis) - begun }
  })

const over = <E>(dynamodb: Layer.Layer<DynamoDB, E>) =>
  Writer.layer.pipe(Layer.provideMerge(Layer.merge(dynamodb, Lap.layer(table))), Layer.orDie)

const steady = { p50_ms: 10, p99_ms: 10 }

const memory = (faults: FaultPlan, latency = steady) =>
  over(
    Layer.effectDiscard(Effect.flatMap(Tables, (tables) => tables.create(table))).pipe(
      Layer.provideMerge(Memory.layer({ seed: 1, latency, faults }))
    )
  )

/** Everything that stands in the table. */
const content = Effect.gen(function* () {
  const dynamodb = yield* DynamoDB
  const page = yield* dynamodb
    .scanPage({ table: table.name, consistent: true })
    .pipe(Effect.retry(Schedule.recurs(1_000)))
  return new Map(page.items.map((item) => [idOf(item), item]))
})

/**
 * A port that takes 10 ms for a request and says of the `nth` what `answer` says: which items it leaves unprocessed, or
 * why it fails. It notes what each request carried and what it wrote.
 */
const scripted = (answer: (items: Unit, nth: number) => Unit | RequestError) => {
  const requests: Array<ReadonlyArray<string>> = []
  const written: Array<Item> = []
  const serve = (items: Unit) =>
    Effect.suspend((): Effect.Effect<Unit, RequestError> => {
      const answered = answer(items, requests.length)
      requests.push(ids(items))
      if ("_tag" in answered) return Effect.delay(Effect.fail(answered), 10)
      written.push(...items.filter((item) => !answered.includes(item)))
      return Effect.delay(Effect.succeed(answered), 10)
    })
  const put = (item: Item): WriteRequest => ({ _tag: "put", item })
  const layer = Layer.mock(DynamoDB, {
    putItem: ({ item }) => Effect.as(serve([item]), { consumed: 1 }),
    batchWriteItem: ({ requests }) =>
      serve(requests.flatMap((request) => (request._tag === "put" ? [request.item] : []))).pipe(
        Effect.map((left) => ({ unprocessed: left.map(put), consumed: requests.length - left.length }))
      )
  })
  return { requests, written, layer: over(layer) }
}

const throttled = new Throttled({ code: "ThrottlingException", reasons: [] })

/** Waits half of each full delay. */
const halfTheDelay = Effect.withRandom(Random.fixed([0.5]))
const byChance = Effect.withRandom(Random.make(1))

const throttle = (...reasons: ReadonlyArray<string>): Fault => ({
  _tag: "throttle",
  reasons: reasons.map((reason) => ({ reason, resource: "arn:aws:dynamodb:eu-central-1:123456789012:table/written" }))
})

describe("throttles", () => {
  it.effect("a storm loses nothing", () =>
    Effect.gen(function* () {
      const { exit, tally } = yield* perform(...numbered(20).map((one) => [one]), numbered(25, 20), numbered(25, 45))
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(tally.items, 70)
      assert.strictEqual(tally.rejectedKeys.size, 0)
      assert.deepStrictEqual(
        Array.from(yield* content)
          .map(([id]) => id)
          .sort(byText),
        ids(numbered(70))
      )
      assert.strictEqual(tally.attempts, 22 + 80)
      assert.deepStrictEqual(Array.from(tally.retries), [["ProvisionedThroughputExceededException", 80]])
      assert.strictEqual(tally.request.totalCount, 102)
      assert.strictEqual(tally.consumed, 70)
    }).pipe(Effect.provide(memory([{ from: 0, to: 80, fault: throttle() }])), byChance, inVirtualTime)
  )

  it.effect("are counted by the service's reasons, a batch by its items", () =>
    Effect.gen(function* () {
      const { tally } = yield* perform([item("a")])
      const batch = yield* perform(numbered(5))
      assert.deepStrictEqual(Array.from(tally.throttles), [
        ["TableWriteKeyRangeThroughputExceeded", 2],
        ["TableWriteAccountLimitExceeded", 1]
      ])
      assert.deepStrictEqual(Array.from(batch.tally.throttles), [["ProvisionedThroughputExceededException", 5]])
    }).pipe(
      Effect.provide(
        memory([
          { from: 0, to: 1, fault: throttle("TableWriteKeyRangeThroughputExceeded") },
          {
            from: 1,
            to: 2,
            fault: throttle("TableWriteKeyRangeThroughputExceeded", "TableWriteAccountLimitExceeded")
          },
          { from: 3, to: 4, fault: throttle() }
        ])
      ),
      inVirtualTime
    )
  )

  it.effect("without end are given up, the item rejected for that reason", () => {
    const { layer } = scripted(() => throttled)
    return Effect.gen(function* () {
      const { exit, ms, tally } = yield* perform([item("a")])
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(tally.items, 0)
      assert.deepStrictEqual(Array.from(tally.rejected), [["ThrottlingException", 1]])
      assert.deepStrictEqual(Array.from(tally.rejectedKeys.keys()), ["a"])
      assert.strictEqual(tally.attempts, 10)
      assert.strictEqual(sum(tally.retries), 9)
      assert.strictEqual(ms, 10 * 10 + 9_150 / 2)
    }).pipe(Effect.provide(layer), halfTheDelay, inVirtualTime)
  })
})

describe("unprocessed items", () => {
  it.effect("are sent again alone, whatever their order; the others are written once", () => {
    const left: ReadonlyArray<ReadonlyArray<number>> = [[20, 3, 7], [7], []]
    const { layer, requests, written } = scripted((items, nth) =>
      (left[nth] ?? []).flatMap((id) => items.filter((item) => idOf(item) === `${id}`))
    )
    return Effect.gen(function* () {
      const { ms, tally } = yield* perform(numbered(25))
      assert.deepStrictEqual(requests, [ids(numbered(25)), ["3", "7", "20"], ["7"]])
      assert.deepStrictEqual(ids(written).sort(byText), ids(numbered(25)))
      assert.deepStrictEqual(Array.from(tally.retries), [["UnprocessedItems", 2]])
      assert.deepStrictEqual(Array.from(tally.throttles), [["UnprocessedItems", 4]])
      assert.deepStrictEqual([tally.items, tally.consumed, tally.rejectedKeys.size], [25, 25, 0])
      assert.strictEqual(ms, 10 + 25 + 10 + 50 + 10)
      assert.deepStrictEqual(
        [50, 90, 98, 100].map((percentile) => Math.round(percentileMs(tally.item, percentile))),
        [10, 45, 105, 105]
      )
      assert.strictEqual(tally.item.totalCount, 25)
    }).pipe(Effect.provide(layer), halfTheDelay, inVirtualTime)
  })

  it.effect("that never get through are rejected, the others are not", () => {
    const { layer, requests, written } = scripted((items) => items.filter((item) => idOf(item) === "4"))
    return Effect.gen(function* () {
      const { exit, ms, tally } = yield* perform(numbered(25))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(requests, [ids(numbered(25)), ...Array.from({ length: 9 }, () => ["4"])])
      assert.strictEqual(written.length, 24)
      assert.strictEqual(tally.items, 24)
      assert.deepStrictEqual(Array.from(tally.rejected), [["UnprocessedItems", 1]])
      assert.deepStrictEqual(Array.from(tally.rejectedKeys.keys()), ["4"])
      assert.isAtMost(ms, 100 + 9_150)
    }).pipe(Effect.provide(layer), byChance, inVirtualTime)
  })

  it.effect("make a request that wrote nothing a throttled one", () =>
    Effect.gen(function* () {
      const { tally } = yield* perform(numbered(5))
      assert.deepStrictEqual(
        tally.flights.map(({ outcome }) => outcome),
        ["throttled", "written"]
      )
      assert.strictEqual((yield* content).size, 5)
    }).pipe(Effect.provide(memory([{ from: 0, to: 1, fault: { _tag: "unprocessed" } }])), inVirtualTime)
  )

  it.effect("that were never sent are Fatal, and nothing of the batch counts as written", () => {
    const { layer } = scripted((_items, nth) => (nth === 0 ? [item("stranger")] : []))
    return Effect.gen(function* () {
      const { exit, tally } = yield* perform(numbered(5))
      const failure = Option.flatMap(Exit.causeOption(exit), Cause.failureOption)
      assert.strictEqual(Option.getOrUndefined(failure)?.code, "UnknownUnprocessedItem")
      assert.deepStrictEqual([tally.items, tally.attempts, tally.rejectedKeys.size], [0, 1, 0])
    }).pipe(Effect.provide(layer), inVirtualTime)
  })
})

describe("bad items", () => {
  const oversize: Item = { id: { S: "bad" }, payload: { S: "x".repeat(409_600) } }
  const bad: ReadonlyArray<readonly [string, Item]> = [
    ["over 400 KB", oversize],
    ["no key", { version: { N: "1" } }],
    ["a key of another type", { id: { N: "7" } }],
    ["an empty key", { id: { S: "" } }],
    ["a number of 39 digits", { id: { S: "bad" }, version: { N: "1".repeat(39) } }]
  ]

  it.effect.each(bad)("%s: it alone is rejected", ([, one]) =>
    Effect.gen(function* () {
      const unit = numbered(24).toSpliced(17, 0, one)
      const { exit, tally } = yield* perform(unit)
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        Array.from(yield* content)
          .map(([id]) => id)
          .sort(byText),
        ids(numbered(24))
      )
      assert.strictEqual(tally.items, 24)
      assert.strictEqual(tally.consumed, 24)
      assert.deepStrictEqual(Array.from(tally.rejected), [["ValidationException", 1]])
      assert.deepStrictEqual(Array.from(tally.rejectedKeys.keys()), [idOf(one)])
      assert.deepStrictEqual(Array.from(tally.retries), [])
      const alone = yield* perform([one])
      assert.deepStrictEqual([alone.tally.items, sum(alone.tally.rejected), alone.tally.attempts], [0, 1, 1])
    }).pipe(Effect.provide(memory([])), inVirtualTime)
  )

  it.effect.prop(
    "any of them: each is rejected, every other item written exactly once",
    {
      wrong: FastCheck.uniqueArray(FastCheck.integer({ min: 0, max: 24 })),
      size: FastCheck.integer({ min: 1, max: 25 })
    },
    ({ size, wrong }) => {
      const isWrong = (item: Item) => wrong.includes(Number(idOf(item)))
      const { layer, written } = scripted((items) =>
        items.some(isWrong) ? new Rejected({ code: "ValidationException", message: "refused by the test" }) : []
      )
      return Effect.gen(function* () {
        const unit = numbered(size)
        const { tally } = yield* perform(unit)
        assert.deepStrictEqual(ids(written), ids(unit.filter((item) => !isWrong(item))))
        assert.deepStrictEqual(Array.from(tally.rejectedKeys.keys()), ids(unit.filter(isWrong)))
        assert.strictEqual(tally.items + sum(tally.rejected), size)
      }).pipe(Effect.provide(layer), inVirtualTime)
    },
    { fastCheck: { numRuns: 40, seed: 1 } }
  )
})

describe("one key more than once in a unit", () => {
  const unit = [item("a", 1), item("b", 1), item("a", 2), item("c", 1), item("a", 3), item("b", 2)]

  it.effect("is split, one request after another", () => {
    const { layer, requests, written } = scripted(() => [])
    return Effect.gen(function* () {
      const { ms, tally } = yield* perform(unit)
      assert.deepStrictEqual(requests, [["a", "b", "c"], ["a", "b"], ["a"]])
      assert.deepStrictEqual(
        written.filter((item) => idOf(item) === "a"),
        [item("a", 1), item("a", 2), item("a", 3)]
      )
      assert.deepStrictEqual([tally.items, ms], [6, 30])
    }).pipe(Effect.provide(layer), inVirtualTime)
  })

  it.effect("ends with the last version, also in bad weather", () =>
    Effect.gen(function* () {
      const { tally } = yield* perform(unit)
      assert.deepStrictEqual(
        Array.from((yield* content).values()).sort((a, b) => byText(idOf(a), idOf(b))),
        [item("a", 3), item("b", 2), item("c", 1)]
      )
      assert.deepStrictEqual([tally.items, sum(tally.retries)], [6, 5])
    }).pipe(
      Effect.provide(
        memory([
          { from: 0, to: 2, fault: throttle() },
          { from: 3, to: 4, fault: { _tag: "unprocessed" } },
          { from: 4, to: 5, fault: { _tag: "reset", when: "after" } },
          { from: 6, to: 7, fault: { _tag: "reset", when: "before" } }
        ])
      ),
      inVirtualTime
    )
  )
})

describe("unknown outcomes", () => {
  it.effect.each<readonly [string, Unit, Fault, string]>([
    ["a put, carried out", [item("a")], { _tag: "reset", when: "after" }, "ECONNRESET"],
    ["a put, not carried out", [item("a")], { _tag: "reset", when: "before" }, "ECONNRESET"],
    ["a batch, carried out", numbered(25), { _tag: "truncate" }, "TruncatedAnswer"]
  ])("%s: one effect, one retry", ([, unit, fault, reason]) =>
    Effect.gen(function* () {
      const { ms, tally } = yield* perform(unit)
      assert.deepStrictEqual(
        Array.from(yield* content)
          .map(([id]) => id)
          .sort(byText),
        ids(unit)
      )
      assert.deepStrictEqual([tally.items, tally.attempts, sum(tally.rejected)], [unit.length, 2, 0])
      assert.deepStrictEqual(Array.from(tally.retries), [[reason, 1]])
      assert.strictEqual(tally.throttles.size, 0)
      assert.deepStrictEqual(
        tally.flights.map(({ outcome }) => outcome),
        ["failed", "written"]
      )
      assert.strictEqual(ms, 10 + 12.5 + 10)
    }).pipe(Effect.provide(memory([{ from: 0, to: 1, fault }])), halfTheDelay, inVirtualTime)
  )
})

describe("no answer at all", () => {
  const reset = new Transient({ code: "ECONNRESET" })

  it.effect.each([
    ["a put", 1],
    ["a batch", 3]
  ] as const)("%s is rejected in the end: nothing that may be missing counts as written", ([, size]) => {
    const { layer } = scripted(() => reset)
    return Effect.gen(function* () {
      const { exit, ms, tally } = yield* perform(numbered(size))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual([tally.items, tally.attempts], [0, 10])
      assert.deepStrictEqual(Array.from(tally.rejected), [["ECONNRESET", size]])
      assert.deepStrictEqual(Array.from(tally.rejectedKeys.keys()), ids(numbered(size)))
      assert.deepStrictEqual(Array.from(tally.retries), [["ECONNRESET", 9]])
      assert.strictEqual(ms, 10 * 10 + 7_175 / 2)
    }).pipe(Effect.provide(layer), halfTheDelay, inVirtualTime)
  })
})

describe("what is fatal", () => {
  const fatal = new Fatal({ code: "AccessDeniedException", message: "" })

  it.effect("ends at once: nothing more is sent, nothing counted", () => {
    const { layer, requests } = scripted((_items, nth) => (nth === 1 ? fatal : []))
    return Effect.gen(function* () {
      const { exit, tally } = yield* perform([item("a", 1), item("b"), item("a", 2), item("b"), item("a", 3)])
      assert.deepStrictEqual(exit, Exit.fail(fatal))
      assert.deepStrictEqual(requests, [
        ["a", "b"],
        ["a", "b"]
      ])
      assert.deepStrictEqual([tally.items, tally.attempts, sum(tally.rejected)], [2, 2, 0])
    }).pipe(Effect.provide(layer), inVirtualTime)
  })

  it.effect("ends what was being retried", () => {
    const { layer, requests } = scripted((_items, nth) => (nth === 2 ? fatal : throttled))
    return Effect.gen(function* () {
      const { exit } = yield* perform(numbered(3))
      assert.deepStrictEqual(exit, Exit.fail(fatal))
      assert.strictEqual(requests.length, 3)
    }).pipe(Effect.provide(layer), inVirtualTime)
  })
})

/** Slots of which the flights overlap, and flights that passed over a slot that was free. */
const misplaced = (flights: ReadonlyArray<Flight>) =>
  flights.filter((flight) => {
    const inSlot = (slot: number) => flights.filter((other) => other !== flight && other.slot === slot)
    const overlaps = inSlot(flight.slot).some(
      ({ end_ms, start_ms }) => start_ms < flight.end_ms && end_ms > flight.start_ms
    )
    const below = Array.from({ length: flight.slot }, (_, slot) => slot)
    const taken = (slot: number) =>
      inSlot(slot).some(({ end_ms, start_ms }) => start_ms <= flight.start_ms && flight.start_ms <= end_ms)
    return overlaps || !below.every(taken)
  })

describe("what is seen", () => {
  it.effect("an item's latency goes from hand-over to settled, a request's from sent to answered", () => {
    const { layer } = scripted((_items, nth) => (nth < 2 ? throttled : []))
    return Effect.gen(function* () {
      const { tally } = yield* perform([item("a")])
      assert.deepStrictEqual(
        [tally.item.totalCount, Math.round(percentileMs(tally.item, 100))],
        [1, 10 + 25 + 10 + 50 + 10]
      )
      assert.deepStrictEqual([tally.request.totalCount, Math.round(percentileMs(tally.request, 100))], [3, 10])
      assert.deepStrictEqual(tally.flights, [
        { worker: 0, slot: 0, start_ms: 0, end_ms: 10, attempt: 1, outcome: "throttled" },
        { worker: 0, slot: 0, start_ms: 35, end_ms: 45, attempt: 2, outcome: "throttled" },
        { worker: 0, slot: 0, start_ms: 95, end_ms: 105, attempt: 3, outcome: "written" }
      ])
      assert.deepStrictEqual(tally.timeline, [0, 1])
    }).pipe(Effect.provide(layer), halfTheDelay, inVirtualTime)
  })

  it.effect("flights of the first 500 requests, in rows that do not overlap", () =>
    Effect.gen(function* () {
      const operation = yield* Operation
      const tally = yield* (yield* Lap).begin(table)
      yield* Effect.forEach(numbered(600), (one) => operation.perform([one]), { concurrency: 23, discard: true })
      assert.strictEqual(tally.attempts, 600 + sum(tally.retries))
      assert.strictEqual(tally.flights.length, 500)
      assert.deepStrictEqual(misplaced(tally.flights), [])
      assert.strictEqual(Math.max(...tally.flights.map(({ slot }) => slot)), 22)
      assert.strictEqual(
        tally.timeline.reduce((total, items) => total + items, 0),
        tally.items
      )
      assert.strictEqual(tally.items, 600)
    }).pipe(
      Effect.provide(memory([{ from: 40, to: 70, fault: throttle() }], { p50_ms: 7, p99_ms: 40 })),
      byChance,
      inVirtualTime
    )
  )

  it.effect("Effect's metrics grow by the same numbers, labelled as the lap is", () =>
    Effect.gen(function* () {
      const { tally } = yield* perform(numbered(5), [item("a")], [{ id: { S: "" } }])
      const counted = (metric: Metric.Metric.Counter<number>, reason: string) =>
        Effect.map(
          Metric.value(Metric.tagged(Metric.tagged(metric, "reason", reason), "contestant", "of this test")),
          ({ count }) => count
        )
      const requests = yield* Metric.value(Metric.tagged(Metrics.requests, "contestant", "of this test"))
      assert.strictEqual(requests.count, tally.attempts)
      const expected = { throttled: 5, unprocessed: 5, retried: 2, rejected: 1 }
      const code = "ProvisionedThroughputExceededException"
      assert.deepStrictEqual(
        {
          throttled: yield* counted(Metrics.throttles, code),
          unprocessed: yield* counted(Metrics.throttles, "UnprocessedItems"),
          retried: (yield* counted(Metrics.retries, code)) + (yield* counted(Metrics.retries, "UnprocessedItems")),
          rejected: yield* counted(Metrics.rejects, "ValidationException")
        },
        expected
      )
      assert.deepStrictEqual(
        {
          throttled: tally.throttles.get(code),
          unprocessed: tally.throttles.get("UnprocessedItems"),
          retried: sum(tally.retries),
          rejected: tally.rejected.get("ValidationException")
        },
        expected
      )
    }).pipe(
      Effect.provide(
        memory([
          { from: 0, to: 1, fault: throttle() },
          { from: 3, to: 4, fault: { _tag: "unprocessed" } }
        ])
      ),
      Effect.tagMetrics("contestant", "of this test"),
      inVirtualTime
    )
  )

  it.effect("a request belongs to the lap in which its unit was handed over", () =>
    Effect.gen(function* () {
      const operation = yield* Operation
      const lap = yield* Lap
      const first = yield* lap.begin(table)
      const late = yield* Effect.fork(operation.perform([item("a")]))
      yield* Effect.sleep(5)
      const second = yield* lap.begin(table)
      yield* operation.perform([item("b")])
      yield* late
      assert.deepStrictEqual([first.items, second.items, second.attempts], [1, 1, 1])
    }).pipe(Effect.provide(memory([])), inVirtualTime)
  )
})

const fault: FastCheck.Arbitrary<Fault> = FastCheck.constantFrom<Fault>(
  throttle("TableWriteProvisionedThroughputExceeded"),
  { _tag: "unprocessed" },
  { _tag: "delay", ms: 70 },
  { _tag: "reset", when: "before" },
  { _tag: "reset", when: "after" },
  { _tag: "truncate" }
)
const faults = FastCheck.array(
  FastCheck.record({ from: FastCheck.nat(60), length: FastCheck.integer({ min: 1, max: 20 }), fault }).map(
    ({ fault, from, length }) => ({ from, to: from + length, fault })
  ),
  { maxLength: 6 }
)
const sizes = FastCheck.array(FastCheck.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 12 })
/** Carried out, though nobody was told. */
const isBlind = (fault: Fault) => fault._tag === "truncate" || (fault._tag === "reset" && fault.when === "after")

describe("the law of the ledger", () => {
  const impatient = Layer.succeed(
    RetryPolicy.RetryPolicy,
    RetryPolicy.fromSettings({ ...RetrySettings.defaults, max_attempts: 4 })
  )

  it.effect.prop(
    "acknowledged + rejected = handed over; the table holds what was acknowledged",
    { faults, sizes, seed: FastCheck.nat() },
    ({ faults, seed, sizes }) =>
      Effect.gen(function* () {
        const units = sizes.map((size, nth) => numbered(size, nth * 25))
        const items = units.flat()
        const { exit, tally } = yield* perform(...units)
        assert.isTrue(Exit.isSuccess(exit))
        assert.strictEqual(tally.items + sum(tally.rejected), items.length)
        assert.strictEqual(tally.rejectedKeys.size, sum(tally.rejected))
        assert.strictEqual(tally.attempts, units.length + sum(tally.retries))
        assert.strictEqual(tally.request.totalCount, tally.attempts)
        const stored = yield* content
        const acknowledged = items.filter((item) => !tally.rejectedKeys.has(idOf(item)))
        for (const item of acknowledged) assert.deepStrictEqual(stored.get(idOf(item)), item)
        if (!faults.some(({ fault }) => isBlind(fault))) assert.strictEqual(stored.size, acknowledged.length)
      }).pipe(
        Effect.provide(Layer.provide(memory(faults), impatient)),
        Effect.withRandom(Random.make(seed)),
        inVirtualTime
      ),
    { fastCheck: { numRuns: 60, seed: 1 } }
  )
})
