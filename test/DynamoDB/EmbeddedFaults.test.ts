import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import type { Fault } from "../../src/domain/FaultPlan.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { ask, call, createTable, item } from "./EmbeddedClient.ts"

/** The first data-plane request meets the fault. */
const withFault = (fault: Fault) =>
  Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [{ from: 0, to: 1, fault }] } })

const TableName = "table"
const put = { operation: "PutItem", body: { TableName, Item: item("1") } }
const stored = call("GetItem", { TableName, Key: item("1"), ConsistentRead: true })
const isThere = Effect.map(stored, ({ answer }) => JSON.stringify(answer) === JSON.stringify({ Item: item("1") }))

const brokenWith = (fault: Fault) =>
  Effect.gen(function* () {
    yield* createTable(TableName)
    const { error } = yield* Effect.flip(ask(put))
    return { code: error instanceof Error && "code" in error ? error.code : undefined, carriedOut: yield* isThere }
  }).pipe(Effect.provide(withFault(fault)))

it.live("throttle: refuses with the service's reasons", () =>
  Effect.gen(function* () {
    yield* createTable(TableName)
    const { answer, status } = yield* call("PutItem", put.body)
    assert.strictEqual(status, 400)
    assert.deepStrictEqual(answer, {
      __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
      message:
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
      ThrottlingReasons: [{ reason: "TableWriteKeyRangeThroughputExceeded", resource: "arn:table" }]
    })
    assert.isFalse(yield* isThere)
    assert.strictEqual((yield* call("PutItem", put.body)).status, 200)
  }).pipe(
    Effect.provide(
      withFault({
        _tag: "throttle",
        reasons: [{ reason: "TableWriteKeyRangeThroughputExceeded", resource: "arn:table" }]
      })
    )
  )
)

it.live("unprocessed: gives a batch back as it came", () =>
  Effect.gen(function* () {
    yield* createTable(TableName)
    const RequestItems = { [TableName]: [{ PutRequest: { Item: item("1") } }] }
    assert.deepStrictEqual(yield* call("BatchWriteItem", { RequestItems }), {
      status: 200,
      answer: { UnprocessedItems: RequestItems }
    })
    assert.isFalse(yield* isThere)
  }).pipe(Effect.provide(withFault({ _tag: "unprocessed" })))
)

it.live("unprocessed: gives the keys of a read back as they came", () =>
  Effect.gen(function* () {
    yield* createTable(TableName)
    const RequestItems = { [TableName]: { Keys: [item("1")], ConsistentRead: true } }
    assert.deepStrictEqual(yield* call("BatchGetItem", { RequestItems }), {
      status: 200,
      answer: { Responses: {}, UnprocessedKeys: RequestItems }
    })
  }).pipe(Effect.provide(withFault({ _tag: "unprocessed" })))
)

it.live("unprocessed: throttles what cannot come back in part", () =>
  Effect.gen(function* () {
    yield* createTable(TableName)
    const { text } = yield* ask(put)
    assert.include(text, "ProvisionedThroughputExceededException")
    assert.isFalse(yield* isThere)
  }).pipe(Effect.provide(withFault({ _tag: "unprocessed" })))
)

it.live("delay: answers all the same, no sooner than it says", () =>
  Effect.gen(function* () {
    yield* createTable(TableName)
    const order: Array<string> = []
    const answered = (pk: string) =>
      Effect.tap(call("PutItem", { TableName, Item: item(pk) }), () => Effect.sync(() => order.push(pk)))
    const first = yield* Effect.fork(answered("delayed"))
    yield* Effect.sleep("50 millis")
    yield* answered("later")
    assert.strictEqual((yield* first).status, 200)
    assert.deepStrictEqual(order, ["later", "delayed"])
  }).pipe(Effect.provide(withFault({ _tag: "delay", ms: 500 })))
)

it.live("reset: the connection dies before the request was carried out", () =>
  Effect.gen(function* () {
    const broken = yield* brokenWith({ _tag: "reset", when: "before" })
    assert.deepStrictEqual(broken, { code: "ECONNRESET", carriedOut: false })
  })
)

it.live("reset: the connection dies after the request was carried out", () =>
  Effect.gen(function* () {
    const broken = yield* brokenWith({ _tag: "reset", when: "after" })
    assert.deepStrictEqual(broken, { code: "ECONNRESET", carriedOut: true })
  })
)

it.live("truncate: the answer breaks off, the request was carried out", () =>
  Effect.gen(function* () {
    const broken = yield* brokenWith({ _tag: "truncate" })
    assert.deepStrictEqual(broken, { code: "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", carriedOut: true })
  })
)
