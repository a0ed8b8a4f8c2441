import type { Socket } from "node:net"
import { crc32 } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Either } from "effect"
import * as Target from "../../src/DynamoDB/Target.ts"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { client, connections, put, refuse, settled, succeed, transports } from "./transports/Transports.ts"

/** Far more than a socket takes before the other side has read. */
const putMuch = Effect.flatMap(DynamoDB, (db) =>
  db.batchWriteItem({
    table: "items",
    requests: Array.makeBy(25, (n) => {
      const item: Item = { id: { S: `${n}` }, pad: { S: "x".repeat(390_000) } }
      return { _tag: "put" as const, item }
    })
  })
)

const allDone = FaultyServer.respond(200, FaultyServer.json, "{}")

const head = `HTTP/1.1 200 OK\r\ncontent-type: ${FaultyServer.json}\r\n`
const cutOff = `{"ConsumedCapacity"`

interface Fault {
  readonly name: string
  readonly answer: FaultyServer.Answer
  readonly code: string
}

const faults: ReadonlyArray<Fault> = [
  { name: "the connection dies before an answer", answer: (socket) => socket.resetAndDestroy(), code: "ECONNRESET" },
  { name: "the connection ends before an answer", answer: (socket) => socket.end(), code: "ECONNRESET" },
  {
    name: "the connection dies within the answer's headers",
    answer: (socket) => socket.write(head, () => socket.resetAndDestroy()),
    code: "ECONNRESET"
  },
  {
    name: "the connection dies within the answer",
    answer: (socket) => socket.write(`${head}content-length: 60\r\n\r\n${cutOff}`, () => socket.resetAndDestroy()),
    code: "ECONNRESET"
  },
  {
    name: "the answer is shorter than announced",
    answer: (socket) => socket.end(`${head}content-length: 60\r\n\r\n${cutOff}`),
    code: "ECONNRESET"
  },
  {
    name: "the last chunk of the answer is missing",
    answer: (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`),
    code: "ECONNRESET"
  },
  {
    name: "the answer is cut off and its length was not announced",
    answer: (socket) => socket.end(`${head}connection: close\r\n\r\n${cutOff}`),
    code: "UnreadableAnswer"
  },
  {
    name: "the answer is cut off and counted so",
    answer: FaultyServer.respond(200, FaultyServer.json, cutOff),
    code: "UnreadableAnswer"
  },
  { name: "the answer is empty", answer: FaultyServer.respond(200, FaultyServer.json, ""), code: "UnreadableAnswer" },
  {
    name: "the answer is no JSON",
    answer: FaultyServer.respond(200, "text/html", "<html></html>"),
    code: "UnreadableAnswer"
  },
  ...[`"fine"`, "null", "7", "[]"].map((body) => ({
    name: `the answer is no JSON object but ${body}`,
    answer: FaultyServer.respond(200, FaultyServer.json, body),
    code: "UnreadableAnswer"
  })),
  {
    name: "the answer is no HTTP",
    answer: (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
    code: "HPE_INVALID_CONSTANT"
  },
  {
    name: "the answer's headers have no end",
    answer: (socket) => socket.write(`${head}x-much: ${"x".repeat(100_000)}`),
    code: "HPE_HEADER_OVERFLOW"
  },
  ...[408, 425, 429, 500, 502, 503, 504].flatMap((status) =>
    ["", "<html></html>", `{"error":"no"}`].map((body) => ({
      name: `a proxy answers with HTTP ${status} and ${JSON.stringify(body)}`,
      answer: FaultyServer.respond(status, "text/html", body),
      code: `HTTP ${status}`
    }))
  ),
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

describe.each(transports)("$name", (transport) => {
  /** The error of one put before a server that answers so once; afterwards the one connection that it may have serves others. */
  const failure = (answer: FaultyServer.Answer) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number, request) => {
        if (number === 0) answer(socket, number, request)
        else succeed(socket)
      })
      const error = yield* Effect.gen(function* () {
        const error = yield* Effect.flip(put)
        assert.strictEqual(server.requests.received, 1, "requests sent")
        assert.deepStrictEqual(yield* put, { consumed: 1 })
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        yield* settled(Effect.sync(() => server.connections.open === 1))
        return error
      }).pipe(Effect.provide(client(transport, server, { sockets: 1 })))
      yield* settled(Effect.sync(() => server.connections.open === 0))
      return error
    })

  it.scopedLive("reads what a put consumed", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed)
      assert.deepStrictEqual(yield* put.pipe(Effect.provide(client(transport, server))), { consumed: 1 })
    })
  )

  it.scopedLive.each(faults)("does not know the outcome where $name", ({ answer, code }) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* failure(answer), { _tag: "Transient", code })
    })
  )

  it.scopedLive.each([
    ["before anything was sent", (received: number) => received === 0],
    ["in the middle of the request", (received: number) => received > 0]
  ] as const)("does not know the outcome where the connection dies %s", ([, isTime]) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(allDone, (socket, received, connection) => {
        if (connection === 0 && isTime(received.length)) socket.resetAndDestroy()
      })
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(putMuch)
        assert.strictEqual(error._tag, "Transient")
        assert.oneOf(error.code, ["ECONNRESET", "EPIPE"])
        assert.deepStrictEqual([server.requests.received, server.connections.opened], [0, 1])
        yield* putMuch
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        assert.deepStrictEqual([server.requests.received, server.connections.opened], [1, 2])
      }).pipe(Effect.provide(client(transport, server, { sockets: 1 })))
      yield* settled(Effect.sync(() => server.connections.open === 0))
    })
  )

  it.scopedLive(
    "does not know the outcome where the request is answered before it was read, and the connection dies",
    () =>
      Effect.gen(function* () {
        const server = yield* FaultyServer.make(allDone, (socket, received, connection) => {
          if (connection === 0 && received.length > 0) {
            socket.removeAllListeners("data").pause()
            socket.write("HTTP/1.1 413 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            setTimeout(() => socket.resetAndDestroy(), 20)
          }
        })
        yield* Effect.gen(function* () {
          const error = yield* Effect.flip(putMuch)
          // what was read of the answer before the end is a matter of chance
          assert.oneOf(`${error._tag} ${error.code}`, ["Transient ECONNRESET", "Transient EPIPE", "Fatal HTTP 413"])
          yield* putMuch
        }).pipe(Effect.provide(client(transport, server, { sockets: 1 })))
        yield* settled(Effect.sync(() => server.connections.open === 0))
      })
  )

  it.scopedLive.each([
    ["its connection dies after it", (socket: Socket) => socket.end()],
    ["another one follows that nobody asked for", (socket: Socket) => succeed(socket)],
    ["something follows that is no HTTP", (socket: Socket) => socket.write("what?\r\n\r\n")]
  ] as const)("takes an answer that stands although %s", ([, more]) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number) => {
        if (number > 0)
          return FaultyServer.respond(200, FaultyServer.json, `{"ConsumedCapacity":{"CapacityUnits":2}}`)(socket)
        socket.cork()
        succeed(socket)
        more(socket)
        socket.uncork()
      })
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* put, { consumed: 1 })
        yield* settled(Effect.sync(() => server.connections.open === 0))
        assert.deepStrictEqual(yield* put, { consumed: 2 })
      }).pipe(Effect.provide(client(transport, server, { sockets: 1 })))
    })
  )

  it.scopedLive("takes no news on the way for an answer", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")
        succeed(socket)
      })
      assert.deepStrictEqual(yield* put.pipe(Effect.provide(client(transport, server))), { consumed: 1 })
    })
  )

  it.scopedLive.each([401, 403, 404, 407, 413])("ends the run where a stranger answers with HTTP %d", (status) =>
    Effect.gen(function* () {
      for (const body of ["<html></html>", "", `{"error":"no"}`]) {
        const error = yield* failure(FaultyServer.respond(status, "text/html", body))
        assert.deepInclude(error, { _tag: "Fatal", code: `HTTP ${status}` })
        assert.include(error.message, "127.0.0.1:")
      }
    })
  )

  it.scopedLive.each([301, 302, 307, 308])("goes nowhere else, though it be told to by HTTP %d", (status) =>
    Effect.gen(function* () {
      const elsewhere = yield* FaultyServer.make(succeed)
      for (const body of ["", "{}"]) {
        const error = yield* failure((socket) =>
          socket.write(
            `HTTP/1.1 ${status} X\r\nlocation: ${elsewhere.endpoint}/\r\ncontent-length: ${body.length}\r\n\r\n${body}`
          )
        )
        assert.deepInclude(error, { _tag: "Fatal", code: `HTTP ${status}` })
      }
      assert.strictEqual(elsewhere.connections.opened, 0)
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
      for (const [code, _tag] of [
        ["ValidationException", "Rejected"],
        ["UnrecognizedClientException", "Fatal"]
      ] as const) {
        const error = yield* failure(refuse(code))
        assert.deepInclude(error, { _tag, code })
        assert.match(error.message, /^why\b/)
      }
    })
  )

  const get = Effect.flatMap(DynamoDB, (db) => db.getItem({ table: "items", key: {}, consistent: true }))
  const found = Buffer.from(`{"Item":{"id":{"S":"grün"}}}`)
  const within = found.indexOf(0xc3) + 1
  const pieces = [found.subarray(0, within), found.subarray(within)]

  it.scopedLive.each([
    ["counted", `content-length: ${found.length}`, pieces],
    [
      "chunked",
      "transfer-encoding: chunked",
      [...pieces, Buffer.alloc(0)].map((piece) =>
        Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")])
      )
    ]
  ] as const)("reads an answer that comes in pieces, %s, cut within a character", ([, how, parts]) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        socket.write(`${head}${how}\r\n\r\n`)
        for (const [nth, part] of parts.entries()) setTimeout(() => socket.write(part), 20 * (nth + 1))
      })
      assert.deepStrictEqual((yield* Effect.provide(get, client(transport, server))).item, { id: { S: "grün" } })
    })
  )
})

// the SDK looks at no checksum
it.scopedLive.each([200, 400])(
  "the wire does not know the outcome where an answer with HTTP %d is not what was sent",
  (status) =>
    Effect.gen(function* () {
      const body = `{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}`
      const outcome = Effect.fnUntraced(function* (checksum: number | string) {
        const server = yield* FaultyServer.make((socket) => {
          socket.write(
            `HTTP/1.1 ${status} X\r\nx-amz-crc32: ${checksum}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
          )
        })
        const layer = Wire.layer({ target: Target.embedded(server.endpoint), sockets: 1 })
        return yield* Effect.either(Effect.provide(put, layer))
      })
      const right = yield* outcome(crc32(body))
      assert.strictEqual(Either.isRight(right), status === 200)
      if (Either.isLeft(right)) assert.strictEqual(right.left._tag, "Rejected")
      for (const wrong of [crc32(body) + 1, crc32(body.slice(1)), "abc"]) {
        const error = Either.getOrThrow(Either.flip(yield* outcome(wrong)))
        assert.deepInclude(error, { _tag: "Transient", code: "UnreadableAnswer" })
      }
    })
)
