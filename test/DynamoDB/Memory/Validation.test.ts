import { assert, describe, it } from "@effect/vitest"
import type { WriteRequest } from "../../../src/DynamoDB.ts"
import type { AttributeValue, Item } from "../../../src/domain/Item.ts"
import type { KeySchema } from "../../../src/domain/Key.ts"
import { byDigest, byTitle, byTitleAndYear, engine, refusal, table } from "./engine.ts"

const invalid = "ValidationException: One or more parameter values were invalid:"
const mismatch = "ValidationException: The provided key element does not match the schema"
const missing = "ResourceNotFoundException: Requested resource not found"

const title = { title: { S: "Alien" } }

const nested = (levels: number): AttributeValue => {
  let value: AttributeValue = { S: "leaf" }
  for (let level = 1; level < levels; level++) value = level % 2 === 0 ? { L: [value] } : { M: { n: value } }
  return value
}

const put = (item: Item): WriteRequest => ({ _tag: "put", item })
const remove = (key: Item): WriteRequest => ({ _tag: "delete", key })
const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ title: { S: `title ${n}` } }))

describe("values", () => {
  it.each<[string, AttributeValue, string]>([
    ["no number", { N: "12a" }, "ValidationException: The parameter cannot be converted to a numeric value: 12a"],
    ["an empty number", { N: "" }, "ValidationException: The parameter cannot be converted to a numeric value"],
    [
      "a number of 39 digits",
      { N: "1".repeat(39) },
      "ValidationException: Attempting to store more than 38 significant digits in a Number"
    ],
    [
      "a number too large",
      { N: "1E126" },
      "ValidationException: Number overflow. Attempting to store a number with magnitude larger than supported range"
    ],
    [
      "a number too small",
      { N: "-1E-131" },
      "ValidationException: Number underflow. Attempting to store a number with magnitude smaller than supported range"
    ],
    ["an empty string set", { SS: [] }, `${invalid} An string set  may not be empty`],
    ["an empty number set", { NS: [] }, `${invalid} An number set  may not be empty`],
    ["an empty binary set", { BS: [] }, `${invalid} Binary sets should not be empty`],
    ["a repeated string", { SS: ["a", "b", "a"] }, `${invalid} Input collection [a, b, a] contains duplicates.`],
    ["a repeated number", { NS: ["1", "1.0"] }, "ValidationException: Input collection contains duplicates"],
    [
      "a repeated binary",
      { BS: [Uint8Array.of(98), Uint8Array.of(98)] },
      `${invalid} Input collection [Yg==, Yg==]of type BS contains duplicates.`
    ],
    [
      "an invalid number in a set",
      { NS: ["1", "x"] },
      "ValidationException: The parameter cannot be converted to a numeric value: x"
    ],
    ["a wrong value deep inside", { L: [{ M: { a: { SS: [] } } }] }, `${invalid} An string set  may not be empty`],
    ["a leaf at level 32", nested(32), "accepted"],
    [
      "a leaf at level 33",
      nested(33),
      "ValidationException: Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
    ],
    ["an empty string and an empty binary", { L: [{ S: "" }, { B: new Uint8Array() }] }, "accepted"]
  ])("%s", (_, value, answer) =>
    assert.strictEqual(refusal(engine().putItem({ table, item: { ...title, value } })), answer)
  )

  it("400 KB are the limit, inclusive", () => {
    const bytes = (count: number): Item => ({ ...title, p: { S: "x".repeat(count - 5 - 5 - 1) } })
    const films = engine()
    assert.strictEqual(refusal(films.putItem({ table, item: bytes(409_600) })), "accepted")
    const refused = "ValidationException: Item size has exceeded the maximum allowed size"
    assert.strictEqual(refusal(films.putItem({ table, item: bytes(409_601) })), refused)
    assert.strictEqual(refusal(films.batchWriteItem([{ table, requests: [put(bytes(409_601))] }])), refused)
  })
})

