import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Logger } from "effect"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { FaultPlan } from "../../src/domain/FaultPlan.ts"
import { Rejected, Throttled, Transient } from "../../src/domain/RequestError.ts"
import { noTraits } from "../../src/domain/Settings.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as LapTables from "../../src/Race/LapTables.ts"
import type { Source } from "../../src/Race/Source.ts"
import { distinct } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { fileOf, generated, registering } from "./simulated.ts"

type ControlPlane = Context.Tag.Service<Tables>

/** Ports over one memory, the control plane altered, and which tables stand in it. */
const staged = (alter: (tables: ControlPlane) => Partial<ControlPlane> = () => ({}), faults: FaultPlan = []) => {
  const { created, standing, tables: register } = registering()
  const conditions = { seed: 1, latency: { p50_ms: 1, p99_ms: 1 }, faults }
  const layer = Layer.unwrapScoped(
    Effect.map(Layer.build(Memory.layer(conditions)), (memory) => {
      const tables = Context.get(memory, Tables)
      const registered = { ...tables, ...register(tables) }
      return Layer.merge(
        Layer.succeed(DynamoDB, Context.get(memory, DynamoDB)),
        Layer.succeed(Tables, { ...registered, ...alter(registered) })
      ).pipe(Layer.merge(Layer.map(Backend.layerSimulated(conditions), Context.pick(Backend.Backend))))
    })
  )
  return { created, standing, layer }
}

const slowly = ({ create }: ControlPlane): Partial<ControlPlane> => ({
  create: (table) => Effect.zipRight(Effect.sleep(60), create(table)),
  untilActive: () => Effect.sleep(40)
})

const grounds = (source: Source) =>
  Effect.flatMap(DynamoDB, (dynamodb) =>
    Effect.map(LapTables.make(dynamodb, source, { given: null, rate: null }), ({ next }) => next)
  )

const put = (table: string, items: Iterable<Parameters<Context.Tag.Service<DynamoDB>["putItem"]>[0]["item"]>) =>
  Effect.flatMap(DynamoDB, (dynamodb) =>
    Effect.forEach(items, (item) => dynamodb.putItem({ table, item }), { concurrency: 20, discard: true })
  )

const count = (table: string) =>
  Effect.flatMap(DynamoDB, (dynamodb) => dynamodb.scanPage({ table, consistent: true })).pipe(
    Effect.map(({ items }) => items.length)
  )

describe("where creating a table is quick", () => {
  it.effect("every lap has a new one, which goes with its scope", () => {
    const { created, layer, standing } = staged()
    return Effect.gen(function* () {
      const next = yield* grounds(generated())
      const first = yield* Effect.scoped(next)
      const second = yield* Effect.scoped(
        Effect.tap(next, ({ table }) => assert.deepStrictEqual(Array.from(standing), [created[0], table.name]))
      )
      assert.notStrictEqual(first.table.name, second.table.name)
      assert.deepStrictEqual([first.prefix, second.prefix], ["", ""])
      assert.deepStrictEqual(first.table.key, generated().key)
      assert.strictEqual(created.length, 3)
      assert.strictEqual(standing.size, 1)
    }).pipe(
      Effect.scoped,
      Effect.provide(layer),
      inVirtualTime,
      Effect.ensuring(Effect.sync(() => assert.strictEqual(standing.size, 0)))
    )
  })

  it.effect("names are a table's, and say whose it is", () => {
    const { created, layer } = staged()
    return Effect.gen(function* () {
      yield* Effect.asVoid(grounds(generated()))
      assert.match(created[0] ?? "", /^millrace-[a-z0-9]+-1$/)
    }).pipe(Effect.scoped, Effect.provide(layer), inVirtualTime)
  })
})

