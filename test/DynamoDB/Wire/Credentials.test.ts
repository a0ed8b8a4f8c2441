import { assert, describe, it } from "@effect/vitest"
import { Array, Duration, Effect, Either, Redacted, TestClock } from "effect"
import * as Target from "../../../src/DynamoDB/Target.ts"
import * as Wire from "../../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../../src/DynamoDB.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"

interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly expiration?: Date
}

const identity = (accessKeyId: string, expiresMs?: number): Identity => ({
  accessKeyId,
  secretAccessKey: "secret",
  ...(expiresMs === undefined ? {} : { expiration: new Date(expiresMs) })
})

const put = Effect.flatMap(DynamoDB, (db) => db.putItem({ table: "items", item: { id: { S: "a" } } }))

/** Who signed each request, before a server that refuses these identities. */
const server = (refused: ReadonlyArray<string>, exception = "ExpiredTokenException") =>
  Effect.gen(function* () {
    const signers: Array<string> = []
    const { endpoint } = yield* FaultyServer.make((socket, _, request) => {
      const signer = /Credential=([^/]+)/.exec(request)?.[1] ?? ""
      signers.push(signer)
      const error = `{"__type":"com.amazon.coral.service#${exception}","message":"no"}`
      if (refused.includes(signer)) FaultyServer.respond(400, FaultyServer.json, error)(socket)
      else FaultyServer.respond(200, FaultyServer.json, "{}")(socket)
    })
    return { signers, target: Target.embedded(endpoint) }
  })

/** Gives these, one after another, and the last for ever; notes how it was asked. */
const provider = (...given: ReadonlyArray<Identity | Error>) => {
  const asked: Array<unknown> = []
  const credentials = async (options?: Record<string, unknown>) => {
    const next = given[Math.min(asked.length, given.length - 1)]
    asked.push(options)
    if (next === undefined || next instanceof Error) throw next
    return next
  }
  return { asked, credentials: Redacted.make(credentials) }
}

const by = (target: Target.Target, credentials: Target.Target["credentials"]) =>
  Wire.layer({ target: { ...target, credentials }, sockets: 8 })

describe("the wire's credentials", () => {
  it.scopedLive("are asked for once, however many wait for them", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server([])
      const { asked, credentials } = provider(identity("A"))
      yield* Effect.provide(Effect.all(Array.replicate(put, 20), { concurrency: "unbounded" }), by(target, credentials))
      assert.deepStrictEqual(asked, [undefined])
      assert.deepStrictEqual(signers, Array.replicate("A", 20))
    })
  )

  it.scoped("are asked for again five minutes before they expire", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server([])
      const { asked, credentials } = provider(identity("A", 3_600_000), identity("B", 7_200_000))
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

  it.scopedLive.each(["ExpiredTokenException", "UnrecognizedClientException"])(
    "are renewed by force when the service says %s: the request is worth another try",
    (exception) =>
      Effect.gen(function* () {
        const { signers, target } = yield* server(["A"], exception)
        const { asked, credentials } = provider(identity("A"), identity("B"))
        yield* Effect.gen(function* () {
          assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: exception })
          yield* put
        }).pipe(Effect.provide(by(target, credentials)))
        assert.deepStrictEqual(signers, ["A", "B"])
        assert.deepStrictEqual(asked, [undefined, { forceRefresh: true }])
      })
  )

  it.scopedLive("end the run where the same ones come back", () =>
    Effect.gen(function* () {
      const { target } = yield* server(["A"])
      const { asked, credentials } = provider(identity("A"))
      yield* Effect.gen(function* () {
        const first = yield* Effect.flip(put)
        const second = yield* Effect.flip(put)
        assert.deepStrictEqual([first._tag, second._tag], ["Transient", "Fatal"])
      }).pipe(Effect.provide(by(target, credentials)))
      assert.lengthOf(asked, 2)
    })
  )

  it.scopedLive("end the run at once where nobody can renew them", () =>
    Effect.gen(function* () {
      const { target } = yield* server(["A"])
      const layer = by(target, Redacted.make(identity("A")))
      assert.deepInclude(yield* Effect.provide(Effect.flip(put), layer), {
        _tag: "Fatal",
        code: "ExpiredTokenException"
      })
    })
  )

  it.scopedLive("end the run where nobody has any, and no request is sent", () =>
    Effect.gen(function* () {
      const { signers, target } = yield* server([])
      const none = Object.assign(new Error("no profile"), { name: "CredentialsProviderError" })
      const { credentials } = provider(none, identity("A"))
      yield* Effect.gen(function* () {
        const many = yield* Effect.all(Array.replicate(Effect.either(put), 8), { concurrency: "unbounded" })
        for (const one of many) {
          const error = Either.getOrThrow(Either.flip(one))
          assert.deepInclude(error, { _tag: "Fatal", code: "CredentialsProviderError", message: "no profile" })
        }
        assert.deepStrictEqual(signers, [])
        yield* put
      }).pipe(Effect.provide(by(target, credentials)))
      assert.deepStrictEqual(signers, ["A"])
    })
  )
})
