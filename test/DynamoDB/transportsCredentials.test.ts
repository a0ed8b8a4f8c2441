import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Either, Redacted } from "effect"
import { identity, none, provider, server } from "./transports/Credentials.ts"
import { put, transports } from "./transports/Transports.ts"

const together = { concurrency: "unbounded" } as const
const inMs = (ms: number) => Date.now() + ms

describe.each(transports)("the credentials, $name", ({ layer, layerWarm }) => {
  it.scopedLive("are asked for once, however many wait for them", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server([])
      const { asked, credentials } = provider(identity("A", { expiresMs: inMs(3_600_000) }))
      yield* Effect.all(Array.replicate(put, 20), together).pipe(
        Effect.provide(layer({ target: { ...target, credentials }, sockets: 8 }))
      )
      assert.lengthOf(asked, 1)
      assert.deepStrictEqual(signers, Array.replicate("A", 20))
    })
  )

  it.scopedLive("are asked for again when they are about to expire, and never when they do not", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server([])
      const { asked, credentials } = provider(
        identity("A", { sessionToken: "1", expiresMs: inMs(240_000) }),
        identity("A", { sessionToken: "2", expiresMs: inMs(360_000) })
      )
      yield* Effect.replicateEffect(put, 4).pipe(
        Effect.provide(layer({ target: { ...target, credentials }, sockets: 1 }))
      )
      // of those that come too old, the SDK asks again at once, the wire for the next request
      assert.deepStrictEqual(signers.slice(1), ["A 2", "A 2", "A 2"])
      assert.lengthOf(asked, 2)
    })
  )

  it.scopedLive("end the run at once where nobody can renew them", () =>
    Effect.gen(function* () {
      const { target } = yield* server(["A"])
      const fixed = layer({ target: { ...target, credentials: Redacted.make(identity("A")) }, sockets: 1 })
      for (const error of yield* Effect.provide(Effect.replicateEffect(Effect.flip(put), 2), fixed)) {
        assert.deepInclude(error, { _tag: "Fatal", code: "ExpiredTokenException" })
        assert.match(error.message, /^why: /)
      }
    })
  )

  it.scopedLive("end the run where nobody has any, and nothing is sent; the next request asks again", () =>
    Effect.gen(function* () {
      const { connections, signers, target } = yield* server([])
      const { credentials } = provider(none, identity("A"))
      const options = { target: { ...target, credentials }, sockets: 8 }
      yield* Effect.gen(function* () {
        for (const one of yield* Effect.all(Array.replicate(Effect.either(put), 8), together)) {
          const error = Either.getOrThrow(Either.flip(one))
          assert.deepInclude(error, { _tag: "Fatal", code: "CredentialsProviderError", message: "no profile" })
        }
        assert.deepStrictEqual([signers, connections.opened], [[], 0])
        yield* put
      }).pipe(Effect.provide(layer(options)))
      assert.deepStrictEqual(signers, ["A"])
    })
  )

  it.scopedLive("that nobody has let no client warm up", () =>
    Effect.gen(function* () {
      const { connections, target } = yield* server([])
      const options = { target: { ...target, credentials: provider(none).credentials }, sockets: 8 }
      const error = yield* Effect.flip(Effect.provide(Effect.void, layerWarm(options)))
      assert.deepInclude(error, { _tag: "Fatal", code: "CredentialsProviderError" })
      assert.strictEqual(connections.opened, 0)
    })
  )
})
