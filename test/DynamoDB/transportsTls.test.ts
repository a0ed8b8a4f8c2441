import * as Net from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Array, Effect } from "effect"
import { vi } from "vitest"
import * as Target from "../../src/DynamoDB/Target.ts"
import { withEnvironment } from "../setup/Environment.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import * as Loopback from "../setup/Loopback.ts"
import * as Tls from "../setup/Tls.ts"
import { put, settled, succeed, transports } from "./transports/Transports.ts"

/** One that ended yesterday: what makes certificates makes none that has, by its clock. */
const expired = (): Tls.Certificate => {
  const twoDaysMs = 2 * 86_400_000
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - twoDaysMs })
  try {
    return Tls.certificate("localhost")
  } finally {
    vi.useRealTimers()
  }
}

const refused = [
  {
    name: "that nobody vouches for",
    make: () => Tls.certificate("localhost"),
    isKnown: false,
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    why: "its certificate is signed by itself: where you trust it, set NODE_EXTRA_CA_CERTS to the PEM file of its authority"
  },
  {
    name: "for another host",
    make: () => Tls.certificate("elsewhere.example"),
    isKnown: true,
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    why: "its certificate is for another host"
  },
  {
    name: "that has expired",
    make: expired,
    isKnown: true,
    code: "CERT_HAS_EXPIRED",
    why: "its certificate has expired"
  }
]

/** A server before another one that lets its first connection hang. */
const hesitant = (endpoint: string) =>
  Effect.suspend(() => {
    const { port } = new URL(endpoint)
    let isFirst = true
    const server = Net.createServer((outer) => {
      outer.on("error", () => {})
      if (isFirst) {
        isFirst = false
        outer.resume()
        return
      }
      const inner = Net.connect(Number(port), "127.0.0.1")
      inner.on("error", () => outer.destroy())
      outer.on("close", () => inner.destroy())
      outer.pipe(inner)
      inner.pipe(outer)
    })
    return Effect.map(Loopback.endpoint(server), (url) => url.replace("http://127.0.0.1", "https://localhost"))
  })

describe.sequential.each(transports)("by TLS, $name", ({ layer, layerWarm }) => {
  for (const NODE_TLS_REJECT_UNAUTHORIZED of [undefined, "0"]) {
    it.scopedLive.each(refused)(
      `refuses a certificate $name, with NODE_TLS_REJECT_UNAUTHORIZED=${NODE_TLS_REJECT_UNAUTHORIZED}`,
      ({ code, isKnown, make, why }) =>
        Effect.gen(function* () {
          yield* withEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED })
          const made = make()
          const server = yield* FaultyServer.make(succeed)
          const target = Target.embedded(yield* Tls.before(server.endpoint, made))
          const options = { target, sockets: 2, certificateAuthority: isKnown ? made.cert : undefined }
          const error = { _tag: "Fatal" as const, code, message: `cannot reach ${target.host}: ${why} (${code})` }
          yield* Effect.gen(function* () {
            assert.deepInclude(yield* Effect.flip(put), error)
            for (const other of yield* Effect.all(Array.replicate(Effect.flip(put), 10), {
              concurrency: "unbounded"
            })) {
              assert.deepInclude(other, error)
            }
          }).pipe(Effect.provide(layer(options)))
          assert.deepInclude(yield* Effect.flip(Effect.provide(Effect.void, layerWarm(options))), error)
          // whoever was refused was told nothing
          assert.strictEqual(server.requests.received, 0)
          yield* settled(Effect.sync(() => server.connections.open === 0))
        })
    )
  }

  it.scopedLive("takes a certificate that somebody vouches for, for this host, on as many connections as before", () =>
    Effect.gen(function* () {
      const made = Tls.certificate("localhost")
      const server = yield* FaultyServer.make((socket) => void setTimeout(() => succeed(socket), 20))
      const target = Target.embedded(yield* Tls.before(server.endpoint, made))
      yield* Effect.all(Array.replicate(put, 20), { concurrency: "unbounded" }).pipe(
        Effect.provide(layer({ target, sockets: 4, certificateAuthority: made.cert }))
      )
      assert.deepStrictEqual([server.requests.received, server.connections.opened], [20, 4])
    })
  )

  it.scopedLive("goes on after a handshake that was never answered", () =>
    Effect.gen(function* () {
      const made = Tls.certificate("localhost")
      const server = yield* FaultyServer.make(succeed)
      const target = Target.embedded(yield* hesitant(yield* Tls.before(server.endpoint, made)))
      const options = { target, sockets: 1, certificateAuthority: made.cert, connectTimeout: "500 millis" as const }
      yield* Effect.gen(function* () {
        assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: "TimeoutError" })
        assert.deepStrictEqual(yield* put, { consumed: 1 })
      }).pipe(Effect.provide(layer(options)))
    })
  )

  it.scopedLive("ends the run where nobody speaks TLS", () =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(succeed, (socket, received) => {
        if (received.length > 0) FaultyServer.respond(400, "text/plain", "speak up")(socket)
      })
      const target = Target.embedded(server.endpoint.replace("http:", "https:"))
      const error = yield* Effect.flip(put).pipe(Effect.provide(layer({ target, sockets: 1 })))
      assert.strictEqual(error._tag, "Fatal")
      assert.include(error.message, "it does not speak TLS")
    })
  )
})
