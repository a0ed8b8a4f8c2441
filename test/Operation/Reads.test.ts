import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Random } from "effect"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import { ContentSum } from "../../src/domain/ContentSum.ts"
import type { Fault, FaultPlan } from "../../src/domain/FaultPlan.ts"
import type { Item } from "../../src/domain/Item.ts"
import type { Table } from "../../src/domain/Job.ts"
import * as Key from "../../src/domain/Key.ts"
import type { TableOperation } from "../../src/domain/OperationKind.ts"
import { Rejected } from "../../src/domain/RequestError.ts"
import { Lap } from "../../src/Lap.ts"
import { Operation, type Unit } from "../../src/Operation.ts"
import * as Operations from "../../src/Operations.ts"
import { sum, type Tally } from "../../src/Tally.ts"
import * as Generated from "../../src/Workload/Generated.ts"
import * as Keys from "../../src/Workload/Keys.ts"
import * as Segments from "../../src/Workload/Segments.ts"
import { units } from "../../src/Workload.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const size = 300
const items = Generated.make({
  _tag: "Generated",
  size,
  seed: 1,
  item_size_bytes: 200,
  keys: "uniform",
  repeat_keys: 0,
  shards: 4,
  prefix: ""
})
const table: Table = { name: "read", key: items.key }

const content = (some: Iterable<Item>): bigint => {
  const all = new ContentSum()
  for (const item of some) all.add(item)
  return all.value
}

type Port = typeof DynamoDB.Service

/** A table that holds the items, and what meets requests once it does: those of writing are not counted. */
const filled = (faults: FaultPlan, alter: (port: Port) => Partial<Port> = () => ({})) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const shifted = faults.map((fault) => ({ ...fault, from: fault.from + size, to: fault.to + size }))
      const memory = yield* Layer.build(Memory.layer({ seed: 1, latency: { p50_ms: 10, p99_ms: 10 }, faults: shifted }))
      yield* Effect.gen(function* () {
        yield* (yield* Tables).create(table)
        const { putItem } = yield* DynamoDB
        for (const item of items) yield* putItem({ table: table.name, item })
      }).pipe(Effect.provide(memory))
      return Layer.effect(
        DynamoDB,
        Effect.map(DynamoDB, (port) => ({ ...port, ...alter(port) }))
      ).pipe(Layer.provide(Layer.succeedContext(memory)))
    })
  )

interface Read {
  readonly tally: Tally
  readonly exit: Exit.Exit<void, unknown>
}

/** Reads all units side by side, and says what came of it. */
const read = (
  operation: TableOperation,
  units: Iterable<Unit>,
  faults: FaultPlan = [],
  alter?: (port: Port) => Partial<Port>
): Effect.Effect<Read> =>
  Effect.gen(function* () {
    const { perform } = yield* Operation
    const tally = yield* (yield* Lap).begin(table)
    const exit = yield* Effect.exit(Effect.forEach(units, perform, { concurrency: "unbounded", discard: true }))
    return { tally, exit }
  }).pipe(
    Effect.provide(
      Operations.layer(operation).pipe(Layer.provideMerge(Layer.merge(filled(faults, alter), Lap.layer(table))))
    ),
    Effect.withRandom(Random.make(1)),
    Effect.orDie,
    inVirtualTime
  )

const scan = { _tag: "scan", consistent: false, page: 7 } as const
const query = { _tag: "query", consistent: false, page: 7 } as const
const get = { _tag: "get", consistent: false } as const

const segments = (of: number) => units(Segments.make(of), 1)
const partitions = () => units(Keys.make(items, "partition"), 1)
const keys = (batch: number) => units(Keys.make(items, "whole"), batch)

const complete = ({ exit, tally }: Read) => {
  assert.isTrue(Exit.isSuccess(exit))
  assert.strictEqual(tally.items, size)
  assert.strictEqual(tally.content.value, content(items))
  assert.strictEqual(tally.rejected.size, 0)
}

const ways: ReadonlyArray<readonly [string, TableOperation, () => Iterable<Unit>]> = [
  ["a scan of one segment", scan, () => segments(1)],
  ["a scan of four segments", scan, () => segments(4)],
  ["a scan of more segments than items", scan, () => segments(500)],
  ["a scan of whole pages", { ...scan, page: null }, () => segments(3)],
  ["a query of every partition key", query, partitions],
  ["a query of whole pages", { ...query, page: null }, partitions],
  ["a get of each key", get, () => keys(1)],
  ["a get of a hundred keys a request", get, () => keys(100)]
]

const throttle: Fault = {
  _tag: "throttle",
  reasons: [{ reason: "TableReadKeyRangeThroughputExceeded", resource: "arn:aws:dynamodb:eu-west-1:1:table/read" }]
}

/** Each of them on every third request among the first sixty. */
const passing: ReadonlyArray<readonly [string, Fault]> = [
  ["a connection that is reset before the answer", { _tag: "reset", when: "before" }],
  ["one that is reset in the middle of a page", { _tag: "reset", when: "after" }],
  ["an answer that is cut off", { _tag: "truncate" }],
  ["throttles", throttle],
  ["requests that are left unprocessed", { _tag: "unprocessed" }]
]

const everyThird = (fault: Fault): FaultPlan =>
  Array.from({ length: 20 }, (_, n) => ({ fault, from: 3 * n + 1, to: 3 * n + 2 }))

