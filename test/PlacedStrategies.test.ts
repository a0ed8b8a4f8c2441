import { assert, describe, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import { DynamoDB } from "../src/DynamoDB.ts"
import type { Table } from "../src/domain/Job.ts"
import { Fatal } from "../src/domain/RequestError.ts"
import * as RetrySettings from "../src/domain/RetrySettings.ts"
import type { Settings } from "../src/domain/Settings.ts"
import * as Operations from "../src/Operations.ts"
import * as Runner from "../src/Runner.ts"
import * as Strategies from "../src/Strategies.ts"
import type { Strategy } from "../src/Strategy.ts"
import { sum } from "../src/Tally.ts"
import * as Local from "../src/Workers/Local.ts"
import type { Workload } from "../src/Workload.ts"
import { byKey, keyOf, Proxied, type Rules } from "./setup/Proxied.ts"
import { workload } from "./Workers/Pool.ts"

const strategies: ReadonlyArray<Strategy> = Strategies.all.filter((strategy: Strategy) => strategy.place !== undefined)

const until = (holds: () => boolean) =>
  Effect.sync(holds).pipe(Effect.delay("10 millis"), Effect.repeat({ until: (held) => held }))

const sorted = (items: Workload) => [...items].sort(byKey)
const keysOf = (items: Workload) => sorted(items).map((item) => keyOf(item))

const settings = (strategy: Strategy): ReadonlyArray<Settings> => {
  const usual = [
    { workers: 1, concurrency: 5, batch: 25 },
    { workers: 2, concurrency: 5, batch: 1 },
    { workers: 3, concurrency: 32, batch: 25 }
  ]
  return strategy.uses.includes("concurrency") ? [...usual, { workers: 2, concurrency: 1, batch: 1 }] : usual
}

/** A runner of the strategy, and what runs a workload in a table of its own. */
const open = Effect.fnUntraced(function* (strategy: Strategy, settings: Settings) {
  const proxied = yield* Proxied
  const first = yield* proxied.table()
  const runner = yield* Runner.open({
    strategy,
    settings,
    operation: () => Operations.layerOver({ _tag: "put" }, Layer.mock(DynamoDB, {})),
    cpu: null,
    table: first.table,
    workers: Local.layer({
      destination: proxied.destination,
      operation: { _tag: "put" },
      transport: "sdk",
      client: null,
      retry: RetrySettings.defaults,
      cpu: null,
      leads: true
    })
  })
  const run = Effect.fnUntraced(function* (table: Table, items: Workload) {
    yield* runner.begin(table)
    yield* runner.run(items)
    return yield* runner.report
  })
  const lap = Effect.fnUntraced(function* (items: Workload, rules?: Rules) {
    const { seen, table } = yield* proxied.table(rules)
    const tally = yield* run(table, items)
    return { seen, tally, written: yield* proxied.items(table) }
  })
  return { proxied, run, lap }
})

layer(Proxied.layer, { excludeTestServices: true })((it) => {
  describe.each(strategies)("the laws of every strategy: $name", (strategy) => {
    it.scoped.each(settings(strategy))(
      "writes each item exactly once, with as much in flight as it says and never more: %j",
      (settings) =>
        Effect.gen(function* () {
          const { lap } = yield* open(strategy, settings)
          for (const size of [0, 1, 3, 103]) {
            const { seen, tally, written } = yield* lap(workload(size))
            assert.deepStrictEqual(seen.keys.toSorted(), keysOf(workload(size)))
            assert.deepStrictEqual(written, sorted(workload(size)))
            assert.deepStrictEqual([tally.items, tally.attempts], [size, seen.writes])
            assert.isAtMost(seen.maxInFlight, strategy.inFlight(settings))
          }
          const most = strategy.inFlight(settings)
          const { seen, tally, written } = yield* lap(workload(1_000), {
            hold: ({ maxInFlight }) => maxInFlight < most
          })
          assert.deepStrictEqual(seen.keys.toSorted(), keysOf(workload(1_000)))
          assert.deepStrictEqual(written, sorted(workload(1_000)))
          assert.strictEqual(seen.maxInFlight, most)
          assert.strictEqual(tally.items, 1_000)
        })
    )

    it.scoped("a rejected item ends neither the lane nor its neighbours", () =>
      Effect.gen(function* () {
        const { lap } = yield* open(strategy, { workers: 2, concurrency: 3, batch: 5 })
        const items = workload(60)
        const refused = new Set(
          [0, 1, 17, 29, 30, 59].flatMap((n) => [...items.slice(n, n + 1)].map((item) => keyOf(item)))
        )
        const { seen, tally, written } = yield* lap(items, {
          refuse: (keys) => (keys.some((key) => refused.has(key)) ? "ValidationException" : undefined)
        })
        const others = sorted(items).filter((item) => !refused.has(keyOf(item)))
        assert.deepStrictEqual(written, others)
        assert.deepStrictEqual(
          seen.keys.toSorted(),
          others.map((item) => keyOf(item))
        )
        assert.deepStrictEqual([tally.items, sum(tally.rejected)], [54, 6])
        assert.deepStrictEqual(new Set(tally.rejectedKeys.keys()), refused)
      })
    )

    it.scoped("interruption leaves no request in flight and starts none, and another lap can follow", () =>
      Effect.gen(function* () {
        const settings = { workers: 2, concurrency: 4, batch: 1 }
        const { lap, proxied, run } = yield* open(strategy, settings)
        const most = strategy.inFlight(settings)
        const { seen, table } = yield* proxied.table({ hold: ({ writes }) => writes > 20 })
        const fiber = yield* Effect.fork(run(table, workload(300)))
        yield* until(() => seen.writes > 20 && seen.inFlight === most)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        yield* until(() => seen.inFlight === 0)
        const { writes } = seen
        yield* Effect.sleep("200 millis")
        assert.deepStrictEqual([seen.inFlight, seen.writes], [0, writes])
        const { written } = yield* lap(workload(50))
        assert.deepStrictEqual(written, sorted(workload(50)))
      })
    )

    it.scoped("what is fatal for all ends the lane, everywhere", () =>
      Effect.gen(function* () {
        const { proxied, run } = yield* open(strategy, { workers: 2, concurrency: 4, batch: 1 })
        const { seen, table } = yield* proxied.table({
          refuse: (_, { writes }) => (writes > 40 ? "ResourceNotFoundException" : undefined)
        })
        const error = yield* Effect.flip(run(table, workload(600)))
        assert.isTrue(error instanceof Fatal && error.code === "ResourceNotFoundException")
        yield* until(() => seen.inFlight === 0)
        const { writes } = seen
        assert.isBelow(writes, 60)
        yield* Effect.sleep("200 millis")
        assert.strictEqual(seen.writes, writes)
      })
    )
  })
})
