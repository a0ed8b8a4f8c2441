import { assert, describe, it } from "@effect/vitest"
import { Array, type Duration, Effect, Exit, Fiber, Schedule, type Scope } from "effect"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { DynamoDB } from "../../src/DynamoDB.ts"
import type { RequestError } from "../../src/domain/RequestError.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"

const put = Effect.flatMap(DynamoDB, (db) => db.putItem({ table: "items", item: { id: { S: "a" } } }))

const consumedOne = `{"ConsumedCapacity":{"TableName":"items","CapacityUnits":1}}`
const succeed = FaultyServer.respond(200, FaultyServer.json, consumedOne)

const over = (
  server: FaultyServer.FaultyServer,
  options: { readonly sockets?: number; readonly requestTimeout?: Duration.DurationInput } = {}
) => Sdk.layer({ target: Target.embedded(server.endpoint), sockets: 4, requestTimeout: "5 seconds", ...options })

/** The error that one put meets with a server that answers so. */
const failure = (
  answer: FaultyServer.Answer
): Effect.Effect<RequestError, { readonly consumed: number }, Scope.Scope> =>
  Effect.gen(function* () {
    const server = yield* FaultyServer.make(answer)
    const error = yield* Effect.flip(put.pipe(Effect.provide(over(server))))
    assert.strictEqual(server.requests.received, 1, "requests sent")
    return error
  })

/** Lets sockets that were closed here be seen as closed there. */
const settled = (condition: () => boolean) =>
  Effect.sync(condition).pipe(
    Effect.filterOrFail((met) => met),
    Effect.retry(Schedule.spaced("1 millis").pipe(Schedule.upTo("5 seconds")))
  )