describe("keys", () => {
  const empty = (kind: string, name: string) =>
    `ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`
  const longPartition = `${invalid} Size of hashkey has exceeded the maximum size limit of2048 bytes`
  const longSort = `${invalid} Aggregated size of all range keys has exceeded the size limit of 1024 bytes`
  const byTitleAndCut: KeySchema = { ...byTitle, sort: { name: "cut", type: "S" } }

  it.each<[string, KeySchema, Item, string]>([
    ["missing", byTitle, { name: { S: "Alien" } }, `${invalid} Missing the key title in the item`],
    ["sort key missing", byTitleAndYear, title, `${invalid} Missing the key year in the item`],
    ["mistyped", byTitle, { title: { N: "300" } }, `${invalid} Type mismatch for key title expected: S actual: N`],
    ["empty", byTitle, { title: { S: "" } }, empty("string", "title")],
    ["empty binary", byDigest, { digest: { B: new Uint8Array() } }, empty("binary", "digest")],
    ["2048 bytes", byTitle, { title: { S: "ü".repeat(1024) } }, "accepted"],
    ["2049 bytes", byTitle, { title: { S: `${"ü".repeat(1024)}x` } }, longPartition],
    ["sort key of 1024 bytes", byTitleAndCut, { ...title, cut: { S: "x".repeat(1024) } }, "accepted"],
    ["sort key of 1025 bytes", byTitleAndCut, { ...title, cut: { S: "x".repeat(1025) } }, longSort],
    [
      "named as what every object has",
      { partition: { name: "constructor", type: "S" } },
      title,
      `${invalid} Missing the key constructor in the item`
    ]
  ])("of an item: %s", (_, key, item, answer) =>
    assert.strictEqual(refusal(engine(key).putItem({ table, item })), answer)
  )

  it.each<[string, KeySchema, Item, string]>([
    ["right", byTitle, title, "accepted"],
    ["missing", byTitle, {}, mismatch],
    ["of another name", byTitle, { name: { S: "Alien" } }, mismatch],
    ["more than the key", byTitle, { ...title, year: { N: "1979" } }, mismatch],
    ["without its sort key", byTitleAndYear, title, mismatch],
    ["mistyped", byTitle, { title: { N: "300" } }, mismatch],
    ["empty", byTitle, { title: { S: "" } }, empty("string", "title")],
    ["too long", byTitle, { title: { S: "x".repeat(2049) } }, longPartition]
  ])("alone: %s", (_, schema, key, answer) => {
    const films = engine(schema)
    assert.deepStrictEqual(
      [
        refusal(films.getItem({ table, key, consistent: true })),
        refusal(films.deleteItem({ table, key })),
        refusal(films.batchWriteItem([{ table, requests: [remove(key)] }])),
        refusal(films.batchGetItem([{ table, keys: [key], consistent: true }]))
      ],
      [answer, answer, answer, answer]
    )
  })

  it.each<[string, Item, string]>([
    ["missing", { name: { S: "Alien" } }, mismatch],
    ["mistyped", { title: { N: "300" } }, mismatch],
    ["empty", { title: { S: "" } }, empty("string", "title")]
  ])("of an item in a batch: %s", (_, item, answer) =>
    assert.strictEqual(refusal(engine().batchWriteItem([{ table, requests: [put(item)] }])), answer)
  )
})