describe.each(ways)("%s", (_, operation, unitsOf) => {
  it.effect("reads every item once", () => Effect.map(read(operation, unitsOf()), complete))

  it.effect.each(passing)("reads every item once despite %s", ([, fault]) =>
    Effect.map(read(operation, unitsOf(), everyThird(fault)), complete)
  )

  it.effect("ends in a named failure where there is no end of throttles", () =>
    Effect.gen(function* () {
      const { exit, tally } = yield* read(operation, unitsOf(), [{ fault: throttle, from: 0, to: 1e9 }])
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(tally.items, 0)
      assert.deepStrictEqual(Array.from(tally.rejected.keys()), ["ProvisionedThroughputExceededException"])
      assert.strictEqual(sum(tally.rejected), operation._tag === "get" ? size : Array.from(unitsOf()).length)
      assert.isTrue(tally.throttles.has("TableReadKeyRangeThroughputExceeded"))
    })
  )

  it.effect("counts the capacity of each request", () =>
    Effect.gen(function* () {
      const { tally } = yield* read(operation, unitsOf())
      // items of 200 B: each by itself half a unit, those of a page together what they take, rounded up once
      const least = (size * 200) / 4096 / 2
      if (operation._tag === "get") assert.strictEqual(tally.consumed, size / 2)
      else assert.isTrue(tally.consumed >= least && tally.consumed <= least + tally.attempts / 2)
      assert.strictEqual(tally.request.totalCount, tally.attempts)
    })
  )
})

describe("a scan of four segments", () => {
  it.effect("names the segment that cannot be read, and no other", () =>
    Effect.gen(function* () {
      const { exit, tally } = yield* read(scan, segments(4), [], ({ scanPage }) => ({
        scanPage: (request) =>
          request.segment?.index === 2 && request.start !== undefined
            ? Effect.zipRight(
                Effect.sleep(10),
                Effect.fail(new Rejected({ code: "ValidationException", message: "refused by the test" }))
              )
            : scanPage(request)
      }))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(Array.from(tally.rejectedKeys.keys()), ["segment 2 of 4"])
      assert.isBelow(tally.items, size)
    })
  )
})

describe("pages", () => {
  it.effect("that are empty and have a next one do not end it", () =>
    Effect.gen(function* () {
      // every other answer brings nothing: one goes on from where it was asked to begin
      let asked = 0
      const { exit, tally } = yield* read(scan, segments(1), [], ({ scanPage }) => ({
        scanPage: ({ start, ...request }) =>
          start !== undefined && asked++ % 2 === 0
            ? Effect.delay(Effect.succeed({ items: [], next: { ...start, empty: { BOOL: true } }, consumed: 0.5 }), 10)
            : scanPage({ ...request, start: start === undefined ? undefined : Key.pick(table.key, start) })
      }))
      assert.isAbove(asked, 20)
      complete({ exit, tally })
    })
  )

  it.effect("that end where they began end the run by name", () =>
    Effect.gen(function* () {
      const [first = {}] = items
      const { exit } = yield* read(scan, segments(1), [], () => ({
        scanPage: () => Effect.delay(Effect.succeed({ items: [], next: Key.pick(table.key, first), consumed: 0.5 }), 10)
      }))
      assert.isTrue(Exit.isFailure(exit) && Cause.pretty(exit.cause).includes("reads it for ever"))
    })
  )
})

describe("a get", () => {
  it.effect("of a key that is not there reads nothing, and is no failure", () =>
    Effect.gen(function* () {
      const missing = { pk: { S: "nobody" }, sk: { S: "nowhere" } }
      const { exit, tally } = yield* read(get, [[missing]])
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual([tally.items, tally.attempts, tally.consumed, sum(tally.rejected)], [0, 1, 0.5, 0])
    })
  )

  it.effect("asks for a key that stands in a unit twice in two requests", () =>
    Effect.gen(function* () {
      const [unit = []] = keys(3)
      const { tally } = yield* read(get, [[...unit, ...unit.slice(0, 1)]])
      assert.deepStrictEqual([tally.items, tally.attempts], [4, 2])
    })
  )

  it.effect("asks for what comes back unprocessed alone", () =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const { tally } = yield* read(get, keys(100), [], ({ batchGetItem }) => ({
        batchGetItem: (request) => {
          asked.push(request.keys.length)
          const half = Math.ceil(request.keys.length / 2)
          return Effect.map(batchGetItem({ ...request, keys: request.keys.slice(0, half) }), (found) => ({
            ...found,
            unprocessed: request.keys.slice(half)
          }))
        }
      }))
      assert.strictEqual(tally.items, size)
      assert.deepStrictEqual(asked.toSorted((a, b) => b - a).slice(0, 6), [100, 100, 100, 50, 50, 50])
      assert.isTrue(tally.throttles.has("UnprocessedKeys"))
    })
  )
})

describe("consistency", () => {
  it.effect("costs twice the units", () =>
    Effect.gen(function* () {
      for (const [, operation, unitsOf] of ways) {
        if (operation._tag === "put") continue
        const eventual = yield* read(operation, unitsOf())
        const strong = yield* read({ ...operation, consistent: true }, unitsOf())
        complete(strong)
        assert.strictEqual(strong.tally.consumed, 2 * eventual.tally.consumed)
      }
    })
  )
})