describe("Sdk", () => {
  it.scopedLive("reads what a put consumed", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed)
      assert.deepStrictEqual(yield* put.pipe(Effect.provide(over(server))), { consumed: 1 })
    })
  )

  const headers = `HTTP/1.1 200 OK\r\ncontent-type: ${FaultyServer.json}\r\n`
  const faults: ReadonlyArray<{ readonly name: string; readonly answer: FaultyServer.Answer; readonly code: string }> =
    [
      {
        name: "the connection dies before an answer",
        answer: (socket) => socket.resetAndDestroy(),
        code: "ECONNRESET"
      },
      {
        name: "the connection dies within the answer",
        answer: (socket) =>
          socket.write(`${headers}content-length: 60\r\n\r\n{"Consumed`, () => socket.resetAndDestroy()),
        code: "ECONNRESET"
      },
      {
        name: "the answer is shorter than announced",
        answer: (socket) => socket.end(`${headers}content-length: 60\r\n\r\n{"ConsumedCapacity"`),
        code: "ECONNRESET"
      },
      {
        name: "the answer is cut off and its length was not announced",
        answer: (socket) => socket.end(`${headers}connection: close\r\n\r\n{"ConsumedCapacity"`),
        code: "UnreadableAnswer"
      },
      {
        name: "the answer is empty",
        answer: FaultyServer.respond(200, FaultyServer.json, ""),
        code: "UnreadableAnswer"
      },
      {
        name: "the answer is no JSON",
        answer: FaultyServer.respond(200, "text/html", "<html></html>"),
        code: "UnreadableAnswer"
      },
      {
        name: "the answer is no JSON object",
        answer: FaultyServer.respond(200, FaultyServer.json, `"fine"`),
        code: "UnreadableAnswer"
      },
      {
        name: "the answer is no HTTP",
        answer: (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
        code: "HPE_INVALID_CONSTANT"
      },
      {
        name: "a proxy has no server",
        answer: FaultyServer.respond(502, "text/html", "<html></html>"),
        code: "HTTP 502"
      },
      {
        name: "a proxy has had enough",
        answer: FaultyServer.respond(429, "text/plain", "slow down"),
        code: "HTTP 429"
      },
      { name: "a proxy says nothing but 503", answer: FaultyServer.respond(503, "text/plain", ""), code: "HTTP 503" },
      {
        name: "the service is at fault",
        answer: FaultyServer.respond(
          500,
          FaultyServer.json,
          `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"x"}`
        ),
        code: "InternalServerError"
      }
    ]
  for (const { answer, code, name } of faults) {
    it.scopedLive(`does not know the outcome where ${name}`, () =>
      Effect.gen(function* () {
        assert.deepInclude(yield* failure(answer), { _tag: "Transient", code })
      })
    )
  }

  it.scopedLive("takes an answer that stands although the connection dies after it", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        succeed(socket)
        socket.end()
      })
      assert.deepStrictEqual(yield* put.pipe(Effect.provide(over(server))), { consumed: 1 })
    })
  )

  it.scopedLive.each([403, 407, 413])("ends the run where a stranger answers with HTTP %d", (status) =>
    Effect.gen(function* () {
      for (const body of ["<html></html>", "", `{"error":"no"}`]) {
        const error = yield* failure(FaultyServer.respond(status, "text/html", body))
        assert.deepInclude(error, { _tag: "Fatal", code: `HTTP ${status}` })
        assert.include(error.message, "127.0.0.1:")
      }
    })
  )

  it.scopedLive("ends the run at once, with the host's name, where nobody listens", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      const error = yield* Effect.flip(put.pipe(Effect.provide(over(gone))))
      assert.deepInclude(error, { _tag: "Fatal", code: "ECONNREFUSED" })
      assert.include(error.message, new URL(gone.endpoint).host)
    })
  )

  it.scopedLive.each([
    ["ProvisionedThroughputExceededException", "ThrottlingReasons"],
    ["ThrottlingException", "throttlingReasons"],
    ["RequestLimitExceeded", "ThrottlingReasons"]
  ] as const)("hands on the reasons of a %s", ([exception, field]) =>
    Effect.gen(function* () {
      const reasons = [
        { reason: "TableWriteKeyRangeThroughputExceeded", resource: "arn:aws:dynamodb:us-east-1:1:table/items" }
      ]
      const body = JSON.stringify({
        __type: `com.amazonaws.dynamodb.v20120810#${exception}`,
        message: "slow down",
        [field]: reasons
      })
      const error = yield* failure(FaultyServer.respond(400, FaultyServer.json, body))
      assert.deepInclude(error, { _tag: "Throttled", code: exception, reasons })
    })
  )

  it.scopedLive("throttles by the other name that the service has for it", () =>
    Effect.gen(function* () {
      const body = `{"__type":"com.amazon.coral.availability#ThrottlingException","message":"Rate exceeded"}`
      const error = yield* failure(FaultyServer.respond(400, FaultyServer.json, body))
      assert.deepInclude(error, { _tag: "Throttled", code: "ThrottlingException", reasons: [] })
    })
  )

  it.scopedLive("tells a refused item from a refused identity", () =>
    Effect.gen(function* () {
      const answering = (type: string) =>
        FaultyServer.respond(400, FaultyServer.json, JSON.stringify({ __type: type, message: "why" }))
      assert.deepInclude(yield* failure(answering("com.amazon.coral.validate#ValidationException")), {
        _tag: "Rejected",
        code: "ValidationException",
        message: "why"
      })
      assert.deepInclude(yield* failure(answering("com.amazon.coral.service#UnrecognizedClientException")), {
        _tag: "Fatal",
        code: "UnrecognizedClientException",
        message: "why"
      })
    })
  )

  it.scopedLive.each([
    ["never", () => {}],
    ["only by half", (socket) => socket.write(`${headers}content-length: 60\r\n\r\n{"Consumed`)],
    [
      "a byte at a time",
      (socket) => {
        socket.write(`${headers}content-length: 600\r\n\r\n`)
        const dripping = setInterval(() => socket.write(" "), 20)
        socket.on("close", () => clearInterval(dripping))
      }
    ]
  ] satisfies ReadonlyArray<readonly [string, FaultyServer.Answer]>)(
    "does not wait longer than told where the answer comes %s",
    ([, answer]) =>
      Effect.gen(function* () {
        const server = yield* FaultyServer.make(answer)
        const error = yield* Effect.flip(put.pipe(Effect.provide(over(server, { requestTimeout: "100 millis" }))))
        assert.deepInclude(error, { _tag: "Transient", code: "TimeoutError" })
        yield* settled(() => server.connections.open === 0)
      })
  )

  it.scopedLive("does not wait longer than told for a connection", () =>
    Effect.gen(function* () {
      const silent = yield* FaultyServer.make(() => {})
      const target = Target.embedded(silent.endpoint.replace("http:", "https:"))
      const layer = Sdk.layer({ target, sockets: 1, connectTimeout: "100 millis", requestTimeout: "1 hour" })
      const error = yield* Effect.flip(put.pipe(Effect.provide(layer)))
      assert.deepInclude(error, { _tag: "Transient", code: "TimeoutError" })
      yield* settled(() => silent.connections.open === 0)
    })
  )

  it.scopedLive("goes on with other connections where one is silent", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number) => {
        if (number > 0) succeed(socket)
      })
      const exits = yield* Effect.all(Array.replicate(Effect.exit(put), 20), { concurrency: 2 }).pipe(
        Effect.provide(over(server, { sockets: 2, requestTimeout: "200 millis" }))
      )
      assert.strictEqual(exits.filter(Exit.isSuccess).length, 19)
    })
  )

  it.scopedLive("lets no request time out that waits in the client's own queue", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        setTimeout(() => succeed(socket), 20)
      })
      const results = yield* Effect.all(Array.replicate(put, 500), { concurrency: "unbounded" }).pipe(
        Effect.provide(over(server, { sockets: 5, requestTimeout: "1 second" }))
      )
      assert.strictEqual(results.length, 500)
      assert.strictEqual(server.connections.opened, 5)
    })
  )

  it.scopedLive("tells what its connections did, since it was asked last", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        setTimeout(() => succeed(socket), 50)
      })
      yield* Effect.gen(function* () {
        const { connections = Effect.dieMessage("the SDK has connections") } = yield* DynamoDB
        yield* Effect.all(Array.replicate(put, 12), { concurrency: "unbounded" })
        const busy = yield* connections
        assert.deepInclude(busy, { cap: 4, most: 4, requests: 12 })
        // four wait for nobody, four for 50 ms, four for 100
        assert.isAbove(busy.waited_ms, 4 * 50 + 4 * 100 - 100)
        yield* put
        const idle = yield* connections
        assert.deepInclude(idle, { cap: 4, most: 1, requests: 1 })
        assert.isBelow(idle.waited_ms, 50)
        assert.deepStrictEqual(yield* connections, { cap: 4, most: 0, requests: 0, waited_ms: 0 })
      }).pipe(Effect.provide(over(server)))
    })
  )

  it.scopedLive("counts no connection as used whose request was given up", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(() => {})
      yield* Effect.gen(function* () {
        const { connections = Effect.dieMessage("the SDK has connections") } = yield* DynamoDB
        const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
        yield* settled(() => server.requests.received === 4)
        yield* Fiber.interruptAll(fibers)
        yield* settled(() => server.connections.open === 0)
        yield* connections
        assert.strictEqual((yield* connections).most, 0)
      }).pipe(Effect.provide(over(server)))
    })
  )

  it.scopedLive("aborts the request when it is interrupted", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(() => {})
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(Array.range(1, 3), () => Effect.fork(put))
        yield* settled(() => server.requests.received === 3)
        yield* Fiber.interruptAll(fibers)
        yield* settled(() => server.connections.open === 0)
      }).pipe(Effect.provide(over(server)))
    })
  )

  it.scopedLive("leaves no connection behind when its scope closes", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed)
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 50), { concurrency: "unbounded" })
        assert.strictEqual(server.connections.open, 4, "kept while the layer stands")
      }).pipe(Effect.provide(over(server)))
      yield* settled(() => server.connections.open === 0)
    })
  )

  it.scopedLive("keeps as many connections as it was given, also beyond what Node keeps by itself", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        setTimeout(() => succeed(socket), 300)
      })
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 300), { concurrency: "unbounded" })
        yield* Effect.sleep("50 millis")
        assert.strictEqual(server.connections.open, 300)
      }).pipe(Effect.provide(over(server, { sockets: 300 })))
    })
  )

  it.scopedLive("has every connection open before anyone uses it, where it is asked to warm up", () =>
    Effect.gen(function* () {
      const missing = `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no"}`
      const server = yield* FaultyServer.make(FaultyServer.respond(400, FaultyServer.json, missing))
      yield* Effect.sync(() => assert.strictEqual(server.connections.open, 40)).pipe(
        Effect.provide(Sdk.layerWarm({ target: Target.embedded(server.endpoint), sockets: 40 }))
      )
    })
  )

  it.scopedLive("fails to warm up where nobody listens", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      const warm = Sdk.layerWarm({ target: Target.embedded(gone.endpoint), sockets: 40 })
      assert.deepInclude(yield* Effect.flip(Effect.provide(Effect.void, warm)), { _tag: "Fatal", code: "ECONNREFUSED" })
    })
  )
})
