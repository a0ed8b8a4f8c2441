import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Schema } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Race from "../../src/Race.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { steady } from "./simulated.ts"

const json = Schema.parseJson(RaceResult)

const namesOf = (lineUp: ReturnType<typeof Race.lineUp>) =>
  Either.match(lineUp, { onLeft: ({ message }) => message, onRight: (all) => all.map(({ name }) => name) })

describe("a line-up", () => {
  it("is typed as after --strategy", () => {
    assert.deepStrictEqual(
      namesOf(Race.lineUp(["sequential", "for-each:concurrency=8:batch=25", "hybrid:workers=2", "sequential"])),
      ["sequential#1", "for-each:concurrency=8:batch=25", "hybrid:concurrency=32:workers=2", "sequential#2"]
    )
    assert.deepStrictEqual(namesOf(Race.lineUp(["for-each:concurrency=2"], "scan")), [
      "for-each:concurrency=2:segments=16"
    ])
  })

  it.each<[string, "put" | "scan", RegExp]>([
    ["for-eac", "put", /^"for-eac" is no strategy: did you mean for-each\?/],
    ["for-each:concurrency=0", "put", /^"for-each:concurrency=0": concurrency .*1024/],
    ["per-key", "scan", /^per-key cannot scan: a segment has no key to keep in order$/]
  ])("says of %s in a %s what to type instead", (entry, operation, message) => {
    const said = namesOf(Race.lineUp([entry], operation))
    if (Array.isArray(said)) return assert.fail(said.join())
    assert.match(String(said), message)
  })
})

it.effect("a race of which nothing is said but who races comes to what --json keeps", () =>
  Effect.gen(function* () {
    const contestants = yield* Race.lineUp(["sequential", "lock-step:concurrency=4"])
    const result = yield* Effect.provide(Race.run({ contestants, rounds: 2, lapTimeMs: 200 }), steady())
    const {
      contestants: raced,
      environment,
      summary,
      workload
    } = yield* Effect.flatMap(Schema.encode(json)(result), Schema.decode(json))
    assert.isTrue(summary.verified)
    assert.deepStrictEqual(
      summary.standings.map(({ name }) => name),
      ["lock-step:concurrency=4", "sequential"]
    )
    assert.deepStrictEqual([summary.rounds, environment.seed, raced.length], [2, Race.usual.seed, 2])
    assert.deepInclude(workload.spec, { _tag: "Generated", item_size_bytes: 250, keys: "uniform", seed: 1 })
  }).pipe(inVirtualTime)
)

it.effect("the usual backend is the embedded DynamoDB as fast as the service is from Lambda", () =>
  Effect.gen(function* () {
    const { latency, name } = yield* Effect.provide(Backend.Backend, Backend.layerEmbedded())
    assert.deepStrictEqual([name, latency], ["embedded", { p50_ms: 7.55, p99_ms: 16.2 }])
  })
)
