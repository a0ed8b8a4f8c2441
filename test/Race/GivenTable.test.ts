import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Exit, Fiber, Layer, Logger } from "effect"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import { Rejected, type RequestError } from "../../src/domain/RequestError.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as GivenTable from "../../src/Race/GivenTable.ts"
import type { Source } from "../../src/Race/Source.ts"
import * as Race from "../../src/Race.ts"
import { distinct } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { altered, contestants, fileOf, generated } from "./simulated.ts"

const conditions = { seed: 1, latency: { p50_ms: 10, p99_ms: 10 }, faults: [] }
const byPk = generated().key

const look = (key: KeySchema = byPk) => Effect.flatMap(DynamoDB, (dynamodb) => GivenTable.look(dynamodb, "films", key))

const created = (key: KeySchema = byPk) => Effect.flatMap(Tables, (tables) => tables.create({ name: "films", key }))
const put = (item: Item) => Effect.flatMap(DynamoDB, (dynamodb) => dynamodb.putItem({ table: "films", item }))

/** With tables in this state. */
const withStatus = (status: string) =>
  Layer.map(Memory.layer(conditions), (memory) => {
    const tables = Context.get(memory, Tables)
    return Context.add(memory, Tables, {
      ...tables,
      describe: (name) => Effect.map(tables.describe(name), (described) => ({ ...described, status })),
      untilActive: () => Effect.sleep("7 seconds")
    })
  })

describe("a table that is there can be raced in", () => {
  it.effect("where it is empty, takes writes and has the key of the items", () =>
    Effect.zipRight(created(), look()).pipe(Effect.provide(Memory.layer(conditions)), inVirtualTime)
  )

  it.effect("once it is no longer CREATING", () =>
    Effect.gen(function* () {
      yield* created()
      const [took] = yield* Effect.timed(look())
      // and a page of nothing
      assert.strictEqual(Duration.toMillis(took), 7_010)
    }).pipe(Effect.provide(withStatus("CREATING")), inVirtualTime)
  )
})

describe("a table that is there is refused, with what to do,", () => {
  const refused = <R>(looking: Effect.Effect<void, RequestError, R>, says: RegExp) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(looking)
      assert.deepInclude(error, { _tag: "Fatal", code: GivenTable.unfit })
      assert.match(error.message, says)
    })

  it.effect("where it is not there", () =>
    refused(look(), /^there is no table films: create it, .*leave out --table$/).pipe(
      Effect.provide(Memory.layer(conditions)),
      inVirtualTime
    )
  )

  it.effect("where it is on its way out", () =>
    refused(Effect.zipRight(created(), look()), /^the table films is DELETING: wait until it is ACTIVE$/).pipe(
      Effect.provide(withStatus("DELETING")),
      inVirtualTime
    )
  )

  it.effect("where it has another key", () =>
    refused(
      Effect.zipRight(created({ partition: { name: "title", type: "S" } }), look()),
      /^the table films has the key title:S, and the items have pk:S: name .*--key title:S$/
    ).pipe(Effect.provide(Memory.layer(conditions)), inVirtualTime)
  )

  it.effect("where it holds an item, whatever its count says", () =>
    refused(
      Effect.andThen(created(), Effect.zipRight(put({ pk: { S: "Alien" } }), look())),
      /^the table films is not empty, it holds "Alien": name an empty one, or leave out --table/
    ).pipe(Effect.provide(Memory.layer(conditions)), inVirtualTime)
  )
})

/** A race in the table, beside which somebody else writes this item; what is left there. */
const raced = (source: Source, foreign: Item, options: Partial<Race.Options> = {}, interruptedAfterMs?: number) =>
  Effect.gen(function* () {
    const warnings: Array<string> = []
    const logger = Logger.make(({ message }) => warnings.push(String(message)))
    const { client } = yield* Backend.Backend
    const dynamodb = Context.get(yield* Layer.build(client({ transport: "sdk", sockets: 1, reuse: "kept" })), DynamoDB)
    yield* created(source.key)
    const racing = yield* Effect.fork(
      Race.run({
        contestants: contestants("for-each:concurrency=4", "sequential"),
        source,
        rounds: 2,
        items: 60,
        table: "films",
        ...options
      }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
    )
    yield* Effect.sleep(100)
    yield* dynamodb.putItem({ table: "films", item: foreign })
    if (interruptedAfterMs !== undefined) {
      yield* Effect.sleep(interruptedAfterMs)
      yield* Fiber.interrupt(racing)
    }
    const exit = yield* Fiber.await(racing)
    const tables = yield* Effect.flatMap(Tables, ({ list }) => list)
    const { items } = yield* dynamodb.scanPage({ table: "films", consistent: true })
    return { exit, tables, items, warnings }
  }).pipe(Effect.scoped)

const simulated = Backend.layerSimulated(conditions)

describe("at the end of a race", () => {
  it.effect("its items are gone, others' are there, and so is the table", () =>
    Effect.gen(function* () {
      const foreign = { pk: { S: "1-written by somebody else" } }
      const { exit, items, tables } = yield* raced(generated(), foreign)
      assert.isTrue(Exit.isSuccess(exit) && exit.value.summary.verified)
      assert.deepStrictEqual([items, tables], [[foreign], ["films"]])
    }).pipe(Effect.provide(simulated), inVirtualTime)
  )

  it.effect("so it is of a file's items", () =>
    Effect.gen(function* () {
      const foreign = { id: { S: "somebody else's" } }
      const { exit, items } = yield* raced(fileOf(distinct(60)), foreign, { rounds: 1 })

      assert.isTrue(Exit.isSuccess(exit) && exit.value.summary.verified)
      assert.deepStrictEqual(items, [foreign])
    }).pipe(Effect.provide(simulated), inVirtualTime)
  )

  it.effect.each([0, 33, 500])("interrupted %i ms later, too", (ms) =>
    Effect.gen(function* () {
      const foreign = { pk: { S: "x" } }
      const { exit, items } = yield* raced(generated(), foreign, {}, ms)
      assert.isTrue(Exit.isInterrupted(exit))
      assert.deepStrictEqual(items, [foreign])
    }).pipe(Effect.provide(simulated), inVirtualTime)
  )

  it.effect("what cannot be deleted is told, with how to tell it from others", () =>
    Effect.gen(function* () {
      const { exit, items, warnings } = yield* raced(generated(), { pk: { S: "x" } })
      assert.isTrue(Exit.isSuccess(exit))
      assert.isAbove(items.length, 1)
      const prefix =
        /items of the race are left in films \(not yours\): delete those whose pk begins with (\S+) yourself/
      const [, begins = "nothing"] = prefix.exec(warnings.join("\n")) ?? []
      const left = items.filter(({ pk }) => pk !== undefined && "S" in pk && pk.S.startsWith(begins))
      assert.strictEqual(left.length, items.length - 1)
    }).pipe(
      Effect.provide(
        altered(simulated, {
          dynamodb: ({ batchWriteItem }) => ({
            batchWriteItem: (batch) =>
              batch.requests.some(({ _tag }) => _tag === "delete")
                ? new Rejected({ code: "AccessDeniedException", message: "not yours" })
                : batchWriteItem(batch)
          })
        })
      ),
      inVirtualTime
    )
  )
})
