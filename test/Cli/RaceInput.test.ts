import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { Flags } from "../../src/Cli/RaceFlags.ts"
import { raceInput } from "../../src/Cli/RaceInput.ts"

const untyped: Flags = {
  operation: "put",
  segments: Option.none(),
  shards: Option.none(),
  page: Option.none(),
  consistent: false,
  strategy: Option.none(),
  concurrency: Option.none(),
  batch: Option.none(),
  workers: Option.none(),
  transport: Option.none(),
  client: Option.none(),
  scenario: Option.none(),
  rounds: 6,
  threshold: 0.03,
  price: Option.none(),
  reference: Option.none(),
  html: Option.none(),
  lapTime: Option.none(),
  items: Option.none(),
  rate: Option.none(),
  timeLimit: Option.none(),
  from: Option.none(),
  key: Option.none(),
  types: Option.none(),
  itemSize: Option.none(),
  keys: Option.none(),
  repeatKeys: Option.none(),
  cpu: Option.none(),
  latency: Option.none(),
  rtt: Option.none(),
  endpoint: Option.none(),
  backend: Option.none(),
  table: Option.none(),
  maxCost: Option.none(),
  cleanUp: false,
  allowHttp: false,
  allowEndpoint: false,
  yes: false,
  json: Option.none(),
  seed: 1,
  color: "auto",
  compare: Option.none(),
  acrossEnvironments: false,
  failIf: []
}

const optionsOf = (flags: Partial<Flags>) =>
  raceInput({ ...untyped, ...flags }).pipe(
    Effect.map(({ options }) => options),
    Effect.provide(NodeContext.layer)
  )

const sizeOf = (spec: object) => ("item_size_bytes" in spec ? spec.item_size_bytes : undefined)

describe("a scenario", () => {
  it.effect("is the article's 100 items of 14 bytes, in six rounds, without a budget of time", () =>
    Effect.gen(function* () {
      const { budgetMs, contestants, cpu, items, rounds, source } = yield* optionsOf({
        scenario: Option.some("article")
      })
      assert.deepStrictEqual([items, rounds, budgetMs, cpu], [100, 6, null, null])
      assert.strictEqual(sizeOf(source.spec), 14)
      assert.strictEqual(contestants.length, 10)
    })
  )

  it.effect("races over the transport that is typed, nobody twice", () =>
    Effect.gen(function* () {
      const transportsOf = (flags: Partial<Flags>) =>
        Effect.map(optionsOf({ scenario: Option.some("backfill"), ...flags }), ({ contestants }) =>
          contestants.map(({ transport }) => transport)
        )
      const open = yield* transportsOf({})
      assert.deepStrictEqual(new Set(open), new Set(["sdk", "wire"]))
      const typed = yield* transportsOf({ transport: Option.some(["wire"]) })
      assert.deepStrictEqual(new Set(typed), new Set(["wire"]))
      assert.lengthOf(typed, open.length - 1)
    })
  )

  it.effect("leaves what is typed as it is", () =>
    Effect.gen(function* () {
      const typed = yield* optionsOf({
        scenario: Option.some("article-best"),
        items: Option.some(7),
        itemSize: Option.some(99),
        rounds: 2
      })
      assert.deepStrictEqual([typed.items, typed.rounds, sizeOf(typed.source.spec)], [7, 2, 99])
      const timed = yield* optionsOf({ scenario: Option.some("article"), lapTime: Option.some(300) })
      assert.deepStrictEqual([timed.items, timed.lapTimeMs], [null, 300])
    })
  )
})

describe("the scenario latency-factors", () => {
  it.effect("differs from one sequential baseline of small items in one thing at a time", () =>
    Effect.gen(function* () {
      const { contestants, source } = yield* optionsOf({ scenario: Option.some("latency-factors") })
      assert.strictEqual(sizeOf(source.spec), 100)
      const told = contestants.map(({ traits: { client, item_size_bytes, rtt_ms } }) =>
        [client, item_size_bytes, rtt_ms].filter((trait) => trait !== null)
      )
      assert.deepStrictEqual(told, [
        [],
        ["no-keep-alive"],
        ["cold"],
        ["sockets:1"],
        [1_024],
        [10_240],
        [102_400],
        [409_600],
        [20],
        [100]
      ])
    })
  )

  it.effect("is refused where an endpoint has no round trip to add, or a file no sizes to make", () =>
    Effect.gen(function* () {
      const refusal = (flags: Partial<Flags>) =>
        Effect.match(optionsOf(flags), {
          onSuccess: () => "raced",
          onFailure: (error) => ("message" in error ? error.message : "")
        })
      const endpoint = Option.some("http://localhost:8000")
      const file = {
        from: Option.some("movies.json"),
        key: Option.some({ partition: { name: "Title", type: "S" as const } })
      }
      const sized = Option.some("sequential:item-size=1KB")
      const far = "rtt is the embedded DynamoDB's: race those that have none, or leave out --endpoint"
      assert.strictEqual(yield* refusal({ scenario: Option.some("latency-factors"), endpoint }), far)
      assert.strictEqual(yield* refusal({ strategy: Option.some("sequential:rtt=20ms"), endpoint }), far)
      assert.strictEqual(
        yield* refusal({ strategy: sized, ...file }),
        "item-size is for made items: race those that have none, or leave out --from"
      )
    })
  )
})

describe("the line-up of npm start", () => {
  it.effect("is over within a minute, and what differs from it takes its time", () =>
    Effect.gen(function* () {
      const budget = (flags: Partial<Flags>) => Effect.map(optionsOf(flags), ({ budgetMs }) => budgetMs)
      assert.isNotNull(yield* budget({}))
      assert.isNull(yield* budget({ workers: Option.some([2]) }))
      assert.isNull(yield* budget({ scenario: Option.some("article") }))
      assert.isNull(yield* budget({ cpu: Option.some(1) }))
      assert.isNull(yield* budget({ rounds: 5 }))
    })
  )

  it.effect("races once each, in other settings, where settings are typed", () =>
    Effect.gen(function* () {
      const { contestants } = yield* optionsOf({ workers: Option.some([2, 8]) })
      assert.deepStrictEqual(
        contestants.map(({ name }) => name),
        [
          "sequential",
          "worker-threads:workers=2",
          "worker-threads:workers=8",
          "offload:workers=2",
          "offload:workers=8",
          "child-processes:workers=2",
          "child-processes:workers=8",
          "for-each:concurrency=32"
        ]
      )
    })
  )
})

it.live("CPU work is calibrated", () =>
  Effect.gen(function* () {
    const { cpu } = yield* optionsOf({ cpu: Option.some(2) })
    assert.strictEqual(cpu?.ms, 2)
    assert.isAbove(cpu?.bytes ?? 0, 100_000)
  })
)
