import { assert, describe, it } from "@effect/vitest"
import { Array, Duration, Effect, Either, Fiber, Redacted, TestClock } from "effect"
import type * as Target from "../../../src/DynamoDB/Target.ts"
import * as Wire from "../../../src/DynamoDB/Wire.ts"
import { type Identity, identity, none, provider, server } from "../transports/Credentials.ts"
import { connections, put } from "../transports/Transports.ts"

const by = (target: Target.Target, credentials: Target.Target["credentials"]) =>
  Wire.layer({ target: { ...target, credentials }, sockets: 8 })

const eight = Effect.all(Array.replicate(Effect.either(put), 8), { concurrency: "unbounded" })

/** What no SDK client does by itself: it takes a refused identity for good until it expires. */
describe("the wire's credentials", () => {
  it.scoped("are asked for again five minutes before they expire", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server([])
      const { asked, credentials } = provider(
        identity("A", { expiresMs: 3_600_000 }),
        identity("B", { expiresMs: 7_200_000 })
      )
      yield* Effect.gen(function* () {
        yield* put
        yield* TestClock.adjust(Duration.seconds(54 * 60 + 59))
        yield* put
        yield* TestClock.adjust("1 second")
        yield* put
        yield* put
      }).pipe(Effect.provide(by(target, credentials)))
      assert.deepStrictEqual(signers, ["A", "A", "B", "B"])
      assert.deepStrictEqual(asked, [undefined, undefined])
    })
  )

  it.scopedLive.each(["ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"])(
    "are renewed by force when the service says %s: the request is worth another try",
    (exception) =>
      Effect.gen(function* () {
        const { signers, target } = yield* server(["A"], exception)
        const { asked, credentials } = provider(identity("A"), identity("B"))
        yield* Effect.gen(function* () {
          assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: exception })
          yield* put
          yield* put
        }).pipe(Effect.provide(by(target, credentials)))
        assert.deepStrictEqual(signers, ["A", "B", "B"])
        assert.deepStrictEqual(asked, [undefined, { forceRefresh: true }])
      })
  )

  it.scopedLive("are not renewed for what another one would not mend", () =>
    Effect.gen(function* () {
      const { target } = yield* server(["A"], "AccessDeniedException")
      const { asked, credentials } = provider(identity("A"), identity("B"))
      const error = yield* Effect.provide(Effect.flip(put), by(target, credentials))
      assert.deepInclude(error, { _tag: "Fatal", code: "AccessDeniedException" })
      assert.lengthOf(asked, 1)
    })
  )

  it.scopedLive("are renewed once for all who were refused at once", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server(["A"], "ExpiredTokenException", 8)
      const { asked, credentials } = provider(identity("A"), identity("B"), identity("C"))
      yield* Effect.gen(function* () {
        for (const one of yield* eight) {
          assert.deepInclude(Either.getOrThrow(Either.flip(one)), { _tag: "Transient", code: "ExpiredTokenException" })
        }
        for (const one of yield* eight) Either.getOrThrow(one)
      }).pipe(Effect.provide(by(target, credentials)))
      assert.deepStrictEqual(signers, [...Array.replicate("A", 8), ...Array.replicate("B", 8)])
      assert.deepStrictEqual(asked, [undefined, { forceRefresh: true }])
    })
  )

  it.scopedLive("are others where the token alone is another", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server(["A 1", "A 2"])
      const { credentials } = provider(...["1", "2", "3"].map((sessionToken) => identity("A", { sessionToken })))
      yield* Effect.gen(function* () {
        for (const error of yield* Effect.replicateEffect(Effect.flip(put), 2))
          assert.strictEqual(error._tag, "Transient")
        yield* put
      }).pipe(Effect.provide(by(target, credentials)))
      assert.deepStrictEqual(signers, ["A 1", "A 2", "A 3"])
    })
  )

  it.scopedLive("end the run where the same ones come back, and for all", () =>
    Effect.gen(function* () {
      const { target } = yield* server(["A"], "ExpiredTokenException", 8)
      const { asked, credentials } = provider(identity("A"))
      yield* Effect.gen(function* () {
        for (const tag of ["Transient", "Fatal", "Fatal"]) {
          for (const one of yield* eight) assert.strictEqual(Either.getOrThrow(Either.flip(one))._tag, tag)
        }
      }).pipe(Effect.provide(by(target, credentials)))
      assert.lengthOf(asked, 2)
    })
  )

  it.scopedLive("are asked for by force until somebody has other ones", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server(["A"])
      const { asked, credentials } = provider(identity("A"), none, identity("B"))
      yield* Effect.gen(function* () {
        assert.strictEqual((yield* Effect.flip(put))._tag, "Transient")
        assert.deepInclude(yield* Effect.flip(put), { _tag: "Fatal", code: "CredentialsProviderError" })
        yield* put
      }).pipe(Effect.provide(by(target, credentials)))
      assert.deepStrictEqual(signers, ["A", "B"])
      assert.deepStrictEqual(asked, [undefined, { forceRefresh: true }, { forceRefresh: true }])
    })
  )

  it.scopedLive("that come too late sign nothing for those who were interrupted meanwhile", () =>
    Effect.gen(function* () {
      const { connections: opened, signers, target } = yield* server([])
      let give: (identity: Identity) => void = () => {}
      const late = new Promise<Identity>((resolve) => {
        give = resolve
      })
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(Array.range(1, 20), () => Effect.fork(put))
        yield* Effect.yieldNow()
        yield* Fiber.interruptAll(fibers)
        give(identity("A"))
        for (const one of yield* eight) Either.getOrThrow(one)
        assert.deepInclude(yield* connections, { most: 8, requests: 8 })
      }).pipe(
        Effect.provide(
          by(
            target,
            Redacted.make(() => late)
          )
        )
      )
      assert.deepStrictEqual(signers, Array.replicate("A", 8))
      assert.strictEqual(opened.opened, 8)
    })
  )
})
