import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Either, Schema } from "effect"
import * as Sdk from "../../../src/DynamoDB/Sdk.ts"
import type * as Target from "../../../src/DynamoDB/Target.ts"
import { identity, provider, server } from "../transports/Credentials.ts"
import { put } from "../transports/Transports.ts"

const by = (target: Target.Target, credentials: Target.Target["credentials"]) =>
  Sdk.layer({ target: { ...target, credentials }, sockets: 8 })

const eight = Effect.all(Array.replicate(Effect.either(put), 8), { concurrency: "unbounded" })
const isForced = Schema.is(Schema.Struct({ forceRefresh: Schema.Literal(true) }))
const forced = (asked: ReadonlyArray<unknown>) => asked.filter((options) => isForced(options)).length

describe("an identity that the service refuses before it expires", () => {
  it.scopedLive.each(["ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"])(
    "is renewed, and the request sent once more: %s",
    (exception) =>
      Effect.gen(function* () {
        const { signers, target } = yield* server(["A"], exception)
        const { asked, credentials } = provider(identity("A"), identity("B"))
        yield* Effect.repeatN(put, 1).pipe(Effect.provide(by(target, credentials)))
        assert.deepStrictEqual(signers, ["A", "B", "B"])
        assert.strictEqual(forced(asked), 1)
      })
  )

  it.scopedLive("is renewed once for all who were refused at once", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server(["A"], "ExpiredTokenException", 8)
      const { asked, credentials } = provider(identity("A"), identity("B"), identity("C"))
      for (const one of yield* Effect.provide(eight, by(target, credentials))) Either.getOrThrow(one)
      assert.deepStrictEqual(signers, [...Array.replicate("A", 8), ...Array.replicate("B", 8)])
      assert.strictEqual(forced(asked), 1)
    })
  )

  it.scopedLive("ends the request where there is no other, and where another would not mend it", () =>
    Effect.gen(function* () {
      for (const [exception, next] of [
        ["ExpiredTokenException", "A"],
        ["AccessDeniedException", "B"]
      ] as const) {
        const { signers, target } = yield* server(["A"], exception)
        const { credentials } = provider(identity("A"), identity(next))
        const error = yield* Effect.provide(Effect.flip(put), by(target, credentials))
        assert.deepInclude(error, { _tag: "Fatal", code: exception })
        assert.deepStrictEqual(signers, ["A"])
      }
    })
  )
})
