import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Random } from "effect"
import { Fatal, Rejected, type RequestError, Throttled, Transient } from "../../src/domain/RequestError.ts"
import * as Url from "../../src/domain/Url.ts"
import { Lap } from "../../src/Lap.ts"
import * as Fetcher from "../../src/Operation/Fetcher.ts"
import { Operation } from "../../src/Operation.ts"
import * as Expected from "../../src/Race/Expected.ts"
import { Web } from "../../src/Web.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const table = { name: "urls.txt", key: Url.key }

/** Fetches these, from a web that answers after 10 ms with as many bytes as the URL is long, or first fails so. */
const fetched = (urls: ReadonlyArray<string>, failures: ReadonlyArray<RequestError> = []) => {
  let asked = 0
  const web = Layer.succeed(Web, {
    get: (url) =>
      Effect.suspend(() => {
        const failure = failures[asked++]
        return failure === undefined ? Effect.succeed({ bytes: url.length }) : Effect.fail(failure)
      }).pipe(Effect.delay("10 millis"))
  })
  return Effect.gen(function* () {
    const { perform } = yield* Operation
    const tally = yield* (yield* Lap).begin(table)
    const exit = yield* Effect.exit(Effect.forEach(urls, (url) => perform([Url.toItem(url)]), { discard: true }))
    return { tally, exit }
  }).pipe(
    Effect.provide(Layer.provideMerge(Fetcher.layer, Layer.merge(web, Lap.layer(table)))),
    Effect.withRandom(Random.make(1)),
    inVirtualTime
  )
}

const answers = (...urls: ReadonlyArray<string>) => Expected.of(urls.map((url) => Url.answered(url, url.length)))

describe("URLs", () => {
  it.effect("are tallied one by one, with the length of their answers", () =>
    Effect.gen(function* () {
      const { exit, tally } = yield* fetched(["http://a/", "http://bb/", "http://a/"])
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual([tally.items, tally.attempts, tally.consumed], [3, 3, 0])
      assert.isTrue(Expected.isSame(answers("http://a/", "http://a/", "http://bb/"), tally))
      assert.isFalse(Expected.isSame(answers("http://a/", "http://bb/", "http://bb/"), tally))
    })
  )

  it.effect("are asked for again where that may help", () =>
    Effect.gen(function* () {
      const passing = [new Throttled({ code: "HTTP 429", reasons: [] }), new Transient({ code: "HTTP 500" })]
      const { tally } = yield* fetched(["http://a/"], passing)
      assert.deepStrictEqual([tally.items, tally.attempts], [1, 3])
      assert.deepStrictEqual(Array.from(tally.throttles), [["HTTP 429", 1]])
      assert.deepStrictEqual(Array.from(tally.retries), [
        ["HTTP 429", 1],
        ["HTTP 500", 1]
      ])
      assert.deepStrictEqual(
        tally.flights.map(({ outcome }) => outcome),
        ["throttled", "failed", "read"]
      )
    })
  )

  it.effect("are rejected where it does not help, and that ends nothing", () =>
    Effect.gen(function* () {
      const { exit, tally } = yield* fetched(
        ["http://a/", "http://b/"],
        [new Rejected({ code: "HTTP 404", message: "there is none" })]
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(Array.from(tally.rejected), [["HTTP 404", 1]])
      assert.deepStrictEqual(Array.from(tally.rejectedKeys), [["http://a/", 1]])
      assert.isTrue(Expected.isSame(answers("http://b/"), tally))
    })
  )

  it.effect("end with what is fatal", () =>
    Effect.gen(function* () {
      const { exit, tally } = yield* fetched(
        ["http://a/", "http://b/"],
        [new Fatal({ code: "ECONNREFUSED", message: "nobody listens there" })]
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual([tally.items, tally.attempts], [0, 1])
    })
  )
})
