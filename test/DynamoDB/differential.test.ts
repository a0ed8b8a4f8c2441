import { assert, layer } from "@effect/vitest"
import { Array, Context, Effect, Layer } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { DynamoDB, Tables, type WriteRequest } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as Key from "../../src/domain/Key.ts"
import * as Latency from "../../src/domain/Latency.ts"
import * as Dynalite from "../setup/dynalite.ts"
import * as Arbitrary from "./differential/Arbitrary.ts"
import { exceptions } from "./differential/Exceptions.ts"
import * as Operation from "./differential/Operation.ts"

type Db = Context.Tag.Service<DynamoDB>

class Both extends Context.Tag("millrace/test/DynamoDB/differential.test/Both")<
  Both,
  { readonly engine: Db; readonly oracle: Db }
>() {}

/** With the tables that operations name. */
const prepared = (endpoint: string) =>
  Effect.gen(function* () {
    const target = Target.embedded(endpoint)
    const context = yield* Layer.build(Layer.merge(Sdk.layer({ target, sockets: 4 }), SdkTables.layer(target)))
    const tables = Context.get(context, Tables)
    yield* Effect.forEach(
      Object.entries(Operation.tables),
      ([name, key]) => Effect.zipRight(tables.create({ name, key }), tables.untilActive(name)),
      { concurrency: "unbounded" }
    )
    return Context.get(context, DynamoDB)
  })

const both = Layer.scoped(
  Both,
  Effect.gen(function* () {
    const { endpoint } = yield* Embedded.Embedded
    return { engine: yield* prepared(endpoint), oracle: yield* Effect.flatMap(Dynalite.endpoint, prepared) }
  })
).pipe(Layer.provide(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } })))

/** Every run begins with nothing in any table, or shrinking would chase the items of another run. */
const empty = (db: Db) =>
  Effect.forEach(
    Object.entries(Operation.tables),
    ([table, schema]) =>
      Effect.gen(function* () {
        let page = yield* db.scanPage({ table, consistent: true, limit: 25 })
        while (page.items.length > 0) {
          const requests = page.items.map((item): WriteRequest => ({ _tag: "delete", key: Key.pick(schema, item) }))
          yield* db.batchWriteItem({ table, requests })
          if (page.next === undefined) break
          page = yield* db.scanPage({ table, consistent: true, limit: 25 })
        }
      }),
    { concurrency: "unbounded", discard: true }
  )

const compare = (operation: Operation.Operation) =>
  Effect.gen(function* () {
    const { engine, oracle } = yield* Both
    return yield* Effect.all([Operation.run(engine, operation), Operation.run(oracle, operation)], { concurrency: 2 })
  })

const shortened = (outcome: Operation.Outcome): string => JSON.stringify(outcome).slice(0, 500)

const agree = (operation: Operation.Operation) =>
  Effect.map(compare(operation), ([ours, theirs]) => {
    if (exceptions.some(({ covers }) => covers(ours, theirs, operation))) return
    assert.deepStrictEqual(ours, theirs, `${operation._tag}: ${shortened(ours)}, where dynalite: ${shortened(theirs)}`)
  })

const agreeToTheEnd = (query: Operation.Query): Effect.Effect<void, never, Both> =>
  Effect.gen(function* () {
    yield* agree(query)
    const { engine } = yield* Both
    const { next } = yield* Effect.orDie(engine.queryPage(query))
    if (next !== undefined) yield* agreeToTheEnd({ ...query, start: next })
  })

const fromEmpty = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { engine, oracle } = yield* Both
    yield* Effect.all([empty(engine), empty(oracle)], { concurrency: 2 })
    return yield* effect
  })

const wholeTables = Object.keys(Operation.tables).map((table) => Operation.scan(table))

const table = "keyed-by-string"

const large = (n: number): Item => ({ p: { S: `${n}` }, pad: { S: "x".repeat(390_000) } })

const puts = (items: ReadonlyArray<Item>): Operation.Operation => ({
  _tag: "batchWrite",
  table,
  requests: items.map((item) => ({ _tag: "put", item }))
})

const beyondOnePage: ReadonlyArray<Operation.Operation> = [
  puts(Array.makeBy(24, large)),
  puts(Array.makeBy(24, (n) => large(n + 24))),
  { _tag: "batchGet", table, keys: Array.makeBy(50, (n): Item => ({ p: { S: `${n}` } })), consistent: true },
  Operation.scan(table),
  Operation.scan(table, { limit: 2 })
]

layer(both, { excludeTestServices: true, timeout: "30 seconds" })("the engine and dynalite", (it) => {
  it.effect.prop(
    "answer alike, and hold the same items in the end",
    [Arbitrary.operations],
    ([operations]) => fromEmpty(Effect.forEach([...operations, ...wholeTables], agree, { discard: true })),
    { timeout: 120_000, fastCheck: { numRuns: 150, seed: 20261124 } }
  )

  it.effect(
    "stop at 16 MB of answer, and at 1 MB of page",
    () => fromEmpty(Effect.forEach(beyondOnePage, agree)),
    60_000
  )

  it.effect.prop(
    "query the same page by page, in both directions",
    [Arbitrary.partitions],
    ([{ items, queries, table }]) =>
      fromEmpty(
        Effect.gen(function* () {
          for (const chunk of Array.chunksOf(items, 25)) yield* agree({ ...puts(chunk), table })
          for (const query of queries) yield* agreeToTheEnd(query)
        })
      ),
    { timeout: 120_000, fastCheck: { numRuns: 40, seed: 20261128 } }
  )

  for (const { covers, example, reason } of exceptions) {
    it.effect(`still differ: ${reason}`, () =>
      fromEmpty(
        Effect.gen(function* () {
          const [ours, theirs] = yield* compare(example)
          assert.notDeepEqual(ours, theirs)
          assert.isTrue(covers(ours, theirs, example))
        })
      )
    )
  }
})
