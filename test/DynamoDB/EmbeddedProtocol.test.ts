import { crc32 } from "node:zlib"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { request } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { ask, call, createTable, item, signature } from "./EmbeddedClient.ts"

const refused = (namespace: string, name: string, message: string) => ({
  status: 400,
  answer: { __type: `${namespace}#${name}`, message }
})
const invalid = (message: string) => refused("com.amazon.coral.validate", "ValidationException", message)
const notSerial = (message: string) => refused("com.amazon.coral.service", "SerializationException", message)
const ok = (answer: unknown) => ({ status: 200, answer })

const every = {
  S: { S: "é\u2028" },
  N: { N: "12345678901234567890.5" },
  B: { B: "AAEC/w==" },
  BOOL: { BOOL: false },
  NULL: { NULL: true },
  SS: { SS: ["a", "b"] },
  NS: { NS: ["1", "2"] },
  BS: { BS: ["AQ==", "Ag=="] },
  M: { M: { inner: { L: [{ B: "AQ==" }, { S: "" }] } } },
  L: { L: [] }
}

layer(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } }))("the embedded DynamoDB", (it) => {
  it.effect("puts, gets and deletes an item with every type of attribute", () =>
    Effect.gen(function* () {
      yield* createTable("types")
      const TableName = "types"
      const Item = { pk: { S: "1" }, ...every }
      const Key = item("1")
      assert.deepStrictEqual(yield* call("PutItem", { TableName, Item }), ok({}))
      assert.deepStrictEqual(yield* call("GetItem", { TableName, Key, ConsistentRead: true }), ok({ Item }))
      assert.deepStrictEqual(yield* call("DeleteItem", { TableName, Key }), ok({}))
      assert.deepStrictEqual(yield* call("GetItem", { TableName, Key }), ok({}))
    })
  )

  it.effect("keeps an attribute named __proto__ like any other", () =>
    Effect.gen(function* () {
      yield* createTable("proto")
      const body = '{"TableName":"proto","Item":{"pk":{"S":"1"},"__proto__":{"S":"kept"}}}'
      yield* ask({ operation: "PutItem", body })
      const { text } = yield* ask({ operation: "GetItem", body: { TableName: "proto", Key: item("1") } })
      assert.strictEqual(text, '{"Item":{"pk":{"S":"1"},"__proto__":{"S":"kept"}}}')
    })
  )

  it.effect("counts capacity as it is asked to", () =>
    Effect.gen(function* () {
      yield* createTable("capacity")
      const TableName = "capacity"
      const big = { ...item("1"), text: { S: "x".repeat(2000) } }
      const put = (ReturnConsumedCapacity: string) => call("PutItem", { TableName, Item: big, ReturnConsumedCapacity })
      assert.deepStrictEqual(yield* put("NONE"), ok({}))
      assert.deepStrictEqual(yield* put("TOTAL"), ok({ ConsumedCapacity: { TableName, CapacityUnits: 2 } }))
      assert.deepStrictEqual(
        yield* put("INDEXES"),
        ok({ ConsumedCapacity: { TableName, CapacityUnits: 2, Table: { CapacityUnits: 2 } } })
      )
      assert.deepStrictEqual(
        yield* put("ALL"),
        invalid(
          "1 validation error detected: Value 'ALL' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
        )
      )
    })
  )

  it.effect("writes and reads batches over several tables", () =>
    Effect.gen(function* () {
      yield* createTable("left")
      yield* createTable("right")
      yield* call("PutItem", { TableName: "right", Item: item("gone") })
      assert.deepStrictEqual(
        yield* call("BatchWriteItem", {
          RequestItems: {
            left: [{ PutRequest: { Item: item("1") } }, { PutRequest: { Item: item("2") } }],
            right: [{ DeleteRequest: { Key: item("gone") } }]
          },
          ReturnConsumedCapacity: "TOTAL"
        }),
        ok({
          UnprocessedItems: {},
          ConsumedCapacity: [
            { TableName: "left", CapacityUnits: 2 },
            { TableName: "right", CapacityUnits: 1 }
          ]
        })
      )
      assert.deepStrictEqual(
        yield* call("BatchGetItem", {
          RequestItems: {
            left: { Keys: [item("1"), item("3")], ConsistentRead: true },
            right: { Keys: [item("gone")] }
          }
        }),
        ok({ Responses: { left: [item("1")], right: [] }, UnprocessedKeys: {} })
      )
    })
  )

  it.effect("scans every item once, by pages and by segments", () =>
    Effect.gen(function* () {
      yield* createTable("scanned")
      const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`)
      yield* Effect.forEach(keys, (pk) => call("PutItem", { TableName: "scanned", Item: item(pk) }), {
        concurrency: 8
      })
      const found: Array<string> = []
      for (const Segment of [0, 1, 2]) {
        let from = ""
        for (let pages = 0; pages < 20; pages++) {
          const { text } = yield* ask({
            operation: "Scan",
            body: `{"TableName":"scanned","Limit":3,"TotalSegments":3,"Segment":${Segment}${from}}`
          })
          const page: { Items: ReadonlyArray<{ pk: { S: string } }>; LastEvaluatedKey?: unknown } = JSON.parse(text)
          found.push(...page.Items.map(({ pk }) => pk.S))
          if (page.LastEvaluatedKey === undefined) break
          from = `,"ExclusiveStartKey":${JSON.stringify(page.LastEvaluatedKey)}`
        }
      }
      assert.deepStrictEqual(found.sort(), keys.sort())
    })
  )

  it.effect("creates, describes, lists and deletes tables", () =>
    Effect.gen(function* () {
      const definition = {
        TableName: "managed",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "B" },
          { AttributeName: "sk", AttributeType: "N" }
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" }
        ]
      }
      const described = {
        ...definition,
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
        ItemCount: 0,
        ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
        TableArn: "arn:aws:dynamodb:ddblocal:000000000000:table/managed",
        TableSizeBytes: 0,
        TableStatus: "ACTIVE"
      }
      const Tags = [{ Key: "a", Value: "b" }]
      const create = call("CreateTable", { ...definition, BillingMode: "PAY_PER_REQUEST", Tags })
      assert.deepStrictEqual(yield* create, ok({ TableDescription: described }))
      assert.strictEqual((yield* create).status, 400)
      assert.deepStrictEqual(yield* call("DescribeTable", { TableName: "managed" }), ok({ Table: described }))
      assert.deepStrictEqual(
        yield* call("ListTables", { ExclusiveStartTableName: "managec", Limit: 1 }),
        ok({ TableNames: ["managed"], LastEvaluatedTableName: "managed" })
      )
      const tagsOf = (ResourceArn?: string) => call("ListTagsOfResource", { ResourceArn })
      assert.deepStrictEqual(yield* tagsOf(described.TableArn), ok({ Tags }))
      const invalid = (message: string) => refused("com.amazon.coral.validate", "ValidationException", message)
      assert.deepStrictEqual(yield* tagsOf(), invalid("Invalid TableArn"))
      assert.deepStrictEqual(
        yield* tagsOf("managed"),
        invalid("Invalid TableArn: Invalid ResourceArn provided as input managed")
      )
      yield* call("DeleteTable", { TableName: "managed" })
      assert.deepStrictEqual(
        yield* tagsOf(described.TableArn),
        refused(
          "com.amazonaws.dynamodb.v20120810",
          "ResourceNotFoundException",
          `Requested resource not found: ResourcArn: ${described.TableArn} not found`
        )
      )
      assert.deepStrictEqual(
        yield* call("DescribeTable", { TableName: "managed" }),
        refused(
          "com.amazonaws.dynamodb.v20120810",
          "ResourceNotFoundException",
          "Requested resource not found: Table: managed not found"
        )
      )
    })
  )

  it.effect("gives each answer an id, its length and its checksum", () =>
    Effect.gen(function* () {
      const { headers, text } = yield* ask({ operation: "ListTables" })
      assert.strictEqual(headers["x-amz-crc32"], String(crc32(text)))
      assert.strictEqual(headers["content-length"], String(Buffer.byteLength(text)))
      assert.strictEqual(headers["content-type"], "application/x-amz-json-1.0")
      const other = yield* ask({ operation: "ListTables" })
      assert.match(String(headers["x-amzn-requestid"]), /^[0-9A-Z]{52}$/)
      assert.notStrictEqual(headers["x-amzn-requestid"], other.headers["x-amzn-requestid"])
    })
  )

  it.effect("says what to use instead of an operation that it does not have", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* call("UpdateItem", {}),
        refused(
          "com.amazon.coral.service",
          "UnknownOperationException",
          "The embedded DynamoDB of Millrace does not have UpdateItem; it has PutItem, DeleteItem, BatchWriteItem, GetItem, BatchGetItem, Scan, Query, CreateTable, DescribeTable, DescribeContinuousBackups, ListTables, ListTagsOfResource, DeleteTable. For others use --endpoint with DynamoDB Local"
        )
      )
      assert.include((yield* ask({})).text, "does not have a request without X-Amz-Target")
    })
  )

  for (const [operation, member, value] of [
    ["PutItem", "ConditionExpression", "attribute_not_exists(pk)"],
    ["PutItem", "Expected", {}],
    ["DeleteItem", "ConditionExpression", "attribute_exists(pk)"],
    ["GetItem", "ProjectionExpression", "pk"],
    ["Scan", "FilterExpression", "pk = :pk"],
    ["Scan", "IndexName", "by-name"],
    ["CreateTable", "GlobalSecondaryIndexes", []],
    ["BatchGetItem", "AttributesToGet", ["pk"]]
  ] as const) {
    it.effect(`refuses ${member} of ${operation} rather than ignoring it`, () =>
      Effect.gen(function* () {
        const body =
          operation === "BatchGetItem" ? { RequestItems: { table: { [member]: value } } } : { [member]: value }
        assert.deepStrictEqual(
          yield* call(operation, body),
          invalid(
            `The embedded DynamoDB of Millrace does not implement ${member} of ${operation}; where it is needed, use --endpoint with DynamoDB Local`
          )
        )
      })
    )
  }

  it.effect("takes members that say what goes without saying, and no other values of them", () =>
    Effect.gen(function* () {
      yield* createTable("silent")
      const put = { TableName: "silent", Item: item("1"), ConditionExpression: null }
      assert.deepStrictEqual(yield* call("PutItem", { ...put, ReturnValues: "NONE" }), ok({}))
      assert.deepStrictEqual(
        yield* call("PutItem", { ...put, ReturnValues: "ALL_OLD" }),
        invalid("The embedded DynamoDB of Millrace implements ReturnValues NONE alone, not ALL_OLD")
      )
    })
  )

  for (const [what, Item, message] of [
    ["a number where text belongs", { pk: { S: 1 } }, "NUMBER_VALUE cannot be converted to String"],
    ["a fraction where text belongs", { pk: { N: 1.5 } }, "DECIMAL_VALUE cannot be converted to String"],
    ["a truth where text belongs", { pk: { S: true } }, "TRUE_VALUE cannot be converted to String"],
    ["text where a truth belongs", { pk: { BOOL: "x" } }, "STRING_VALUE cannot be converted to Boolean"],
    ["text where a list belongs", { pk: { SS: "x" } }, "Unexpected field type"],
    ["a map where a list belongs", { pk: { L: {} } }, "Start of structure or map found where not expected"],
    ["nothing where a member of a set belongs", { pk: { SS: [null] } }, "Unexpected value type in payload"],
    ["text where an attribute belongs", { pk: "x" }, "Unexpected value type in payload"],
    [
      "base64 of no whole length",
      { pk: { B: "AAA" } },
      "Base64 encoded length is expected a multiple of 4 bytes but found: 3"
    ],
    ["what is no base64", { pk: { B: "A-_=" } }, "Invalid last non-pad Base64 character dectected"]
  ] as const) {
    it.effect(`cannot read ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* call("PutItem", { TableName: "any", Item }), notSerial(message))
      })
    )
  }

  for (const [what, body, message] of [
    [
      "an attribute without a type",
      { TableName: "any", Item: { pk: {} } },
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
    ],
    [
      "an attribute of two types",
      { TableName: "any", Item: { pk: { S: "", N: "1" } } },
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
    ],
    [
      "a NULL that is none",
      { TableName: "any", Item: { pk: { NULL: false } } },
      "One or more parameter values were invalid: Null attribute value types must have the value of true"
    ],
    [
      "a put of nothing",
      {},
      "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null"
    ]
  ] as const) {
    it.effect(`refuses ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* call("PutItem", body), invalid(message))
      })
    )
  }

  for (const [what, operation, RequestItems, member] of [
    ["a put of nothing", "BatchWriteItem", { table: [{ PutRequest: {} }] }, "putRequest.item"],
    ["a deletion of nothing", "BatchWriteItem", { table: [{ DeleteRequest: {} }] }, "deleteRequest.key"],
    ["a table without requests", "BatchWriteItem", { table: null }, "requestItems.table"],
    ["a table without keys", "BatchGetItem", { table: {} }, "requestItems.table"]
  ] as const) {
    it.effect(`refuses ${what} in ${operation}`, () =>
      Effect.gen(function* () {
        const { status, text } = yield* ask({ operation, body: { RequestItems } })
        assert.strictEqual(status, 400)
        assert.include(text, `Value null at '${member}' failed to satisfy constraint: Member must not be null`)
      })
    )
  }

  for (const [what, body] of [
    ["broken JSON", '{"TableName":'],
    ["JSON that is no object", "[]"],
    ["no body", ""],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d])]
  ] as const) {
    it.effect(`cannot read ${what}`, () =>
      Effect.gen(function* () {
        const { status, text } = yield* ask({ operation: "PutItem", body })
        assert.strictEqual(status, 400)
        assert.include(text, "SerializationException")
      })
    )
  }

  it.effect("survives JSON of any depth", () =>
    Effect.gen(function* () {
      const deep = `{"TableName":"any","Item":{"pk":${'{"L":['.repeat(100_000)}${"]}".repeat(100_000)}}}`
      assert.include((yield* ask({ operation: "PutItem", body: deep })).text, "Nesting Levels have exceeded")
      assert.strictEqual((yield* ask({ operation: "ListTables" })).status, 200)
    })
  )

  it.effect("refuses what is not signed, whatever the signature", () =>
    Effect.gen(function* () {
      const unsigned = { operation: "ListTables", headers: { authorization: "Bearer a" } }
      const { status, text } = yield* ask(unsigned)
      assert.strictEqual(status, 400)
      assert.deepStrictEqual(JSON.parse(text), {
        __type: "com.amazon.coral.service#MissingAuthenticationTokenException",
        message: "Request is missing Authentication Token"
      })
    })
  )

  it.effect("refuses a body over 16 MB with 413 and goes on", () =>
    Effect.gen(function* () {
      const { status } = yield* ask({ operation: "PutItem", body: "x".repeat(16 * 1024 * 1024 + 1) })
      assert.strictEqual(status, 413)
      assert.strictEqual((yield* ask({ operation: "ListTables" })).status, 200)
    })
  )

  it.effect("answers a GET healthily, and nothing else than JSON by POST", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* Embedded.Embedded
      const get = yield* Effect.promise(() => request(endpoint, { reset: true }))
      assert.match(yield* Effect.promise(() => get.body.text()), /^healthy/)
      assert.strictEqual(
        (yield* ask({ headers: { "content-type": "text/plain", authorization: signature } })).status,
        404
      )
    })
  )
})
