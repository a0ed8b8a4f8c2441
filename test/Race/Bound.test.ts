import { assert, describe, it } from "@effect/vitest"
import { Effect, Either } from "effect"
import { Tables } from "../../src/DynamoDB.ts"
import type { TableOperation } from "../../src/domain/OperationKind.ts"
import { usEast1 } from "../../src/domain/Price.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Bound from "../../src/Race/Bound.ts"
import type { Source } from "../../src/Race/Source.ts"
import * as Race from "../../src/Race.ts"
import { distinct } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { altered, fileOf, generated } from "./simulated.ts"

interface Staged {
  readonly why: string
  readonly entries: ReadonlyArray<string>
  readonly operation?: TableOperation
  readonly source?: Source
  readonly options?: Partial<Race.Options>
  readonly latencyMs?: number
}

/** What a race on AWS consumes, and what it may at most. */
const raced = ({ entries, latencyMs = 10, operation = { _tag: "put" }, options = {}, source = generated() }: Staged) =>
  Effect.gen(function* () {
    const used = { items: 0, written: 0, read: 0 }
    const counted =
      (what: "written" | "read") =>
      <A extends { readonly consumed: number }, E>(effect: Effect.Effect<A, E>) =>
        Effect.tap(effect, ({ consumed }) => {
          used[what] += consumed
        })
    const conditions = { seed: 1, latency: { p50_ms: latencyMs, p99_ms: latencyMs }, faults: [] }
    const backend = altered(Backend.layerSimulated(conditions), {
      backend: { name: "aws" },
      dynamodb: (port) => ({
        putItem: (put) => {
          used.items++
          return counted("written")(port.putItem(put))
        },
        batchWriteItem: (batch) => {
          used.items += batch.requests.filter(({ _tag }) => _tag === "put").length
          return counted("written")(port.batchWriteItem(batch))
        },
        getItem: (get) => counted("read")(port.getItem(get)),
        batchGetItem: (get) => counted("read")(port.batchGetItem(get)),
        scanPage: (scan) => counted("read")(port.scanPage(scan)),
        queryPage: (query) => counted("read")(port.queryPage(query))
      })
    })
    const contestants = Either.getOrThrow(Race.lineUp(entries, operation._tag))
    const plan = { ...Race.usual, lapTimeMs: 300, ...options, contestants, operation, source }
    const race = Effect.gen(function* () {
      if (options.table !== undefined) {
        yield* Effect.flatMap(Tables, (tables) => tables.create({ name: options.table ?? "", key: source.key }))
      }
      return yield* Race.run(plan)
    })
    const { summary } = yield* race.pipe(Effect.provide(backend), inVirtualTime)
    assert.isTrue(summary.verified)
    return { used, bound: Bound.boundOf({ ...plan, isGiven: options.table !== undefined }) }
  })

const large = { item_size_bytes: 9_000 }

const races: ReadonlyArray<Staged> = [
  { why: "one after another", entries: ["sequential"] },
  { why: "a service that is faster than any", entries: ["sequential", "for-each:concurrency=4"], latencyMs: 0.05 },
  {
    why: "batches, and who has no bound in flight",
    entries: ["for-each:batch=25", "unbounded"],
    options: { rounds: 1, lapTimeMs: 100 }
  },
  { why: "so many items", entries: ["sequential", "for-each"], options: { items: 50 } },
  { why: "one item", entries: ["for-each"], options: { items: 1 } },
  { why: "large items", entries: ["for-each:concurrency=2"], source: generated(large), options: { rounds: 1 } },
  { why: "keys that repeat", entries: ["per-key"], source: generated({ keys: "hot", repeat_keys: 0.5 }) },
  { why: "a rate", entries: ["for-each"], options: { rate: 500 } },
  { why: "the items of a file", entries: ["sequential", "for-each"], source: fileOf(distinct(70)) },
  { why: "a table that is there", entries: ["for-each", "sequential"], options: { table: "films" } },
  {
    why: "a file in a table that is there",
    entries: ["for-each"],
    source: fileOf(distinct(70)),
    options: { table: "films" }
  },
  { why: "keys that are read", entries: ["sequential", "for-each"], operation: { _tag: "get", consistent: true } },
  {
    why: "a scan",
    entries: ["for-each:segments=4", "for-each:segments=64"],
    operation: { _tag: "scan", consistent: false, page: 7 }
  },
  {
    why: "a query",
    entries: ["for-each:shards=5", "for-each:shards=300"],
    operation: { _tag: "query", consistent: true, page: 3 }
  }
]

describe("a race on AWS keeps within what was agreed to", () => {
  it.effect.each(races.map((race) => ({ ...race, name: race.why })))("$name", (race) =>
    Effect.gen(function* () {
      const reads = race.operation !== undefined
      const { bound, used } = yield* raced(
        reads ? { ...race, options: { items: 300, rounds: 2, ...race.options } } : race
      )
      assert.isAtMost(used.items, bound.items)
      assert.isAtMost(used.written, bound.writeUnits)
      assert.isAtMost(used.read, bound.readUnits)
      assert.isAbove(used.written, 0)
      assert.isAbove(used.read, 0)
    })
  )
})

it("a price is put on it", () =>
  assert.closeTo(Bound.costUsd({ items: 0, writeUnits: 1e6, readUnits: 2e6 }, usEast1), 0.875, 1e-9))

it("so much is a lap at most: a rate, a table, or requests of a millisecond each, for as long as it lasts", () => {
  const of = (entry: string, plan: Parameters<typeof Bound.lapAtMost>[1]) => {
    const [contestant] = Either.getOrThrow(Race.lineUp([entry]))
    return contestant === undefined ? -1 : Bound.lapAtMost(contestant, plan)
  }
  const plan = { items: null, lapTimeMs: 500 }
  assert.deepStrictEqual(
    [
      of("sequential", plan),
      of("for-each:concurrency=8", plan),
      of("sequential:batch=25", plan),
      of("for-each:batch=25", plan),
      of("unbounded", plan),
      of("unbounded", { ...plan, rate: 10 }),
      of("unbounded", { ...plan, items: 7 })
    ],
    [500, 4_000, 12_500, 20_000, 20_000, 5, 7]
  )
})
