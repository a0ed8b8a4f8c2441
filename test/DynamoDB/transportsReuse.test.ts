import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Fiber } from "effect"
import * as Target from "../../src/DynamoDB/Target.ts"
import type { RequestError } from "../../src/domain/RequestError.ts"
import type { Reuse } from "../../src/domain/Settings.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { identity, provider } from "./transports/Credentials.ts"
import * as Sockets from "./transports/Sockets.ts"
import { connections, put, refuse, settled, succeed, type Transport, transports } from "./transports/Transports.ts"

const together = { concurrency: "unbounded" } as const

const later = (ms: number) => (socket: Socket) => void setTimeout(() => succeed(socket), ms)

const modes = transports.flatMap((transport) =>
  (["kept", "no-keep-alive", "cold"] as const).map((reuse) => ({ ...transport, reuse }))
)

interface Mode extends Transport {
  readonly reuse: Reuse
}

const client = (
  { layer, reuse }: Mode,
  { endpoint }: Pick<FaultyServer.FaultyServer, "endpoint">,
  options: Partial<Parameters<Transport["layer"]>[0]> = {}
) => layer({ target: Target.embedded(endpoint), sockets: 4, requestTimeout: "5 seconds", reuse, ...options })

const failures: ReadonlyArray<readonly [string, FaultyServer.Answer, Pick<RequestError, "_tag" | "code">]> = [
  ["resets", (socket: Socket) => void socket.resetAndDestroy(), { _tag: "Transient", code: "ECONNRESET" }],
  ["closes", (socket: Socket) => void socket.end(), { _tag: "Transient", code: "ECONNRESET" }],
  ["is silent", () => {}, { _tag: "Transient", code: "TimeoutError" }],
  [
    "throttles",
    refuse("ProvisionedThroughputExceededException"),
    { _tag: "Throttled", code: "ProvisionedThroughputExceededException" }
  ],
  ["has no table", refuse("ResourceNotFoundException"), { _tag: "Fatal", code: "ResourceNotFoundException" }],
  ["is no DynamoDB", FaultyServer.respond(403, "text/html", "<html></html>"), { _tag: "Fatal", code: "HTTP 403" }]
]

/** Somebody who takes connections by TLS and says nothing. */
const silent = Effect.map(
  FaultyServer.make(() => {}),
  ({ connections, endpoint }) => ({ connections, endpoint: endpoint.replace("http:", "https:") })
)

