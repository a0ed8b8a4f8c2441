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
import type { AttributeValue, Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import type { Comparison, KeyCondition } from "../../src/domain/KeyCondition.ts"
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

const event = (id: string, at: string): Item => ({ id: { S: id }, at: { N: at } })
const timeOf = ({ at }: Item): number => (at !== undefined && "N" in at ? Number(at.N) : Number.NaN)

const ofEvents = (id: string, comparison?: Comparison): KeyCondition => ({
  partition: { name: "id", value: { S: id } },
  sort: comparison === undefined ? undefined : { name: "at", comparison }
})

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

    it.effect("scans by 1, 4 and 16 segments, each item once, and takes no start from another segment", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("segments", byId)
        const items = Array.makeBy(50, numbered)
        for (const chunk of Array.chunksOf(items, 25)) {
          yield* db.batchWriteItem({ table: name, requests: chunk.map(put) })
        }
        const sorted = Array.sort(items, byText)
        for (const of of [1, 4, 16]) {
          const segments = yield* Effect.forEach(Array.range(0, of - 1), (index) =>
            scanAll({ table: name, limit: 3, segment: { index, of } })
          )
          assert.deepStrictEqual(Array.sort(segments.flat(), byText), sorted)
        }
        const { next } = yield* db.scanPage({ table: name, consistent: true, limit: 1, segment: { index: 0, of: 4 } })
        const astray = db.scanPage({ table: name, consistent: true, start: next, segment: { index: 3, of: 4 } })
        assert.deepInclude(yield* Effect.flip(astray), {
          _tag: "Rejected",
          message:
            "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: 3"
        })
      })
    )

    it.effect("queries one partition by its sort key: all, what each condition leaves, and backwards", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("queries", byIdAndAt)
        const requests = ["a", "b"].flatMap((id) =>
          ["10", "-2", "0.5", "9", "-10", "100"].map((at) => put(event(id, at)))
        )
        yield* db.batchWriteItem({ table: name, requests })
        const found = (comparison?: Comparison, forward?: boolean) =>
          Effect.map(
            db.queryPage({ table: name, consistent: true, condition: ofEvents("a", comparison), forward }),
            ({ items, next }) => {
              assert.isUndefined(next)
              for (const item of items) assert.deepStrictEqual(item.id, { S: "a" })
              return items.map(timeOf)
            }
          )
        const N = (n: number): AttributeValue => ({ N: `${n}` })
        assert.deepStrictEqual(yield* found(), [-10, -2, 0.5, 9, 10, 100])
        assert.deepStrictEqual(yield* found(undefined, false), [100, 10, 9, 0.5, -2, -10])
        assert.deepStrictEqual(yield* found({ _tag: "=", value: N(9) }), [9])
        assert.deepStrictEqual(yield* found({ _tag: "=", value: N(8) }), [])
        assert.deepStrictEqual(yield* found({ _tag: "<", value: N(9) }), [-10, -2, 0.5])
        assert.deepStrictEqual(yield* found({ _tag: "<=", value: N(9) }), [-10, -2, 0.5, 9])
        assert.deepStrictEqual(yield* found({ _tag: ">", value: N(9) }, false), [100, 10])
        assert.deepStrictEqual(yield* found({ _tag: ">=", value: N(9) }), [9, 10, 100])
        assert.deepStrictEqual(yield* found({ _tag: "between", low: N(-2), high: N(9) }), [-2, 0.5, 9])
      })
    )

    it.effect("queries strings by their bytes, and by what they begin with", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("prefixes", { partition: { name: "id", type: "S" }, sort: { name: "at", type: "S" } })
        const at = ["a", "a#1", "a#2", "B", "b", "é", "\uffff", "😀"]
        yield* db.batchWriteItem({ table: name, requests: at.map((S) => put({ id: { S: "x" }, at: { S } })) })
        const found = (comparison?: Comparison) =>
          Effect.map(
            db.queryPage({ table: name, consistent: true, condition: ofEvents("x", comparison) }),
            ({ items }) => items.map(({ at }) => (at !== undefined && "S" in at ? at.S : ""))
          )
        assert.deepStrictEqual(yield* found(), ["B", "a", "a#1", "a#2", "b", "é", "\uffff", "😀"])
        assert.deepStrictEqual(yield* found({ _tag: "begins_with", prefix: { S: "a#" } }), ["a#1", "a#2"])
        assert.deepStrictEqual(yield* found({ _tag: "begins_with", prefix: { S: "c" } }), [])
        assert.deepStrictEqual(yield* found({ _tag: ">", value: { S: "b" } }), ["é", "\uffff", "😀"])
      })
    )

    it.effect("queries page by page, and says after a full page that there may be more", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("query-pages", byIdAndAt)
        yield* db.batchWriteItem({ table: name, requests: Array.makeBy(6, (n) => put(event("a", `${n}`))) })
        const pages = (forward: boolean) =>
          Effect.gen(function* () {
            const found: Array<ReadonlyArray<number>> = []
            let start: Item | undefined
            do {
              const condition = ofEvents("a", { _tag: ">=", value: { N: "0" } })
              const page = yield* db.queryPage({ table: name, consistent: true, condition, forward, limit: 3, start })
              found.push(page.items.map(timeOf))
              start = page.next
            } while (start !== undefined)
            return found
          })
        assert.deepStrictEqual(yield* pages(true), [[0, 1, 2], [3, 4, 5], []])
        assert.deepStrictEqual(yield* pages(false), [[5, 4, 3], [2, 1, 0], []])
      })
    )

    it.effect("ends a query's page with the item that reaches 1 MB, and counts what it does not return", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("large-pages", byIdAndAt)
        const large = (n: number): Item => ({ ...event("a", `${n}`), pad: { S: "x".repeat(300_000) } })
        for (const n of Array.range(1, 5)) yield* db.putItem({ table: name, item: large(n) })
        const query = (request: { readonly start?: Item | undefined; readonly consistent: boolean }) =>
          db.queryPage({ table: name, condition: ofEvents("a"), attributes: ["at"], ...request })
        const first = yield* query({ consistent: true })
        assert.deepStrictEqual(
          first.items,
          [1, 2, 3, 4].map((n) => ({ at: { N: `${n}` } }))
        )
        assert.deepStrictEqual(first.next, event("a", "4"))
        assert.strictEqual(first.consumed, Math.ceil((4 * 300_011) / 4096))
        const second = yield* query({ consistent: false, start: first.next })
        assert.deepStrictEqual(second.items, [{ at: { N: "5" } }])
        assert.isUndefined(second.next)
        assert.strictEqual(second.consumed, Math.ceil(300_011 / 4096) / 2)
      })
    )

    it.effect("returns the attributes that a query asks for, of any name", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("projected", byIdAndAt)
        const item: Item = {
          ...event("a", "1"),
          name: { S: "reserved" },
          "no word.[0]": { BOOL: true },
          other: { S: "o" }
        }
        yield* db.putItem({ table: name, item })
        const attributes = ["name", "no word.[0]", "id", "nobody"]
        const { items } = yield* db.queryPage({ table: name, consistent: true, condition: ofEvents("a"), attributes })
        const expected: Item = { id: { S: "a" }, name: { S: "reserved" }, "no word.[0]": { BOOL: true } }
        assert.deepStrictEqual(items.map(normal), [normal(expected)])
      })
    )

    it.effect("refuses a query for what it asks", () =>
      Effect.gen(function* () {
        const db = yield* DynamoDB
        const name = yield* table("bad-queries", byIdAndAt)
        const query = (
          condition: KeyCondition,
          more: { readonly start?: Item; readonly attributes?: Array<string> } = {}
        ) => db.queryPage({ table: name, consistent: true, condition, ...more })
        const id: AttributeValue = { S: "a" }
        const refusals: ReadonlyArray<readonly [Effect.Effect<object, RequestError>, string]> = [
          [query({ partition: { name: "at", value: id } }), "Query condition missed key schema element: id"],
          [
            query({ partition: { name: "id", value: id }, sort: { name: "n", comparison: { _tag: "=", value: id } } }),
            "Query condition missed key schema element: at"
          ],
          [
            query({ partition: { name: "id", value: { N: "1" } } }),
            "One or more parameter values were invalid: Condition parameter type does not match schema type"
          ],
          [
            query(ofEvents("a", { _tag: "begins_with", prefix: { N: "1" } })),
            "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"
          ],
          [
            query(ofEvents("a", { _tag: "between", low: { N: "2" }, high: { N: "1" } })),
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"
          ],
          [
            query(ofEvents("a"), { start: event("b", "1") }),
            "The provided starting key is outside query boundaries based on provided conditions"
          ],
          [
            query(ofEvents("a", { _tag: ">", value: { N: "1" } }), { start: event("a", "1") }),
            "The provided starting key does not match the range key predicate"
          ],
          [query(ofEvents("a"), { start: { id } }), "The provided starting key is invalid"],
          [
            query(ofEvents("a"), { attributes: ["n", "n"] }),
            "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]"
          ],
          [query(ofEvents("a"), { attributes: [] }), "Invalid ProjectionExpression: The expression can not be empty;"]
        ]
        for (const [call, message] of refusals) {
          assert.deepInclude(yield* Effect.flip(call), { _tag: "Rejected", code: "ValidationException", message })
        }
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

    it.effect("lists its tables", () =>
      Effect.gen(function* () {
        const tables = yield* Tables
        const names = Array.makeBy(103, (n) => `listed-${n}`).sort()
        yield* Effect.forEach(names, (name) => table(name, byId), { concurrency: 8 })
        const listed = yield* tables.list
        assert.deepStrictEqual(
          listed.filter((name) => name.startsWith("listed-")),
          names
        )
        assert.deepStrictEqual(yield* tables.tags("listed-0"), {})
        const error = yield* Effect.flip(tables.tags("no-such-table"))
        assert.deepInclude(error, { _tag: "Fatal", code: "ResourceNotFoundException" })
        yield* Effect.forEach(names, (name) => tables.remove(name), { concurrency: 8 })
      })
    )

    it.effect("keeps the tags of a table for as long as it stands", () =>
      Effect.gen(function* () {
        const tables = yield* Tables
        const tags = { "millrace:created": "2026-11-28T00:00:00.000Z", of: "a test" }
        yield* tables.create({ name: "tagged", key: byId, tags })
        // dynalite forgets the tags that a table is created with
        assert.deepStrictEqual(yield* tables.tags("tagged"), name.includes("dynalite") ? {} : tags)
        yield* tables.remove("tagged")
        yield* tables.create({ name: "tagged", key: byId })
        assert.deepStrictEqual(yield* tables.tags("tagged"), {})
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
          db.scanPage({ table, consistent: true }),
          db.queryPage({ table, consistent: true, condition: ofEvents("a") })
        ]
        for (const call of calls) {
          assert.deepInclude(yield* Effect.flip(call), { _tag: "Fatal", code: "ResourceNotFoundException" })
        }
      })
    )
  })
}
