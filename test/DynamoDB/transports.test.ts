import type { Socket } from "node:net"
import { crc32 } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { Array, type Duration, Effect, Either, Exit, Fiber, type Layer, Schedule, type Scope } from "effect"
import type { Options } from "../../src/DynamoDB/Connections.ts"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../src/DynamoDB.ts"
import type { RequestError } from "../../src/domain/RequestError.ts"
import { withEnvironment } from "../setup/Environment.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import * as Tls from "../setup/Tls.ts"

const put = Effect.flatMap(DynamoDB, (db) => db.putItem({ table: "items", item: { id: { S: "a" } } }))

const consumedOne = `{"ConsumedCapacity":{"TableName":"items","CapacityUnits":1}}`
const succeed = FaultyServer.respond(200, FaultyServer.json, consumedOne)

const transports: ReadonlyArray<{
  readonly name: string
  readonly layer: (options: Options) => Layer.Layer<DynamoDB>
  readonly layerWarm: (options: Options) => Layer.Layer<DynamoDB, RequestError>
}> = [
  { name: "sdk", ...Sdk },
  { name: "wire", ...Wire }
]

/** Lets sockets that were closed here be seen as closed there. */
const settled = (condition: () => boolean) =>
  Effect.sync(condition).pipe(
    Effect.filterOrFail((met) => met),
    Effect.retry(Schedule.spaced("1 millis").pipe(Schedule.upTo("5 seconds")))
  )

