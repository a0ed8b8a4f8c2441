import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Exit, Fiber } from "effect"
import * as Target from "../../src/DynamoDB/Target.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { client, connections, put, refuse, settled, succeed, transports } from "./transports/Transports.ts"

const together = { concurrency: "unbounded" } as const
const whole = `HTTP/1.1 200 OK\r\ncontent-type: ${FaultyServer.json}\r\ncontent-length: 600\r\n\r\n`

/** Those that keep a process from ending. */
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length

const later = (ms: number) => (socket: Socket) => void setTimeout(() => succeed(socket), ms)

const silences: ReadonlyArray<readonly [string, FaultyServer.Answer]> = [
  ["never", () => {}],
  ["only by half", (socket) => socket.write(`${whole}{"Consumed`)],
  [
    "a byte at a time",
    (socket) => {
      socket.write(whole)
      const dripping = setInterval(() => socket.write(" "), 20)
      socket.on("close", () => clearInterval(dripping))
    }
  ]
]

describe.each(transports)("connections, $name", (transport) => {
  const { layer, layerWarm } = transport

  it.scopedLive.each(silences)(
    "are not waited for longer than told where the answer comes %s, and are replaced",
    ([, answer]) =>
      Effect.gen(function* () {
        let isGone = false
        const server = yield* FaultyServer.make((socket, number, request) => {
          if (number > 0) return succeed(socket)
          answer(socket, number, request)
          socket.on("close", () => {
            isGone = true
          })
        })
        yield* Effect.gen(function* () {
          assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: "TimeoutError" })
          yield* settled(Effect.sync(() => isGone))
          yield* put
          assert.deepStrictEqual(server.connections, { open: 1, opened: 2 })
        }).pipe(Effect.provide(client(transport, server, { sockets: 1, requestTimeout: "100 millis" })))
      })
  )

  it.scopedLive("are not waited for longer than told where they do not come about", () =>
    Effect.gen(function* () {
      const silent = yield* FaultyServer.make(() => {})
      const target = Target.embedded(silent.endpoint.replace("http:", "https:"))
      const patient = layer({ target, sockets: 1, connectTimeout: "100 millis", requestTimeout: "1 hour" })
      yield* Effect.gen(function* () {
        for (const opened of [1, 2]) {
          assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: "TimeoutError" })
          yield* settled(Effect.sync(() => silent.connections.open === 0))
          assert.strictEqual(silent.connections.opened, opened)
        }
      }).pipe(Effect.provide(patient))
    })
  )

  it.scopedLive("end the run at once, with the host's name, where nobody listens", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      yield* Effect.gen(function* () {
        for (const error of yield* Effect.all(Array.replicate(Effect.flip(put), 10), together)) {
          assert.deepInclude(error, { _tag: "Fatal", code: "ECONNREFUSED" })
          assert.include(error.message, new URL(gone.endpoint).host)
        }
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
      }).pipe(Effect.provide(client(transport, gone, { sockets: 1 })))
    })
  )

  it.scopedLive("that go on do so where one is silent", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number) => {
        if (number > 0) succeed(socket)
      })
      const exits = yield* Effect.all(Array.replicate(Effect.exit(put), 20), { concurrency: 2 }).pipe(
        Effect.provide(client(transport, server, { sockets: 2, requestTimeout: "200 millis" }))
      )
      assert.strictEqual(exits.filter(Exit.isSuccess).length, 19)
    })
  )

  it.scopedLive("are waited for in the client's own queue without a timeout", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(later(20))
      const results = yield* Effect.all(Array.replicate(put, 200), together).pipe(
        Effect.provide(client(transport, server, { sockets: 5, requestTimeout: "300 millis" }))
      )
      assert.strictEqual(results.length, 200)
      assert.strictEqual(server.connections.opened, 5)
    })
  )

  it.scopedLive("tell what they did, since they were asked last", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(later(50))
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 12), together)
        const busy = yield* connections
        assert.deepInclude(busy, { cap: 4, most: 4, requests: 12 })
        // four wait for nobody, four for 50 ms, four for 100
        assert.isAbove(busy.waited_ms, 4 * 50 + 4 * 100 - 100)
        yield* put
        const idle = yield* connections
        assert.deepInclude(idle, { cap: 4, most: 1, requests: 1 })
        assert.isBelow(idle.waited_ms, 50)
        assert.deepStrictEqual(yield* connections, { cap: 4, most: 0, requests: 0, waited_ms: 0 })
      }).pipe(Effect.provide(client(transport, server)))
    })
  )

  it.scopedLive("are as many as before, in use and free, after hundreds of requests were interrupted", () =>
    Effect.gen(function* () {
      let isAnswering = false
      const server = yield* FaultyServer.make((socket) => {
        if (isAnswering) succeed(socket)
      })
      yield* Effect.gen(function* () {
        for (let nth = 1; nth <= 75; nth++) {
          // of nine, four have a connection and five wait for one
          const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
          yield* settled(Effect.sync(() => server.requests.received === 4 * nth))
          yield* Fiber.interruptAll(fibers)
        }
        assert.strictEqual((yield* connections).most, 4)
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        isAnswering = true
        assert.lengthOf(yield* Effect.all(Array.replicate(put, 200), together), 200)
        assert.strictEqual((yield* connections).most, 4)
        yield* settled(Effect.sync(() => server.connections.open === 4))
        assert.strictEqual(server.requests.received, 4 * 75 + 200)
      }).pipe(Effect.provide(client(transport, server)))
      yield* settled(Effect.sync(() => server.connections.open === 0))
    })
  )

  it.scopedLive("end with requests that are interrupted in the middle of the answer, and with no others", () =>
    Effect.gen(function* () {
      const held: Array<Socket> = []
      const server = yield* FaultyServer.make((socket, number) => {
        if (number >= 4) return succeed(socket)
        socket.write(`${whole}{"Consumed`)
        held.push(socket)
      })
      yield* Effect.gen(function* () {
        const kept = yield* Effect.fork(put)
        yield* settled(Effect.sync(() => held.length === 1))
        const fibers = yield* Effect.forEach(Array.range(1, 3), () => Effect.fork(put))
        yield* settled(Effect.sync(() => held.length === 4))
        yield* Fiber.interruptAll(fibers)
        yield* settled(Effect.sync(() => held.slice(1).every(({ destroyed }) => destroyed)))
        const [first] = held
        first?.write(`Capacity":{"CapacityUnits":7}}`.padEnd(590))
        assert.deepStrictEqual(yield* Fiber.join(kept), { consumed: 7 })
        yield* Effect.all(Array.replicate(put, 50), together)
        assert.isFalse(first?.destroyed)
        assert.isAtMost(server.connections.open, 4)
      }).pipe(Effect.provide(client(transport, server)))
    })
  )

  it.scopedLive("stay for whoever waits behind a request that is interrupted while it waits too", () =>
    Effect.gen(function* () {
      const open: Array<() => void> = []
      const server = yield* FaultyServer.make((socket) => void open.push(() => succeed(socket)))
      yield* Effect.gen(function* () {
        const inFlight = yield* Effect.forEach(Array.range(1, 4), () => Effect.fork(put))
        yield* settled(Effect.sync(() => open.length === 4))
        const waiting = yield* Effect.forEach(Array.range(1, 100), () => Effect.fork(put))
        const patient = yield* Effect.fork(put)
        yield* Effect.yieldNow()
        yield* Fiber.interruptAll(waiting)
        for (const answer of open) answer()
        assert.lengthOf(yield* Fiber.joinAll(inFlight), 4)
        yield* settled(Effect.sync(() => open.length === 5))
        for (const answer of open.slice(4)) answer()
        yield* Fiber.join(patient)
        assert.deepStrictEqual([server.connections.opened, server.requests.received], [4, 5])
      }).pipe(Effect.provide(client(transport, server)))
    })
  )

  it.scopedLive("carry nothing of a request that is interrupted before they stand", () =>
    Effect.gen(function* () {
      const silent = yield* FaultyServer.make(() => {})
      const target = Target.embedded(silent.endpoint.replace("http:", "https:"))
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
        yield* settled(Effect.sync(() => silent.connections.open === 4))
        yield* Fiber.interruptAll(fibers)
        yield* settled(Effect.sync(() => silent.connections.open === 0))
        assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: "TimeoutError" })
      }).pipe(Effect.provide(layer({ target, sockets: 4, connectTimeout: "2 seconds" })))
    })
  )

  it.scopedLive("are opened anew where the server has closed those that nobody used", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket) => {
        succeed(socket)
        setTimeout(() => socket.end(), 5)
      })
      yield* Effect.gen(function* () {
        for (let nth = 0; nth < 3; nth++) {
          yield* put
          yield* settled(Effect.sync(() => server.connections.open === 0))
        }
      }).pipe(Effect.provide(client(transport, server)))
      assert.strictEqual(server.connections.opened, 3)
    })
  )

  it.scopedLive("do not outlive their scope, whatever is on its way", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number) => {
        if (number < 50) succeed(socket)
      })
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 50), together)
        assert.strictEqual(server.connections.open, 4, "kept while the layer stands")
        yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
        yield* settled(Effect.sync(() => server.requests.received === 54))
      }).pipe(Effect.provide(client(transport, server)))
      yield* settled(Effect.sync(() => server.connections.open === 0))
      assert.strictEqual(server.requests.received, 54)
    })
  )

  it.scopedLive("leave no clock running for what is over", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make((socket, number) => {
        if (number < 20) succeed(socket)
      })
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 20), together)
        const fibers = yield* Effect.forEach(Array.range(1, 9), () => Effect.fork(put))
        yield* settled(Effect.sync(() => server.requests.received === 24))
        assert.isAtLeast(timers(), 4)
        yield* Fiber.interruptAll(fibers)
        yield* settled(Effect.map(connections, ({ most }) => most === 0))
        yield* settled(Effect.sync(() => timers() < 4))
      }).pipe(Effect.provide(client(transport, server, { requestTimeout: "1 hour" })))
    })
  )

  it.scopedLive("are kept, as many as were given, also beyond what Node keeps by itself", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(later(300))
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.replicate(put, 300), together)
        yield* Effect.sleep("50 millis")
        assert.strictEqual(server.connections.open, 300)
      }).pipe(Effect.provide(client(transport, server, { sockets: 300 })))
    })
  )

  it.scopedLive("are open before anyone uses them, where they are asked to warm up", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(refuse("ResourceNotFoundException"))
      yield* Effect.sync(() => assert.strictEqual(server.connections.open, 40)).pipe(
        Effect.provide(layerWarm({ target: Target.embedded(server.endpoint), sockets: 40 }))
      )
    })
  )

  it.scopedLive("fail to warm up where nobody listens, and where nobody speaks of tables", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(FaultyServer.make(succeed))
      const stranger = yield* FaultyServer.make(FaultyServer.respond(403, "text/html", "<html></html>"))
      for (const [server, code] of [
        [gone, "ECONNREFUSED"],
        [stranger, "HTTP 403"]
      ] as const) {
        const warm = layerWarm({ target: Target.embedded(server.endpoint), sockets: 40 })
        assert.deepInclude(yield* Effect.flip(Effect.provide(Effect.void, warm)), { _tag: "Fatal", code })
      }
      yield* settled(Effect.sync(() => stranger.connections.open === 0))
    })
  )
})
