import { assert, describe, it } from "@effect/vitest"
import { Array, Context, Effect, FastCheck, Fiber, Layer, Redacted, TestClock } from "effect"
import * as Target from "../../src/DynamoDB/Target.ts"
import { dateOf } from "../../src/DynamoDB/Wire/Signature.ts"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../src/DynamoDB.ts"
import * as Aws4 from "../setup/Aws4.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { operations } from "./differential/Arbitrary.ts"
import { type Operation, run } from "./differential/Operation.ts"
import type { Identity } from "./transports/Credentials.ts"

const { array, integer, tuple } = FastCheck

const region = "eu-central-1"
const fixed: Identity = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }

const identities: ReadonlyArray<readonly [string, Identity]> = [
  ["a fixed identity", fixed],
  ["a session", { ...fixed, sessionToken: "FwoGZXIvYXdzEXAMPLE//+/=" }]
]

const requests = array(
  tuple(
    integer({ min: 0, max: Date.UTC(2099, 0) }),
    operations.map((operations) => operations[0])
  ),
  { minLength: 1, maxLength: 4 }
)

/** The wire before a server that takes whatever it gets and remembers it word for word. */
const recorded = (identity: Identity, path = "/") =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    const server = yield* FaultyServer.make((socket, _, request) => {
      texts.push(request)
      FaultyServer.respond(200, FaultyServer.json, "{}")(socket)
    })
    const target = {
      ...Target.embedded(`${server.endpoint}${path}`),
      region,
      credentials: Redacted.make(identity)
    }
    return {
      texts,
      host: target.host,
      db: Context.get(yield* Layer.build(Wire.layer({ target, sockets: 1 })), DynamoDB)
    }
  })

/** That it is signed, as whom, and when; by somebody else's reckoning. */
const verify = (text: string | undefined, identity: Identity, host: string, nowMs: number) => {
  const received = Aws4.received(text ?? "", region)
  assert(received !== undefined, "it is signed")
  const { request, signature } = received
  const token = identity.sessionToken
  assert.deepInclude(request.headers, { host, "x-amz-date": dateOf(nowMs), "content-type": FaultyServer.json })
  assert.strictEqual(request.headers["x-amz-security-token"], token)
  assert.strictEqual(signature, Aws4.authorization(request, identity))
}

const put: Operation = { _tag: "put", table: "t", item: { p: { S: "ключ" } } }

describe("the wire", () => {
  for (const [name, identity] of identities) {
    it.scoped.prop(
      `signs whatever it sends by the clock and ${name}`,
      [requests],
      ([requests]) =>
        Effect.gen(function* () {
          const { db, host, texts } = yield* recorded(identity)
          for (const [nowMs, operation = put] of requests) {
            yield* TestClock.setTime(nowMs)
            yield* run(db, operation)
            verify(texts.pop(), identity, host, nowMs)
          }
        }),
      { timeout: 60_000, fastCheck: { numRuns: 60, seed: 20261125 } }
    )
  }

  it.scoped.each(["/", "/some/where", "/some%20where/", "/it's(here)!*", "/a//b"])("signs for the path %s", (path) =>
    Effect.gen(function* () {
      const { db, host, texts } = yield* recorded(fixed, path)
      yield* run(db, put)
      verify(texts[0], fixed, host, 0)
    })
  )

  it.scoped("dates each request when it is sent, not when it begins to wait", () =>
    Effect.gen(function* () {
      const answers: Array<() => void> = []
      const dates: Array<string | undefined> = []
      const server = yield* FaultyServer.make((socket, _, request) => {
        dates.push(/x-amz-date: (\S+)/i.exec(request)?.[1])
        answers.push(() => FaultyServer.respond(200, FaultyServer.json, "{}")(socket))
      })
      yield* Effect.gen(function* () {
        const db = yield* DynamoDB
        const fibers = yield* Effect.forEach(Array.range(1, 3), () => Effect.fork(run(db, put)))
        for (const fiber of fibers) {
          yield* Effect.async<void>((resume) => {
            const look = setInterval(() => {
              if (answers.length === 0) return
              clearInterval(look)
              resume(Effect.void)
            }, 1)
          })
          yield* TestClock.adjust("1 hour")
          answers.pop()?.()
          yield* Fiber.join(fiber)
        }
      }).pipe(Effect.provide(Wire.layer({ target: Target.embedded(server.endpoint), sockets: 1 })))
      assert.deepStrictEqual(dates, ["19700101T000000Z", "19700101T010000Z", "19700101T020000Z"])
    })
  )
})