describe("where creating a table is slow", () => {
  it.effect("laps share one, a prefix keeps their items apart", () => {
    const { created, layer, standing } = staged(slowly)
    return Effect.gen(function* () {
      const next = yield* grounds(generated())
      const [first, second] = [yield* Effect.scoped(next), yield* Effect.scoped(next)]
      assert.strictEqual(first.table.name, second.table.name)
      assert.notStrictEqual(first.prefix, second.prefix)
      assert.deepStrictEqual(Array.from(standing), created)
      assert.strictEqual(created.length, 1)
    }).pipe(
      Effect.scoped,
      Effect.provide(layer),
      inVirtualTime,
      Effect.ensuring(Effect.sync(() => assert.strictEqual(standing.size, 0)))
    )
  })

  it.effect("the items of a file are deleted before the next lap, also in bad weather", () => {
    const { layer } = staged(slowly, [
      { from: 70, to: 72, fault: { _tag: "throttle", reasons: [] } },
      { from: 73, to: 75, fault: { _tag: "unprocessed" } },
      { from: 76, to: 77, fault: { _tag: "reset", when: "before" } }
    ])
    return Effect.gen(function* () {
      const next = yield* grounds(fileOf(distinct(70)))
      const first = yield* next
      yield* put(first.table.name, distinct(70))
      yield* first.wrote(70)
      yield* next
      assert.strictEqual(yield* count(first.table.name), 0)
    }).pipe(Effect.scoped, Effect.provide(layer), inVirtualTime)
  })

  it.effect("made items are left until more than 100,000 stand there", () => {
    const { layer } = staged(slowly)
    return Effect.gen(function* () {
      const next = yield* grounds(generated())
      const first = yield* next
      yield* put(first.table.name, generated().take(30, first.prefix, noTraits))
      yield* first.wrote(60_000)
      const second = yield* next
      yield* second.wrote(40_000)
      yield* next
      assert.strictEqual(yield* count(first.table.name), 30)
      yield* second.wrote(1)
      const fourth = yield* next
      assert.strictEqual(yield* count(first.table.name), 0)
      yield* put(first.table.name, generated().take(30, fourth.prefix, noTraits))
      yield* fourth.wrote(30)
      yield* next
      assert.strictEqual(yield* count(first.table.name), 30)
    }).pipe(Effect.scoped, Effect.provide(layer), inVirtualTime)
  })
})

describe("no table is left", () => {
  const inTheEnd = (
    alter: (tables: ControlPlane) => Partial<ControlPlane>,
    ...interruptedAfterMs: ReadonlyArray<number>
  ) => {
    const { created, layer, standing } = staged(alter)
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.scoped(Effect.flatten(grounds(generated()))))
      yield* Effect.forEach(interruptedAfterMs, (ms) => Effect.fork(Effect.delay(Fiber.interrupt(fiber), ms)))
      const exit = yield* Fiber.await(fiber)
      return { exit, created, standing }
    }).pipe(Effect.provide(layer), inVirtualTime)
  }

  it.effect.each([10, 59, 60, 61, 99])("interrupted after %i ms, while it comes into being", (ms) =>
    Effect.gen(function* () {
      const { created, exit, standing } = yield* inTheEnd(slowly, ms)
      assert.isTrue(Exit.isInterrupted(exit))
      assert.deepStrictEqual([created.length, standing.size], [1, 0])
    })
  )

  it.effect("interrupted again while it is being deleted", () =>
    Effect.gen(function* () {
      const twice = inTheEnd(
        (tables) => ({ ...slowly(tables), remove: (name) => Effect.delay(tables.remove(name), 50) }),
        70,
        90
      )
      const { created, standing } = yield* twice
      assert.deepStrictEqual([created.length, standing.size], [1, 0])
    })
  )

  it.effect("where the answer to its creation was lost", () =>
    Effect.gen(function* () {
      const { created, exit, standing } = yield* inTheEnd(({ create }) => ({
        create: (table) => Effect.zipRight(create(table), new Transient({ code: "ECONNRESET" }))
      }))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual([created.length, standing.size], [1, 0])
    })
  )

  it.effect("where it never became active", () =>
    Effect.gen(function* () {
      const { created, exit, standing } = yield* inTheEnd(() => ({
        untilActive: () => new Rejected({ code: "TableNotActive", message: "" })
      }))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual([created.length, standing.size], [1, 0])
    })
  )

  it.effect("where its deletion was throttled", () =>
    Effect.gen(function* () {
      let refused = 0
      const { exit, standing } = yield* inTheEnd(({ remove }) => ({
        remove: (name) =>
          Effect.suspend(() => (refused++ < 4 ? new Throttled({ code: "LimitExceeded", reasons: [] }) : remove(name)))
      }))
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(standing.size, 0)
    })
  )

  it.effect("but for one that cannot be deleted: a warning names it, and the race's end is what it was", () => {
    const warnings: Array<string> = []
    const logger = Logger.make(({ message }) => warnings.push(String(message)))
    return Effect.gen(function* () {
      const { created, exit } = yield* inTheEnd(() => ({
        remove: () => new Rejected({ code: "AccessDeniedException", message: "not yours to delete" })
      }))
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(warnings.length, created.length)
      assert.include(warnings.at(-1), `${created[0]} could not be deleted (not yours to delete)`)
    }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
  })
})

it.effect("a table that was there before is not deleted", () => {
  const removed: Array<string> = []
  const { layer } = staged(() => ({
    create: () => new Rejected({ code: "ResourceInUseException", message: "Table already exists" }),
    remove: (name) => Effect.sync(() => void removed.push(name))
  }))
  return Effect.gen(function* () {
    const exit = yield* Effect.exit(Effect.scoped(grounds(generated())))
    assert.isTrue(Exit.isFailure(exit))
    assert.deepStrictEqual(removed, [])
  }).pipe(Effect.provide(layer), inVirtualTime)
})
