import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Either, Exit, Fiber, Layer, Option, Ref, Stream } from "effect"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as Latency from "../../src/domain/Latency.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Strategies from "../../src/Strategies.ts"
import type { Strategy } from "../../src/Strategy.ts"
import * as Write from "../../src/Write.ts"
import { idOf, numbers } from "./staged.ts"

const strategies: ReadonlyArray<Strategy> = Strategies.all

const bytes = new Uint8Array([0, 127, 255])
const film = (n: number) => ({ id: `film-${n}`, n, poster: bytes, cast: ["a", { b: null }], seen: n % 2 === 0 })
const itemOf = (n: number): Item => ({
  id: { S: `film-${n}` },
  n: { N: String(n) },
  poster: { B: bytes },
  cast: { L: [{ S: "a" }, { M: { b: { NULL: true } } }] },
  seen: { BOOL: n % 2 === 0 }
})

let tables = 0

const newTable = Effect.gen(function* () {
  const { create, untilActive } = yield* Tables
  const name = `films-${tables++}`
  yield* create({ name, key: { partition: { name: "id", type: "S" } } })
  yield* untilActive(name)
  return name
})

/** What stands in the table, in the order of its numbers. */
const standing = Effect.fnUntraced(function* (table: string) {
  const { client } = yield* Backend.Backend
  const { scanPage } = Context.get(
    yield* Layer.build(client({ transport: "sdk", sockets: 2, reuse: "kept" })),
    DynamoDB
  )
  const items: Array<Item> = []
  let start = Option.none<Item>()
  do {
    const page = yield* scanPage({ table, consistent: true, start: Option.getOrUndefined(start) })
    items.push(...page.items)
    start = Option.fromNullable(page.next)
  } while (Option.isSome(start))
  return items
}, Effect.scoped)

const byId = (a: Item, b: Item) => (idOf(a) < idOf(b) ? -1 : 1)

layer(Backend.layerEmbedded({ seed: 1, latency: Latency.none, faults: [] }), { excludeTestServices: true })((it) => {
  const modelOf = (strategy: Strategy) => (strategy.uses.includes("workers") ? { strategy, workers: 2 } : { strategy })

  describe.each(strategies)("over sockets, by $name", (strategy) => {
    const model = modelOf(strategy)

    it.effect.each(["an iterable", "a stream"])("every item of %s stands in the table, as it was", (kind) =>
      Effect.gen(function* () {
        const table = yield* newTable
        const films = numbers(530).map(film)
        const items = kind === "a stream" ? Stream.fromIterable(films) : films
        const summary = yield* Write.run({ ...model, table, items, window: 200, batch: 10 })
        assert.deepStrictEqual(
          [summary.read, summary.items, summary.rejected, summary.consumed_wcu],
          [530, 530, 0, 530]
        )
        assert.deepStrictEqual((yield* standing(table)).sort(byId), numbers(530).map(itemOf).sort(byId))
      })
    )
  })

  // those that stay on the event loop are alike in this, and their laws hold in memory as well: see Write.test
  const samples = strategies.filter(({ name, place }) => place !== undefined || name === "for-each")

  describe.each(samples)("over sockets, by $name", (strategy) => {
    const model = modelOf(strategy)

    it.effect("what the table refuses is handed over, and the rest is written", () =>
      Effect.gen(function* () {
        const table = yield* newTable
        const given: Array<number> = []
        // a set may hold nothing twice: nobody here looks for that, and DynamoDB does
        const refused = { poster: { NS: ["1", "1.0"] } }
        const summary = yield* Write.run({
          ...model,
          table,
          items: numbers(120),
          window: 50,
          encode: (n: number) => Either.right({ ...itemOf(n), ...(n % 40 === 5 ? refused : {}) }),
          onRejected: ({ reason, value }) =>
            Effect.sync(() => {
              assert.strictEqual(reason, "ValidationException")
              given.push(value)
            })
        })
        assert.deepStrictEqual(given, [5, 45, 85])
        assert.deepStrictEqual([summary.items, summary.rejects], [117, { ValidationException: 3 }])
        assert.strictEqual((yield* standing(table)).length, 117)
      })
    )

    it.effect("interrupted it ends, and writes no more", () =>
      Effect.gen(function* () {
        const table = yield* newTable
        const closed = yield* Ref.make(0)
        const endless = Stream.ensuring(
          Stream.map(Stream.range(0, Number.MAX_SAFE_INTEGER), film),
          Ref.update(closed, (n) => n + 1)
        )
        const fiber = yield* Effect.fork(Write.run({ ...model, table, items: endless, window: 50 }))
        while ((yield* standing(table)).length === 0) yield* Effect.sleep("20 millis")
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        assert.strictEqual(yield* Ref.get(closed), 1)
        // what was on its way may still arrive
        yield* Effect.sleep("100 millis")
        const { length } = yield* standing(table)
        yield* Effect.sleep("100 millis")
        assert.strictEqual((yield* standing(table)).length, length)
      })
    )

    it.effect("a table that goes away stops it, and it tells how far it has come", () =>
      Effect.gen(function* () {
        const table = yield* newTable
        const { remove } = yield* Tables
        const items = Stream.mapEffect(Stream.range(0, 9_999), (n) =>
          n === 500 ? Effect.as(Effect.orDie(remove(table)), film(n)) : Effect.succeed(film(n))
        )
        const stopped = yield* Effect.flip(Write.run({ ...model, table, items, window: 100 }))
        if (!(stopped instanceof Write.Stopped)) return assert.fail(String(stopped))
        assert.isTrue(stopped.cause._tag === "Fatal" && stopped.cause.code === "ResourceNotFoundException")
        assert.isAtLeast(stopped.settled, 200)
        assert.isBelow(stopped.settled, 700)
        assert.isAtLeast(stopped.summary.items, stopped.settled)
      })
    )
  })
})