describe("batches", () => {
  const duplicates = "ValidationException: Provided list of item keys contains duplicates"

  it("of 25 writes and 100 reads at most", () => {
    const films = engine()
    const writes = (count: number) => refusal(films.batchWriteItem([{ table, requests: numbered(count).map(put) }]))
    const reads = (count: number) => refusal(films.batchGetItem([{ table, keys: numbered(count), consistent: true }]))
    const detected = "ValidationException: 1 validation error detected: Value at"
    assert.deepStrictEqual(
      [writes(25), writes(26), writes(0), reads(100), reads(101), reads(0), refusal(films.batchWriteItem([]))],
      [
        "accepted",
        `${detected} 'RequestItems.films.member' failed to satisfy constraint: Member must have length less than or equal to 25`,
        `${detected} 'RequestItems.films.member' failed to satisfy constraint: Member must have length greater than or equal to 1`,
        "accepted",
        `${detected} 'RequestItems.films.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100`,
        `${detected} 'RequestItems.films.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1`,
        `${detected} 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1`
      ]
    )
  })

  it("the limit is for all tables together", () => {
    const films = engine()
    films.createTable({ name: "series", key: byTitle })
    const requests = numbered(13).map(put)
    const keys = numbered(51)
    assert.deepStrictEqual(
      [
        refusal(
          films.batchWriteItem([
            { table, requests },
            { table: "series", requests }
          ])
        ),
        refusal(
          films.batchGetItem([
            { table, keys, consistent: true },
            { table: "series", keys, consistent: true }
          ])
        )
      ],
      [
        "ValidationException: Too many items requested for the BatchWriteItem call",
        "ValidationException: Too many items requested for the BatchGetItem call"
      ]
    )
  })

  it.each<[string, ReadonlyArray<WriteRequest>]>([
    ["two puts", [put(title), put({ ...title, year: { N: "1979" } })]],
    ["a put and a delete", [put(title), remove(title)]]
  ])("refuse a repeated key: %s", (_, requests) =>
    assert.strictEqual(refusal(engine().batchWriteItem([{ table, requests }])), duplicates)
  )

  it("refuse a repeated key however its number is written", () => {
    const films = engine(byTitleAndYear)
    const keys = ["1979", "1979.0"].map((N) => ({ ...title, year: { N } }))
    assert.strictEqual(refusal(films.batchWriteItem([{ table, requests: keys.map(put) }])), duplicates)
    assert.strictEqual(refusal(films.batchGetItem([{ table, keys, consistent: true }])), duplicates)
  })

  it("write nothing where one request is wrong", () => {
    const films = engine()
    const wrong = [put(title), put({ name: { S: "no title" } })]
    assert.strictEqual(refusal(films.batchWriteItem([{ table, requests: wrong }])), mismatch)
    assert.strictEqual(
      refusal(
        films.batchWriteItem([
          { table, requests: [put(title)] },
          { table: "series", requests: [put(title)] }
        ])
      ),
      missing
    )
    assert.deepInclude(films.getItem({ table, key: title, consistent: true }), {
      right: { table, item: undefined, units: 1 }
    })
  })
})

describe("tables", () => {
  it("a table that is not there", () => {
    const films = engine()
    assert.deepStrictEqual(
      [
        refusal(films.putItem({ table: "series", item: title })),
        refusal(films.getItem({ table: "series", key: title, consistent: true })),
        refusal(films.scanPage({ table: "series", consistent: true })),
        refusal(films.describeTable("series")),
        refusal(films.deleteTable("series"))
      ],
      [missing, missing, missing, `${missing}: Table: series not found`, `${missing}: Table: series not found`]
    )
  })

  it("what is wrong with an item is said before what is wrong with the table", () =>
    assert.strictEqual(
      refusal(engine().putItem({ table: "series", item: { title: { N: "x" } } })),
      "ValidationException: The parameter cannot be converted to a numeric value: x"
    ))

  it("names", () => {
    const films = engine()
    const constraint = "failed to satisfy constraint: Member must"
    const pattern = "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    assert.deepStrictEqual(
      [
        refusal(films.createTable({ name: "ab", key: byTitle })),
        refusal(films.createTable({ name: "a b", key: byTitle })),
        refusal(films.putItem({ table: "a!", item: title })),
        refusal(films.createTable({ name: table, key: byTitle })),
        refusal(films.createTable({ name: "twice", key: { ...byTitle, sort: { name: "title", type: "N" } } }))
      ],
      [
        "ValidationException: TableName must be at least 3 characters long and at most 255 characters long",
        `ValidationException: 1 validation error detected: Value 'a b' at 'tableName' ${constraint} ${pattern}`,
        `ValidationException: 2 validation errors detected: Value 'a!' at 'tableName' ${constraint} ${pattern}; ` +
          `Value 'a!' at 'tableName' ${constraint} have length greater than or equal to 3`,
        "ResourceInUseException: Table already exists: films",
        "ValidationException: Both the Hash Key and the Range Key element in the KeySchema have the same name"
      ]
    )
  })
})

describe("scans", () => {
  const scan = (request: object) => refusal(engine().scanPage({ table, consistent: true, ...request }))
  const start = "ValidationException: The provided starting key is invalid:"

  it.each<[string, object, string]>([
    [
      "limit 0",
      { limit: 0 },
      "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    ],
    [
      "a segment that is none",
      { segment: { index: 4, of: 4 } },
      "ValidationException: The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4"
    ],
    [
      "a start that is no key",
      { start: { name: { S: "x" } } },
      `${start} The provided key element does not match the schema`
    ],
    [
      "a start in another segment",
      { start: title, segment: { index: 0, of: 4096 } },
      `${start} Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 4096 Segment: 0`
    ]
  ])("%s", (_, request, answer) => assert.strictEqual(scan(request), answer))
})
