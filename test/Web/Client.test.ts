import type { IncomingMessage, ServerResponse } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Fiber, Layer } from "effect"
import { Connections } from "../../src/Connections.ts"
import * as Client from "../../src/Web/Client.ts"
import { Web } from "../../src/Web.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import * as WebServer from "../setup/WebServer.ts"

const open = (options: Partial<Client.Options> = {}) =>
  Effect.map(Layer.build(Client.layer({ sockets: 4, reuse: "kept", ...options })), (context) => ({
    ...Context.get(context, Web),
    ...Context.get(context, Connections)
  }))

/** What comes of a request that is answered so. */
const asked = Effect.fnUntraced(function* (answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const { endpoint } = yield* WebServer.make(answer, 0)
  const { get } = yield* open()
  return yield* Effect.either(get(`${endpoint}/path?query=1`))
})

/** The same of an answer that is written by hand. */
const told = Effect.fnUntraced(function* (answer: FaultyServer.Answer, options?: Partial<Client.Options>) {
  const { endpoint } = yield* FaultyServer.make(answer)
  const { get } = yield* open(options)
  return yield* Effect.flip(get(`${endpoint}/`))
})

const until = (holds: () => boolean) =>
  Effect.sync(holds).pipe(Effect.delay("5 millis"), Effect.repeat({ until: (held) => held }))

describe("an answer", () => {
  it.scopedLive.each([200, 201, 206])("of status %d is counted, with its query asked for", (status) =>
    Effect.gen(function* () {
      const { endpoint, seen } = yield* WebServer.make(
        (_, response) => response.writeHead(status).end("x".repeat(70_000)),
        0
      )
      const { get } = yield* open()
      assert.deepStrictEqual(yield* get(`${endpoint}/path?query=1`), { bytes: 70_000 })
      assert.deepStrictEqual(Array.from(seen.paths), [["/path?query=1", 1]])
    })
  )

  it.scopedLive("without a body has no bytes", () =>
    Effect.gen(function* () {
      const answer = yield* asked((_, response) => response.writeHead(204).end())
      assert.deepStrictEqual(answer._tag === "Right" && answer.right, { bytes: 0 })
    })
  )

  it.scopedLive("in chunks is counted to its end", () =>
    Effect.gen(function* () {
      const answer = yield* asked((_, response) => {
        response.write("12345")
        setTimeout(() => response.end("678"), 10)
      })
      assert.deepStrictEqual(answer._tag === "Right" && answer.right, { bytes: 8 })
    })
  )

  it.scopedLive.each([
    [429, "Throttled", "HTTP 429"],
    [503, "Throttled", "HTTP 503"],
    [500, "Transient", "HTTP 500"],
    [502, "Transient", "HTTP 502"],
    [408, "Transient", "HTTP 408"],
    [400, "Rejected", "HTTP 400"],
    [401, "Rejected", "HTTP 401"],
    [404, "Rejected", "HTTP 404"],
    [304, "Rejected", "HTTP 304, a redirect"]
  ] as const)("of status %d is %s", ([status, tag, code]) =>
    Effect.gen(function* () {
      const answer = yield* asked((_, response) => response.writeHead(status).end("why"))
      const error = answer._tag === "Left" ? answer.left : undefined
      assert.deepStrictEqual([error?._tag, error?.code], [tag, code])
    })
  )

  it.scopedLive.each([301, 302, 303, 307, 308])("that redirects (%d) is not followed, and says so", (status) =>
    Effect.gen(function* () {
      const { endpoint, seen } = yield* WebServer.make(
        (_, response) => response.writeHead(status, { location: "/elsewhere" }).end(),
        0
      )
      const { get } = yield* open()
      const { message } = yield* Effect.flip(get(`${endpoint}/here`))
      assert.strictEqual(message, `${endpoint}/here redirects (HTTP ${status}), and redirects are not followed`)
      assert.deepStrictEqual(Array.from(seen.paths.keys()), ["/here"])
    })
  )
})