describe.each(modes)("connections $reuse, $name", (mode) => {
  const { layerWarm, reuse } = mode
  const isKept = reuse === "kept"

  it.scopedLive("are as many as requests where they are not kept, and never more at once than allowed", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(later(5))
      const sockets = yield* Sockets.watch
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 60), together)
        assert.deepInclude(yield* connections, { cap: 4, most: 4, requests: 60 })
        yield* settled(Effect.sync(() => server.connections.open === (isKept ? 4 : 0)))
        assert.deepStrictEqual([server.connections.opened, server.requests.received], [isKept ? 4 : 60, 60])
      }).pipe(Effect.provide(client(mode, server)))
      assert.strictEqual(sockets.most, 4)
    })
  )

  it.scopedLive("are closed after each answer where they are not kept", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed)
      yield* Effect.gen(function* () {
        for (const opened of [1, 2, 3]) {
          yield* put
          yield* settled(Effect.sync(() => isKept || server.connections.open === 0))
          if (isKept) assert.strictEqual(server.connections.open, server.connections.opened)
          else assert.strictEqual(server.connections.opened, opened)
        }
      }).pipe(Effect.provide(client(mode, server)))
    })
  )

  it.scopedLive("tell for how long requests have waited", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(later(50))
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 12), together)
        const busy = yield* connections
        assert.deepInclude(busy, { cap: 4, most: 4, requests: 12 })
        // four wait for nobody, four for 50 ms, four for 100
        assert.isAbove(busy.waited_ms, 4 * 50 + 4 * 100 - 100)
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        assert.deepStrictEqual(yield* connections, { cap: 4, most: 0, requests: 0, waited_ms: 0 })
      }).pipe(Effect.provide(client(mode, server)))
    })
  )

  it.scopedLive("end with requests that are interrupted, and others go on", () =>
    Effect.gen(function* () {
      let isAnswering = false
      const server = yield* FaultyServer.make((socket) => {
        if (isAnswering) succeed(socket)
      })
      const sockets = yield* Sockets.watch
      yield* Effect.gen(function* () {
        for (let nth = 1; nth <= 25; nth++) {
          // of nine, four have a connection and five wait for one
          const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
          yield* settled(Effect.sync(() => server.requests.received === 4 * nth))
          yield* Fiber.interruptAll(fibers)
        }
        assert.strictEqual((yield* connections).most, 4)
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        yield* settled(Effect.sync(() => server.connections.open <= (isKept ? 4 : 0)))
        yield* Effect.sleep("50 millis")
        assert.isAtMost(server.connections.open, isKept ? 4 : 0)
        isAnswering = true
        yield* Effect.all(Array.replicate(put, 40), together)
        assert.strictEqual((yield* connections).most, 4)
        assert.strictEqual(server.requests.received, 4 * 25 + 40)
      }).pipe(Effect.provide(client(mode, server)))
      yield* settled(Effect.sync(() => server.connections.open === 0))
      assert.isAtMost(sockets.most, 4)
    })
  )

  it.scopedLive("send nothing for requests that are interrupted at once", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed)
      yield* Effect.gen(function* () {
        for (let nth = 0; nth < 20; nth++) {
          const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
          yield* Effect.yieldNow()
          yield* Fiber.interruptAll(fibers)
        }
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        yield* put
        yield* settled(Effect.sync(() => server.connections.open <= (isKept ? 4 : 0)))
        assert.strictEqual(server.requests.received, 1)
      }).pipe(Effect.provide(client(mode, server)))
    })
  )

  it.scopedLive("do not outlive their scope where they have not come about", () =>
    Effect.gen(function* () {
      const server = yield* silent
      yield* Effect.gen(function* () {
        yield* Effect.forEach(Array.range(1, 9), () => Effect.forkScoped(put))
        yield* settled(Effect.sync(() => server.connections.open === 4))
      }).pipe(
        Effect.provide(client(mode, server, { connectTimeout: "1 hour", requestTimeout: "1 hour" })),
        Effect.scoped
      )
      yield* settled(Effect.sync(() => server.connections.open === 0))
    })
  )

  it.scopedLive.each(failures)("fail as ever, and go on, where the server %s", ([, answer, error]) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number, request) =>
        number === 0 ? answer(socket, number, request) : succeed(socket)
      )
      yield* Effect.gen(function* () {
        assert.deepInclude(yield* Effect.flip(put), error)
        assert.deepStrictEqual(yield* put, { consumed: 1 })
        yield* settled(Effect.sync(() => server.connections.open === (isKept ? 1 : 0)))
      }).pipe(Effect.provide(client(mode, server, { sockets: 1, requestTimeout: "200 millis" })))
    })
  )

  it.scopedLive("fail as ever where nobody listens, and where none comes about", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      const errors = yield* Effect.all(Array.replicate(Effect.flip(put), 10), together).pipe(
        Effect.provide(client(mode, gone, { sockets: 2 }))
      )
      for (const error of errors) assert.deepInclude(error, { _tag: "Fatal", code: "ECONNREFUSED" })
      const error = yield* Effect.flip(put).pipe(
        Effect.provide(client(mode, yield* silent, { connectTimeout: "100 millis", requestTimeout: "1 hour" }))
      )
      assert.deepInclude(error, { _tag: "Transient", code: "TimeoutError" })
    })
  )

  it.scopedLive("are opened ahead where they are kept, and one shows in any case that they open", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(refuse("ResourceNotFoundException"))
      yield* Effect.sync(() => assert.strictEqual(server.requests.received, isKept ? 40 : 1)).pipe(
        Effect.provide(layerWarm({ target: Target.embedded(server.endpoint), sockets: 40, reuse }))
      )
      assert.strictEqual(server.connections.opened, isKept ? 40 : 1)
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      const warm = layerWarm({ target: Target.embedded(gone.endpoint), sockets: 40, reuse })
      assert.deepInclude(yield* Effect.flip(Effect.provide(Effect.void, warm)), { _tag: "Fatal", code: "ECONNREFUSED" })
    })
  )

  it.scopedLive("belong to a client that asks for its identity once, where that is not built for each request", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed)
      const { asked, credentials } = provider(identity("A"))
      const target = { ...Target.embedded(server.endpoint), credentials }
      yield* Effect.forEach(Array.range(1, 5), () => put).pipe(Effect.provide(client(mode, server, { target })))
      assert.lengthOf(asked, reuse === "cold" ? 5 : 1)
    })
  )
})

it.scopedLive.each(modes.filter(({ reuse }) => reuse === "cold"))(
  "connections $reuse end at once with requests that are interrupted before they stand, $name",
  (mode) =>
    Effect.gen(function* () {
      const server = yield* silent
      yield* Effect.gen(function* () {
        for (let nth = 1; nth <= 5; nth++) {
          const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
          yield* settled(Effect.sync(() => server.connections.opened === 4 * nth))
          yield* Fiber.interruptAll(fibers)
          yield* settled(Effect.sync(() => server.connections.open === 0))
        }
      }).pipe(Effect.provide(client(mode, server, { connectTimeout: "1 hour" })))
    })
)
