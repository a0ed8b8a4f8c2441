import { assert, layer } from "@effect/vitest"
import { Array, Effect, Layer, Order } from "effect"
import type { Options } from "../../src/DynamoDB/Connections.ts"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import { DynamoDB, Tables, type WriteRequest } from "../../src/DynamoDB.ts"
import type { Conditions } from "../../src/domain/Conditions.ts"
import type { Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import * as Latency from "../../src/domain/Latency.ts"
import type { RequestError } from "../../src/domain/RequestError.ts"
import * as Dynalite from "../setup/dynalite.ts"
import { normal } from "../setup/NormalForm.ts"
import * as Tls from "../setup/Tls.ts"

const calm: Conditions = { seed: 1, latency: Latency.none, faults: [] }

/** Requests for items by one of the transports; those for tables have none of their own. */
const over =
  ({ layer }: { readonly layer: (options: Options) => Layer.Layer<DynamoDB> }) =>
  (endpoint: string) => {
    const target = Target.embedded(endpoint)
    return Layer.merge(layer({ target, sockets: 8 }), SdkTables.layer(target))
  }

/** Those for items by TLS, those for tables not: what is meant here is the certificate, and how items travel. */
const overTls =
  ({ layer }: { readonly layer: (options: Options) => Layer.Layer<DynamoDB> }) =>
  (endpoint: string) => {
    const made = Tls.certificate("localhost")
    const items = Effect.map(Tls.before(endpoint, made), (secure) =>
      layer({ target: Target.embedded(secure), sockets: 8, certificateAuthority: made.cert })
    )
    return Layer.merge(Layer.unwrapScoped(items), SdkTables.layer(Target.embedded(endpoint)))
  }

const onEmbedded = (client: ReturnType<typeof over>) =>
  Layer.unwrapEffect(Effect.map(Embedded.Embedded, ({ endpoint }) => client(endpoint))).pipe(
    Layer.provide(Embedded.layer({ conditions: calm }))
  )

const onDynalite = (client: ReturnType<typeof over>) => Layer.unwrapScoped(Effect.map(Dynalite.endpoint, client))

const implementations = [
  ["Memory", Memory.layer(calm)],
  ["Sdk over the embedded DynamoDB", onEmbedded(over(Sdk))],
  ["Sdk over dynalite", onDynalite(over(Sdk))],
  ["Wire over the embedded DynamoDB", onEmbedded(over(Wire))],
  ["Wire over dynalite", onDynalite(over(Wire))],
  ["Sdk by TLS", onEmbedded(overTls(Sdk))],
  ["Wire by TLS", onEmbedded(overTls(Wire))]
] as const

const byId: KeySchema = { partition: { name: "id", type: "S" } }
const byIdAndAt: KeySchema = { partition: { name: "id", type: "S" }, sort: { name: "at", type: "N" } }

/** A table of its own for one test. */
const table = (name: string, key: KeySchema) =>
  Effect.gen(function* () {
    const tables = yield* Tables
    yield* tables.create({ name, key })
    yield* tables.untilActive(name)
    return name
  })

const numbered = (n: number): Item => ({ id: { S: `item-${n}` }, n: { N: `${n}` } })
const keyed = (n: number): Item => ({ id: { S: `item-${n}` } })
const put = (item: Item): WriteRequest => ({ _tag: "put", item })
const byText = Order.mapInput(Order.string, (item: Item) => JSON.stringify(item))

const scanAll = (request: {
  readonly table: string
  readonly limit?: number
  readonly segment?: { readonly index: number; readonly of: number }
}) =>
  Effect.gen(function* () {
    const db = yield* DynamoDB
    const found: Array<Item> = []
    let page = yield* db.scanPage({ ...request, consistent: true })
    found.push(...page.items)
    while (page.next !== undefined) {
      page = yield* db.scanPage({ ...request, consistent: true, start: page.next })
      found.push(...page.items)
    }
    return found
  })

for (const [name, implementation] of implementations) {
  layer(implementation, { excludeTestServices: true, timeout: "30 seconds" })(name, (it) => {
    it.effect("creates a table and says what it is", () =>
      Effect.gen(function* () {
        const tables = yield* Tables
        const name = yield* table("described", byIdAndAt)
        assert.deepInclude(yield* tables.describe(name), { name, status: "ACTIVE", key: byIdAndAt, itemCount: 0 })
      })
    )

    it.effect("refuses a name that is taken", () =>
      Effect.gen(function* () {
        const tables = yield* Tables
        const name = yield* table("taken", byId)
        const error = yield* Effect.flip(tables.create({ name, key: byId }))
        assert.deepInclude(error, { _tag: "Rejected", code: "ResourceInUseException" })
      })
    )

    it.effect("removes a table, after which the name is free, and does not mind one that is missing", () =>
      Effect.gen(function* () {
        const tables = yield* Tables
        const name = yield* table("removed", byId)
        yield* tables.remove(name)
        const error = yield* Effect.flip(tables.describe(name))
        assert.deepInclude(error, { _tag: "Fatal", code: "ResourceNotFoundException" })
        yield* tables.remove(name)
        yield* table("removed", byId)
      })
    )

    it.effect("removes a table that has only just been asked for", () =>
      Effect.gen(function* () {
        const tables = yield* Tables
        yield* tables.create({ name: "hasty", key: byId })
        yield* tables.remove("hasty")
        assert.strictEqual((yield* Effect.flip(tables.describe("hasty")))._tag, "Fatal")
      })
    )

    it.effect("gives back every kind of value as it was put", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("values", byIdAndAt)
        const key: Item = { id: { S: "ключ ✓" }, at: { N: "-1.5" } }
        const item: Item = {
          ...key,
          empty: { S: "" },
          precise: { N: "12345678901234567890123456789012345678" },
          tiny: { N: "0.0000001" },
          bytes: { B: new Uint8Array([0, 127, 255]) },
          noBytes: { B: new Uint8Array() },
          yes: { BOOL: true },
          no: { BOOL: false },
          nothing: { NULL: true },
          strings: { SS: ["a", "b"] },
          numbers: { NS: ["1", "2.5"] },
          blobs: { BS: [new Uint8Array([1]), new Uint8Array([2, 3])] },
          list: { L: [{ S: "x" }, { L: [] }, { M: { deep: { N: "1" } } }] },
          map: { M: { "": { S: "nameless" }, inner: { M: {} } } }
        }
        yield* db.putItem({ table: name, item })
        const { item: found } = yield* db.getItem({ table: name, key, consistent: true })
        assert.deepStrictEqual(normal(found ?? {}), normal(item))
      })
    )

    it.effect("replaces an item whole, and finds none where none is", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("replaced", byId)
        yield* db.putItem({ table: name, item: { id: { S: "a" }, old: { BOOL: true } } })
        yield* db.putItem({ table: name, item: { id: { S: "a" }, new: { BOOL: true } } })
        const { item } = yield* db.getItem({ table: name, key: { id: { S: "a" } }, consistent: true })
        assert.deepStrictEqual(item, { id: { S: "a" }, new: { BOOL: true } })
        const missing = yield* db.getItem({ table: name, key: { id: { S: "b" } }, consistent: true })
        assert.isUndefined(missing.item)
      })
    )

    it.effect("sees 1 and 1.0 as one key", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("numeric-keys", { partition: { name: "n", type: "N" } })
        yield* db.putItem({ table: name, item: { n: { N: "1" }, v: { S: "first" } } })
        yield* db.putItem({ table: name, item: { n: { N: "1.0" }, v: { S: "second" } } })
        assert.deepStrictEqual(yield* scanAll({ table: name }), [{ n: { N: "1" }, v: { S: "second" } }])
      })
    )

    it.effect("counts capacity: a kilobyte a unit for writes, the larger image, four kilobytes for reads", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("capacity", byId)
        const item = (bytes: number): Item => ({ id: { S: "a" }, pad: { S: "x".repeat(bytes) } })
        const key: Item = { id: { S: "a" } }
        const consumed = [
          yield* db.putItem({ table: name, item: item(10) }),
          yield* db.putItem({ table: name, item: item(5_000) }),
          yield* db.putItem({ table: name, item: item(10) }),
          yield* db.putItem({ table: name, item: item(5_000) }),
          yield* db.getItem({ table: name, key, consistent: true }),
          yield* db.getItem({ table: name, key, consistent: false }),
          yield* db.getItem({ table: name, key: { id: { S: "missing" } }, consistent: true }),
          yield* db.getItem({ table: name, key: { id: { S: "missing" } }, consistent: false })
        ].map(({ consumed }) => consumed)
        assert.deepStrictEqual(consumed, [1, 5, 5, 5, 2, 1, 1, 0.5])
      })
    )

    it.effect("puts and deletes in one batch, and gets in one batch what is there", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("batches", byId)
        const written = yield* db.batchWriteItem({ table: name, requests: Array.makeBy(25, (n) => put(numbered(n))) })
        assert.deepStrictEqual(written, { unprocessed: [], consumed: 25 })
        yield* db.batchWriteItem({
          table: name,
          requests: [put(numbered(99)), ...Array.makeBy(5, (n): WriteRequest => ({ _tag: "delete", key: keyed(n) }))]
        })
        const found = yield* db.batchGetItem({ table: name, keys: Array.makeBy(100, keyed), consistent: true })
        assert.deepStrictEqual(found.unprocessed, [])
        assert.deepStrictEqual(
          Array.sort(found.items, byText),
          Array.sort([...Array.makeBy(20, (n) => numbered(n + 5)), numbered(99)], byText)
        )
      })
    )

    it.effect("scans page by page and segment by segment, each item once", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("scans", byId)
        const items = Array.makeBy(25, numbered)
        yield* db.batchWriteItem({ table: name, requests: items.map(put) })
        const sorted = Array.sort(items, byText)
        assert.deepStrictEqual(Array.sort(yield* scanAll({ table: name }), byText), sorted)
        assert.deepStrictEqual(Array.sort(yield* scanAll({ table: name, limit: 4 }), byText), sorted)
        const segments = yield* Effect.forEach(Array.range(0, 2), (index) =>
          scanAll({ table: name, limit: 3, segment: { index, of: 3 } })
        )
        assert.deepStrictEqual(Array.sort(segments.flat(), byText), sorted)
        const first = yield* db.scanPage({ table: name, consistent: true, limit: 4 })
        assert.strictEqual(first.items.length, 4)
      })
    )

    it.effect("refuses an item for what it carries", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("refusals", byId)
        const id = { S: "a" }
        const refusals: ReadonlyArray<readonly [Item, string]> = [
          [{ n: { N: "1" } }, "One or more parameter values were invalid: Missing the key id in the item"],
          [
            { id: { N: "1" } },
            "One or more parameter values were invalid: Type mismatch for key id expected: S actual: N"
          ],
          [
            { id: { S: "" } },
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id"
          ],
          [{ id, tags: { SS: [] } }, "One or more parameter values were invalid: An string set  may not be empty"],
          [{ id, big: { S: "x".repeat(409_600) } }, "Item size has exceeded the maximum allowed size"],
          [{ id, n: { N: "1".repeat(39) } }, "Attempting to store more than 38 significant digits in a Number"]
        ]
        for (const [item, message] of refusals) {
          const error = yield* Effect.flip(db.putItem({ table: name, item }))
          assert.deepInclude(error, { _tag: "Rejected", code: "ValidationException", message })
        }
        assert.deepStrictEqual(yield* scanAll({ table: name }), [])
      })
    )

    it.effect("takes an item of exactly 400 KB", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("largest", byId)
        const item = (bytes: number): Item => ({
          id: { S: "a" },
          pad: { S: "x".repeat(bytes - "ida".length - "pad".length) }
        })
        assert.deepStrictEqual(yield* db.putItem({ table: name, item: item(409_600) }), { consumed: 400 })
        assert.deepInclude(yield* Effect.flip(db.putItem({ table: name, item: item(409_601) })), {
          _tag: "Rejected",
          message: "Item size has exceeded the maximum allowed size"
        })
      })
    )

    it.effect("refuses a batch whole for one bad member", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("bad-batches", byId)
        const batches: ReadonlyArray<ReadonlyArray<WriteRequest>> = [
          [put(numbered(1)), put(numbered(1))],
          [put(numbered(1)), put({ n: { N: "1" } })],
          Array.makeBy(26, (n) => put(numbered(n))),
          []
        ]
        for (const requests of batches) {
          const error = yield* Effect.flip(db.batchWriteItem({ table: name, requests }))
          assert.deepInclude(error, { _tag: "Rejected", code: "ValidationException" })
        }
        const gets = [[keyed(1), keyed(1)], Array.makeBy(101, keyed), []]
        for (const keys of gets) {
          const error = yield* Effect.flip(db.batchGetItem({ table: name, keys, consistent: true }))
          assert.deepInclude(error, { _tag: "Rejected", code: "ValidationException" })
        }
        assert.deepStrictEqual(yield* scanAll({ table: name }), [])
      })
    )

    it.effect("ends everything where the table is missing", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const table = "no-such-table"
        const calls: ReadonlyArray<Effect.Effect<object, RequestError>> = [
          db.putItem({ table, item: numbered(1) }),
          db.getItem({ table, key: keyed(1), consistent: true }),
          db.batchWriteItem({ table, requests: [put(numbered(1))] }),
          db.batchGetItem({ table, keys: [keyed(1)], consistent: true }),
          db.scanPage({ table, consistent: true })
        ]
        for (const call of calls) {
          assert.deepInclude(yield* Effect.flip(call), { _tag: "Fatal", code: "ResourceNotFoundException" })
        }
      })
    )
  })
}