describe("no whole answer", () => {
  it.scopedLive("where the connection is reset before it", () =>
    Effect.gen(function* () {
      const error = yield* told((socket) => socket.resetAndDestroy())
      assert.deepStrictEqual([error._tag, error.code], ["Transient", "ECONNRESET"])
    })
  )

  it.scopedLive("where it is shorter than its content-length", () =>
    Effect.gen(function* () {
      const error = yield* told((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345"))
      assert.deepStrictEqual([error._tag, error.code], ["Transient", "ECONNRESET"])
    })
  )

  it.scopedLive("where it is no HTTP", () =>
    Effect.gen(function* () {
      const error = yield* told((socket) => socket.end("SSH-2.0-none\r\n\r\n"))
      assert.deepStrictEqual([error._tag, error.code], ["Transient", "HPE_INVALID_CONSTANT"])
    })
  )

  it.scopedLive("in the time there is, at its beginning or at its end", () =>
    Effect.gen(function* () {
      const options = { requestTimeout: Duration.millis(100) }
      const begun = (socket: Parameters<FaultyServer.Answer>[0]) =>
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345")
      for (const answer of [() => {}, begun]) {
        const error = yield* told(answer, options)
        assert.deepStrictEqual([error._tag, error.code], ["Transient", "TimeoutError"])
      }
    })
  )

  it.scopedLive("where nobody listens, which ends the run", () =>
    Effect.gen(function* () {
      const { get } = yield* open()
      const error = yield* Effect.flip(get("http://127.0.0.1:1/"))
      assert.deepStrictEqual([error._tag, error.code], ["Fatal", "ECONNREFUSED"])
    })
  )
})

describe("a client", () => {
  it.scopedLive("sends no credentials and asks for no encoding", () =>
    Effect.gen(function* () {
      const { endpoint, seen } = yield* WebServer.make()
      const { get } = yield* open()
      yield* get(`${endpoint}/`)
      assert.deepStrictEqual(Object.keys(seen.requests[0] ?? {}).sort(), ["accept", "connection", "host", "user-agent"])
    })
  )

  it.scopedLive("gives up what nobody waits for, with its connection, and leaves none behind", () =>
    Effect.gen(function* () {
      const closed: Array<number> = []
      const { connections, endpoint, requests } = yield* FaultyServer.make((socket, number) => {
        socket.on("close", () => closed.push(number))
      })
      yield* Effect.gen(function* () {
        const { get, take } = yield* open()
        const fiber = yield* Effect.fork(get(`${endpoint}/`))
        yield* until(() => requests.received === 1)
        yield* Fiber.interrupt(fiber)
        yield* until(() => closed.length === 1)
        assert.strictEqual((yield* take)?.requests, 1)
        assert.strictEqual((yield* take)?.most, 0)
      }).pipe(Effect.scoped)
      yield* until(() => connections.open === 0)
      assert.strictEqual(requests.received, 1)
    })
  )

  it.scopedLive("never sends what was given up while it waited for a connection", () =>
    Effect.gen(function* () {
      const { endpoint, seen } = yield* WebServer.make(undefined, 50)
      const { get, take } = yield* open({ sockets: 2 })
      const sent = (name: string, n: number) =>
        Effect.forkAll(Array.from({ length: n }, (_, nth) => get(`${endpoint}/${name}${nth}`)))
      const first = yield* sent("a", 2)
      yield* until(() => seen.inFlight === 2)
      yield* Effect.flatMap(sent("b", 50), Fiber.interrupt)
      const last = yield* sent("c", 2)
      yield* Fiber.join(first)
      yield* Fiber.join(last)
      assert.deepStrictEqual(Array.from(seen.paths.keys()).sort(), ["/a0", "/a1", "/c0", "/c1"])
      assert.strictEqual((yield* take)?.most, 2)
      assert.strictEqual((yield* take)?.most, 0)
    })
  )

  const many = Effect.fnUntraced(function* (options: Partial<Client.Options>) {
    const { endpoint, seen } = yield* WebServer.make()
    const client = yield* open(options)
    yield* Effect.forEach(
      Array.from({ length: 20 }, (_, n) => `${endpoint}/${n}`),
      client.get,
      { concurrency: "unbounded" }
    )
    return { seen, connections: yield* client.take }
  })

  it.scopedLive("keeps its connections, has no more of them than it may, and tells of them", () =>
    Effect.gen(function* () {
      const { connections, seen } = yield* many({ sockets: 4 })
      assert.deepStrictEqual([seen.connections, seen.maxInFlight], [4, 4])
      assert.deepStrictEqual([connections?.cap, connections?.most, connections?.requests], [4, 4, 20])
      assert.isAbove(connections?.waited_ms ?? 0, 0)
    })
  )

  it.scopedLive.each(["no-keep-alive", "cold"] as const)("that is %s has a connection for every request", (reuse) =>
    Effect.gen(function* () {
      const { connections, seen } = yield* many({ sockets: 4, reuse })
      assert.deepStrictEqual([seen.connections, seen.paths.size], [20, 20])
      assert.isAtMost(seen.maxInFlight, 4)
      assert.strictEqual(connections?.requests, 20)
    })
  )

  it.scopedLive("has as many connections to each of two origins", () =>
    Effect.gen(function* () {
      const servers = [yield* WebServer.make(), yield* WebServer.make()]
      const client = yield* open({ sockets: 2 })
      yield* Effect.forEach(
        servers.flatMap(({ endpoint }) => Array.from({ length: 5 }, () => `${endpoint}/`)),
        client.get,
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        servers.map(({ seen }) => seen.connections),
        [2, 2]
      )
      assert.deepStrictEqual((yield* client.take)?.cap, 4)
    })
  )
})