describe.each(transports)("$name", ({ layer, layerWarm }) => {
  const over = (
    server: FaultyServer.FaultyServer,
    options: { readonly sockets?: number; readonly requestTimeout?: Duration.DurationInput } = {}
  ) => layer({ target: Target.embedded(server.endpoint), sockets: 4, requestTimeout: "5 seconds", ...options })

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
      const patient = layer({ target, sockets: 1, connectTimeout: "100 millis", requestTimeout: "1 hour" })
      const error = yield* Effect.flip(put.pipe(Effect.provide(patient)))
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
        const { connections = Effect.dieMessage("it has connections") } = yield* DynamoDB
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
      const held: Array<Socket> = []
      const server = yield* FaultyServer.make((socket) => void held.push(socket))
      yield* Effect.gen(function* () {
        const { connections = Effect.dieMessage("it has connections") } = yield* DynamoDB
        const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
        yield* settled(() => held.length === 4)
        yield* Fiber.interruptAll(fibers)
        yield* settled(() => held.every(({ destroyed }) => destroyed))
        yield* connections
        assert.strictEqual((yield* connections).most, 0)
      }).pipe(Effect.provide(over(server)))
    })
  )

  it.scopedLive("ends the connections of requests that are interrupted, and goes on with as many as before", () =>
    Effect.gen(function* () {
      const held: Array<Socket> = []
      const server = yield* FaultyServer.make((socket, number) => {
        if (number < 3) held.push(socket)
        else succeed(socket)
      })
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(Array.range(1, 3), () => Effect.fork(put))
        yield* settled(() => held.length === 3)
        yield* Fiber.interruptAll(fibers)
        yield* settled(() => held.every(({ destroyed }) => destroyed))
        yield* Effect.all(Array.replicate(put, 50), { concurrency: "unbounded" })
        assert.isAtMost(server.connections.open, 4)
      }).pipe(Effect.provide(over(server)))
    })
  )

  it.scopedLive("closes no connection for a request that is interrupted while it waits for one", () =>
    Effect.gen(function* () {
      const open: Array<() => void> = []
      const server = yield* FaultyServer.make((socket) => void open.push(() => succeed(socket)))
      yield* Effect.gen(function* () {
        const inFlight = yield* Effect.forEach(Array.range(1, 4), () => Effect.fork(put))
        yield* settled(() => open.length === 4)
        const waiting = yield* Effect.forEach(Array.range(1, 100), () => Effect.fork(put))
        yield* Effect.yieldNow()
        yield* Fiber.interruptAll(waiting)
        for (const answer of open) answer()
        assert.lengthOf(yield* Fiber.joinAll(inFlight), 4)
        assert.deepStrictEqual([server.connections.opened, server.requests.received], [4, 4])
      }).pipe(Effect.provide(over(server)))
    })
  )

  it.scopedLive("reads an answer that comes in pieces, cut within a character", () =>
    Effect.gen(function* () {
      const body = Buffer.from(`{"Item":{"id":{"S":"grün"}}}`)
      const cut = body.indexOf(0xc3) + 1
      const server = yield* FaultyServer.make((socket) => {
        socket.write(`${headers}content-length: ${body.length}\r\n\r\n`)
        setTimeout(() => socket.write(body.subarray(0, cut)), 20)
        setTimeout(() => socket.write(body.subarray(cut)), 40)
      })
      const get = Effect.flatMap(DynamoDB, (db) => db.getItem({ table: "items", key: {}, consistent: true }))
      assert.deepStrictEqual((yield* Effect.provide(get, over(server))).item, { id: { S: "grün" } })
    })
  )

  it.scopedLive("goes on where the server has closed a connection that nobody used", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        succeed(socket)
        setTimeout(() => socket.end(), 5)
      })
      yield* Effect.gen(function* () {
        for (let nth = 0; nth < 3; nth++) {
          yield* put
          yield* settled(() => server.connections.open === 0)
        }
      }).pipe(Effect.provide(over(server)))
      assert.strictEqual(server.connections.opened, 3)
    })
  )

  it.scopedLive("signs by the server's clock once that has refused its own", () =>
    Effect.gen(function* () {
      const hour = 3_600_000
      const server = yield* FaultyServer.make((socket, _, request) => {
        const at = /x-amz-date: (\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(request)?.slice(1) ?? []
        const [year, month, day, hours, minutes, seconds] = at
        const signedMs = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
        const serverMs = Date.now() + hour
        if (Math.abs(signedMs - serverMs) < 60_000) return succeed(socket)
        const body = `{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature expired"}`
        socket.write(
          `HTTP/1.1 400 X\r\ndate: ${new Date(serverMs).toUTCString()}\r\ncontent-type: ${FaultyServer.json}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
        )
      })
      yield* Effect.gen(function* () {
        const many = yield* Effect.all(Array.replicate(Effect.either(put), 4), { concurrency: "unbounded" })
        for (const one of many) {
          assert.isTrue(Either.isLeft(one))
          if (Either.isLeft(one)) {
            assert.deepInclude(one.left, { _tag: "Transient", code: "InvalidSignatureException" })
          }
        }
        assert.deepStrictEqual(yield* put, { consumed: 1 })
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
        Effect.provide(layerWarm({ target: Target.embedded(server.endpoint), sockets: 40 }))
      )
    })
  )

  it.scopedLive("fails to warm up where nobody listens", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      const warm = layerWarm({ target: Target.embedded(gone.endpoint), sockets: 40 })
      assert.deepInclude(yield* Effect.flip(Effect.provide(Effect.void, warm)), { _tag: "Fatal", code: "ECONNREFUSED" })
    })
  )
})

const untrusted = [
  { name: "that nobody vouches for", host: "localhost", isKnown: false, code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
  { name: "for another host", host: "elsewhere.example", isKnown: true, code: "ERR_TLS_CERT_ALTNAME_INVALID" }
]

describe.sequential.each(transports)("by TLS, $name", ({ layer }) => {
  it.scopedLive.each(untrusted)("refuses a certificate $name, whatever the environment says", (certificate) =>
    Effect.gen(function* () {
      yield* withEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: "0" })
      const made = Tls.certificate(certificate.host)
      const server = yield* FaultyServer.make(succeed)
      const endpoint = yield* Tls.before(server.endpoint, made)
      const certificateAuthority = certificate.isKnown ? made.cert : undefined
      const client = layer({ target: Target.embedded(endpoint), sockets: 1, certificateAuthority })
      yield* Effect.gen(function* () {
        for (let nth = 0; nth < 3; nth++) {
          assert.deepInclude(yield* Effect.flip(put), { _tag: "Fatal", code: certificate.code })
        }
      }).pipe(Effect.provide(client))
      assert.strictEqual(server.requests.received, 0)
    })
  )
})

it.scopedLive.each([200, 400])(
  "the wire does not know the outcome where an answer with HTTP %d is not what was sent",
  (status) =>
    Effect.gen(function* () {
      const body = `{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}`
      const answering = (checksum: number) =>
        FaultyServer.make((socket) => {
          socket.write(
            `HTTP/1.1 ${status} X\r\nx-amz-crc32: ${checksum}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
          )
        })
      const outcome = Effect.fnUntraced(function* (checksum: number) {
        const server = yield* answering(checksum)
        const layer = Wire.layer({ target: Target.embedded(server.endpoint), sockets: 1 })
        return yield* Effect.either(Effect.provide(put, layer))
      })
      const right = yield* outcome(crc32(body))
      assert.strictEqual(Either.isRight(right), status === 200)
      const wrong = yield* outcome(crc32(body) + 1)
      assert.deepInclude(Either.getOrThrow(Either.flip(wrong)), { _tag: "Transient", code: "UnreadableAnswer" })
    })
)
