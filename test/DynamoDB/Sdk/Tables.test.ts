import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, TestClock } from "effect"
import * as SdkTables from "../../../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { Tables } from "../../../src/DynamoDB.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"

const key = { partition: { name: "id", type: "S" } } as const

const describing = (TableStatus: string) =>
  FaultyServer.respond(
    200,
    FaultyServer.json,
    JSON.stringify({
      Table: {
        TableName: "laps",
        TableStatus,
        ItemCount: 7,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }]
      }
    })
  )

const refusing = (name: string, status = 400) =>
  FaultyServer.respond(
    status,
    FaultyServer.json,
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name })
  )

const operationOf = (request: string): string => /x-amz-target: \S+\.(\w+)/i.exec(request)?.[1] ?? "none"

/** Answers one request after another as told, the last answer for ever, and keeps what was asked. */
const scripted = (...answers: ReadonlyArray<FaultyServer.Answer>) =>
  Effect.gen(function* () {
    const asked: Array<string> = []
    const server = yield* FaultyServer.make((socket, number, request) => {
      asked.push(operationOf(request))
      answers[Math.min(number, answers.length - 1)]?.(socket, number, request)
    })
    const context = yield* Layer.build(SdkTables.layer(Target.embedded(server.endpoint)))
    return { asked, tables: yield* Tables.pipe(Effect.provide(context)) }
  })

/** Lets virtual time pass, and the sockets do their part of it, until the fiber is done. */
const pass = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<A, E> =>
  Effect.gen(function* () {
    while (Option.isNone(yield* Fiber.poll(fiber))) {
      yield* TestClock.adjust("1 second")
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    }
    return yield* Fiber.join(fiber)
  })

describe("Tables by the SDK", () => {
  it.scopedLive("tell at once where nobody listens", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(() => {}))
      const tables = yield* Tables.pipe(
        Effect.provide(yield* Layer.build(SdkTables.layer(Target.embedded(gone.endpoint))))
      )
      for (const attempt of [
        tables.create({ name: "laps", key }),
        tables.untilActive("laps"),
        tables.describe("laps"),
        tables.remove("laps")
      ]) {
        const error = yield* Effect.flip(attempt)
        assert.deepInclude(error, { _tag: "Fatal", code: "ECONNREFUSED" })
        assert.include(error.message, new URL(gone.endpoint).host)
      }
    })
  )

  it.scoped("wait through what passes until a table is active", () =>
    Effect.gen(function* () {
      const { asked, tables } = yield* scripted(
        refusing("ResourceNotFoundException"),
        describing("CREATING"),
        refusing("InternalServerError", 500),
        refusing("ThrottlingException"),
        describing("ACTIVE")
      )
      yield* pass(yield* Effect.fork(tables.untilActive("laps")))
      assert.deepStrictEqual(
        asked,
        Array.from({ length: 5 }, () => "DescribeTable")
      )
    })
  )

  it.scoped("give up on a table that does not become active", () =>
    Effect.gen(function* () {
      const { tables } = yield* scripted(describing("CREATING"))
      const error = yield* pass(yield* Effect.fork(Effect.flip(tables.untilActive("laps"))))
      assert.deepInclude(error, { _tag: "Fatal", code: "TableNotActive" })
      assert.include(error.message, "CREATING")
    })
  )

  it.scoped("do not wait for a table that one may not see", () =>
    Effect.gen(function* () {
      const { asked, tables } = yield* scripted(refusing("AccessDeniedException"))
      const error = yield* Effect.flip(tables.untilActive("laps"))
      assert.deepInclude(error, { _tag: "Fatal", code: "AccessDeniedException" })
      assert.strictEqual(asked.length, 1)
    })
  )

  it.scoped("delete once, when the table can be deleted, and wait until it is gone", () =>
    Effect.gen(function* () {
      const { asked, tables } = yield* scripted(
        refusing("ResourceInUseException"),
        describing("DELETING"),
        describing("DELETING"),
        refusing("ResourceNotFoundException")
      )
      yield* pass(yield* Effect.fork(tables.remove("laps")))
      assert.deepStrictEqual(asked, ["DeleteTable", "DeleteTable", "DescribeTable", "DescribeTable"])
    })
  )

  it.scoped("make a table that is paid by the request", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const { tables } = yield* scripted((socket, _number, request) => {
        requests.push(request)
        describing("CREATING")(socket)
      })
      yield* tables.create({ name: "laps", key: { ...key, sort: { name: "at", type: "N" } } })
      const [, body = ""] = (requests[0] ?? "").split("\r\n\r\n")
      assert.deepStrictEqual(JSON.parse(body), {
        TableName: "laps",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "at", AttributeType: "N" }
        ],
        KeySchema: [
          { AttributeName: "id", KeyType: "HASH" },
          { AttributeName: "at", KeyType: "RANGE" }
        ]
      })
    })
  )
})
