import { assert, describe, layer } from "@effect/vitest"
import { Array, Effect, Exit, Fiber, Metric, Scope } from "effect"
import type { Item } from "../src/domain/Item.ts"
import { Fatal, type WorkerLost } from "../src/domain/RequestError.ts"
import * as Metrics from "../src/Metrics.ts"
import { usage } from "../src/ProcessUsage.ts"
import { sum } from "../src/Tally.ts"
import * as Unavailable from "../src/Workers/Unavailable.ts"
import { type Place, type Worker, Workers } from "../src/Workers.ts"
import { normal } from "./setup/NormalForm.ts"
import * as Processes from "./setup/Processes.ts"
import { byKey, keyOf, Proxied, type Seen } from "./setup/Proxied.ts"
import * as Pool from "./Workers/Pool.ts"

const places: ReadonlyArray<Place> = ["thread", "process"]

const total = (timeline: ReadonlyArray<number>) => timeline.reduce((sum, items) => sum + items, 0)

const until = (holds: () => boolean) =>
  Effect.sync(holds).pipe(Effect.delay("10 millis"), Effect.repeat({ until: (held) => held }))

/** Each of these was written, and once. */
const exactly = ({ keys }: Seen, expected: ReadonlyArray<string>) => assert.deepStrictEqual(keys.toSorted(), expected)

/** Nothing is on its way, and nothing goes out any more. */
const atRest = Effect.fnUntraced(function* (seen: Seen) {
  yield* until(() => seen.inFlight === 0)
  const { writes } = seen
  yield* Effect.sleep("200 millis")
  assert.deepStrictEqual([seen.inFlight, seen.writes], [0, writes])
})

const module = (source: string) => ({ module: new URL(`data:text/javascript,${encodeURIComponent(source)}`) })
const model = "{ name: 'a', summary: '', uses: [], inFlight: () => 1, open: () => {} }"

const wrong = [
  {
    what: "a name with a slip",
    strategy: { name: "sequentail" },
    expected: /"sequentail" .*did you mean sequential\?/
  },
  {
    what: "a module that throws",
    strategy: module("throw new RangeError('of its own')"),
    expected: /throws as it is imported: RangeError: of its own/
  },
  {
    what: "a module that is not there",
    strategy: { module: new URL("file:///no-such-folder/no-such-file.mjs") },
    expected: /no-such-file.mjs cannot be imported: /
  },
  {
    what: "a module without one",
    strategy: module("export const a = 1; export const b = { name: 'b' }"),
    expected: /exports no strategy: export one/
  },
  {
    what: "a module with two",
    strategy: module(`export const a = ${model}, b = a`),
    expected: /exports several strategies: export the one that is meant/
  }
]

layer(Proxied.layer, { excludeTestServices: true })((it) => {
  describe.each(places)("in a %s", (place) => {
    it.scoped("each writes its slice and nothing else, and what it saw is tallied here", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, workers } = yield* Pool.open({ place, count: 3, settings: { batch: 1 } })
        const { seen, table } = yield* proxied.table()
        const all = Pool.workload(200)
        const slices = [all.slice(10, 40), all.slice(40, 40), all.slice(40, 150)]
        const tally = yield* lap.begin(table)
        yield* Effect.forEach(Array.zip(workers, slices), ([worker, slice]) => worker.run(slice), {
          concurrency: "unbounded"
        })
        yield* report
        exactly(seen, Pool.keysOf(all.slice(10, 150)))
        assert.deepStrictEqual(yield* proxied.items(table), [...all.slice(10, 150)].sort(byKey))
        assert.deepStrictEqual([tally.items, tally.attempts, tally.consumed], [140, 140, 140])
        assert.deepStrictEqual([tally.request.totalCount, tally.item.totalCount], [140, 140])
        assert.strictEqual(total(tally.timeline), 140)
        assert.isAbove(tally.durationMs, 0)
        const flights = (worker: number) => tally.flights.filter((flight) => flight.worker === worker)
        assert.deepStrictEqual([flights(0).length, flights(1).length, flights(2).length], [30, 0, 110])
        assert.isTrue(tally.flights.every(({ end_ms, slot, start_ms }) => slot === 0 && start_ms <= end_ms))
        if (place === "process") {
          assert.isAbove(tally.cpuUs, 0)
          assert.isAbove(tally.peakRssMb, 3 * 30)
        } else {
          assert.deepStrictEqual([tally.cpuUs, tally.peakRssMb], [0, 0])
        }
      })
    )

    it.scoped("serves one lap after another, each in a table of its own, each with a tally of its own", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, worker } = yield* Pool.openOne({ place, settings: { batch: 7 } })
        for (const size of [0, 1, 30, 8]) {
          const { seen, table } = yield* proxied.table()
          const tally = yield* lap.begin(table)
          yield* worker.run(Pool.workload(size))
          yield* report
          exactly(seen, Pool.keysOf(Pool.workload(size)))
          assert.deepStrictEqual([tally.items, tally.attempts], [size, Math.ceil(size / 7)])
          assert.isTrue(tally.flights.every(({ end_ms }) => end_ms < 60_000))
        }
      })
    )

    it.scoped("performs single units, whatever their items hold, and tells what came of it when it is settled", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, worker } = yield* Pool.openOne({ place })
        const { table } = yield* proxied.table()
        const tally = yield* lap.begin(table)
        const odd: Item = {
          pk: { S: "1" },
          binary: { B: new Uint8Array([0, 255, 128, 7]) },
          view: { B: new Uint8Array([1, 2, 3, 4, 5, 6]).subarray(2, 4) },
          binaries: { BS: [new Uint8Array([1]), new Uint8Array([2, 3])] },
          digits: { N: "12345678901234567890123456789012345678" },
          small: { N: "-0.00000000000000000000000000000000000001" },
          nested: { M: { list: { L: [{ NULL: true }, { BOOL: false }] }, constructor: { S: "" } } },
          text: { S: "é\u0000\u{1F600}" }
        }
        const plain: Item = { pk: { S: "2" } }
        yield* worker.perform([odd, plain])
        yield* worker.perform([{ pk: { S: "3" } }])
        yield* report
        const [first, ...others] = yield* proxied.items(table)
        assert.deepStrictEqual(normal(first ?? {}), normal(odd))
        assert.deepStrictEqual(others, [plain, { pk: { S: "3" } }])
        assert.deepStrictEqual([tally.items, tally.attempts], [3, 2])
        yield* worker.perform([{ pk: { S: "4" }, ["__proto__"]: { M: { ["__proto__"]: { S: "kept" } } } }])
        assert.strictEqual(
          yield* proxied.answer(table, "4"),
          '{"Item":{"pk":{"S":"4"},"__proto__":{"M":{"__proto__":{"S":"kept"}}}}}'
        )
      })
    )

    it.scoped("tallies rejects and throttles, and goes on", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, worker } = yield* Pool.openOne({ place })
        const [refused = ""] = Pool.keysOf(Pool.workload(20))
        const { seen, table } = yield* proxied.table({
          refuse: (keys, { writes }) => {
            if (keys.includes(refused)) return "ValidationException"
            return writes === 3 ? "ProvisionedThroughputExceededException" : undefined
          }
        })
        const labelled = ["contestant", `metrics of a ${place}`] as const
        const counted = (metric: Metric.Metric.Counter<number>) =>
          Effect.map(Metric.value(Metric.tagged(metric, ...labelled)), ({ count }) => count)
        const tally = yield* Effect.tagMetrics(lap.begin(table), ...labelled)
        yield* worker.run(Pool.workload(20))
        yield* report
        exactly(seen, Pool.keysOf(Pool.workload(20)).slice(1))
        assert.strictEqual(yield* counted(Metrics.requests), 21)
        assert.strictEqual(yield* counted(Metric.tagged(Metrics.rejects, "reason", "ValidationException")), 1)
        assert.deepStrictEqual([tally.items, tally.attempts, sum(tally.retries)], [19, 21, 1])
        assert.deepStrictEqual(Array.fromIterable(tally.throttles), [["ProvisionedThroughputExceededException", 1]])
        assert.deepStrictEqual(Array.fromIterable(tally.rejected), [["ValidationException", 1]])
        assert.deepStrictEqual(Array.fromIterable(tally.rejectedKeys), [[refused, 1]])
      })
    )

    it.scoped("a table that is not there is fatal, and the next lap is not touched by that", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, worker } = yield* Pool.openOne({ place })
        const { seen, table } = yield* proxied.table()
        yield* lap.begin({ ...table, name: "no-such-table" })
        const ran = yield* Effect.flip(worker.run(Pool.workload(5)))
        const performed = yield* Effect.flip(worker.perform([{ pk: { S: "a" } }]))
        assert.deepStrictEqual(
          [ran, performed].map((error) => error instanceof Fatal && error.code),
          ["ResourceNotFoundException", "ResourceNotFoundException"]
        )
        yield* lap.begin(table)
        yield* worker.run(Pool.workload(5))
        yield* report
        exactly(seen, Pool.keysOf(Pool.workload(5)))
      })
    )

    it.scoped("tells while it runs how far it has got", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, worker } = yield* Pool.openOne({ place })
        const { table } = yield* proxied.table({ hold: ({ writes }) => writes > 20 })
        const tally = yield* lap.begin(table)
        const running = yield* Effect.fork(worker.run(Pool.workload(100)))
        yield* until(() => tally.items === 20)
        assert.isNull(running.unsafePoll())
        assert.strictEqual(tally.flights.length, 20)
      })
    )

    const interrupted = (what: string, work: (worker: Worker) => Effect.Effect<void, Fatal | WorkerLost>) =>
      it.scoped(`interrupted, ${what} leaves nothing in flight and starts nothing, and it serves on`, () =>
        Effect.gen(function* () {
          const proxied = yield* Proxied
          const { lap, report, worker } = yield* Pool.openOne({ place, strategy: { name: "for-each" } })
          const first = yield* proxied.table({ hold: ({ writes }) => writes > 3 })
          yield* lap.begin(first.table)
          const running = yield* Effect.fork(work(worker))
          yield* until(() => first.seen.writes > 3)
          assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(running)))
          yield* atRest(first.seen)
          const { seen, table } = yield* proxied.table()
          const tally = yield* lap.begin(table)
          yield* worker.run(Pool.workload(10))
          yield* worker.perform([{ pk: { S: "zz" } }])
          yield* report
          exactly(seen, [...Pool.keysOf(Pool.workload(10)), "zz"])
          assert.deepStrictEqual([tally.items, tally.attempts], [11, 11])
        })
      )

    interrupted("a run", (worker) => worker.run(Pool.workload(100)))
    interrupted("a unit", (worker) =>
      Effect.forEach(Pool.workload(100), (item) => worker.perform([item]), { discard: true })
    )
    interrupted("many units", (worker) =>
      Effect.forEach(Pool.workload(100), (item) => worker.perform([item]), { concurrency: 8, discard: true })
    )

    it.scoped("performs units one after another, however many it is handed over at once", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, worker } = yield* Pool.openOne({ place, strategy: { name: "for-each" } })
        const { seen, table } = yield* proxied.table()
        const tally = yield* lap.begin(table)
        const items = [...Pool.workload(40)]
        yield* Effect.forEach(items, (item) => worker.perform([item]), { concurrency: "unbounded", discard: true })
        yield* report
        assert.deepStrictEqual(
          seen.keys,
          items.map((item) => keyOf(item))
        )
        assert.deepStrictEqual([seen.maxInFlight, tally.items], [1, 40])
      })
    )

    it.scoped("finds a strategy that is in no registry by the URL of its module", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const backwards = { module: new URL("./Workers/strategies/Backwards.mjs", import.meta.url) }
        const { lap, report, worker } = yield* Pool.openOne({ place, strategy: backwards })
        const { seen, table } = yield* proxied.table()
        yield* lap.begin(table)
        yield* worker.run(Pool.workload(10))
        yield* report
        assert.deepStrictEqual(
          seen.keys.toReversed(),
          [...Pool.workload(10)].map((item) => keyOf(item))
        )
      })
    )

    it.scoped.each(wrong)("opens no strategy that it cannot find: $what", ({ expected, strategy }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Pool.open({ place, strategy }))
        assert.isTrue(error instanceof Fatal && error.code === "NoStrategy")
        assert.match(error.message, expected)
      })
    )

    it.scoped("is gone with the scope, with whatever it is doing", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const scope = yield* Scope.make()
        const { lap, workers } = yield* Scope.extend(Pool.open({ place, count: 2 }), scope)
        const { seen, table } = yield* proxied.table({ hold: () => true })
        yield* lap.begin(table)
        yield* Effect.forEach(workers, (worker) => Effect.fork(worker.run(Pool.workload(10))))
        yield* until(() => seen.inFlight === 2)
        const started = (yield* Processes.descendants(process.pid)).filter(({ entry }) => entry === "worker")
        assert.strictEqual(started.length, place === "process" ? 2 : 0)
        yield* Scope.close(scope, Exit.void)
        assert.deepStrictEqual(yield* Processes.left(started.map(({ pid }) => pid)), [])
        yield* atRest(seen)
      })
    )
  })

  describe("a process", () => {
    it.scoped("has workers of its own where its strategy wants them, and tells what they saw", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const strategy = { name: "child-processes" }
        const { lap, report, worker } = yield* Pool.openOne({ place: "process", strategy, settings: { workers: 2 } })
        const { seen, table } = yield* proxied.table()
        const tally = yield* lap.begin(table)
        yield* worker.run(Pool.workload(30))
        yield* report
        exactly(seen, Pool.keysOf(Pool.workload(30)))
        assert.deepStrictEqual([tally.items, tally.attempts], [30, 30])
        assert.deepStrictEqual(new Set(tally.flights.map((flight) => flight.worker)), new Set([0, 1]))
        assert.isAbove(tally.peakRssMb, 3 * 30)
      })
    )

    it.scoped("counts the memory that it has held itself, not that of whoever started it", () =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const held = new Uint8Array(600 * 2 ** 20).fill(1)
        const { lap, report, worker } = yield* Pool.openOne({ place: "process" })
        const { table } = yield* proxied.table()
        const tally = yield* lap.begin(table)
        yield* worker.run(Pool.workload(1))
        yield* report
        assert.isAbove(usage().peakRssMb, held.length / 2 ** 20)
        assert.isBelow(tally.peakRssMb, 300)
      })
    )
  })

  describe("where there are none", () => {
    it.scoped.each(places)("says that a %s is not available", (place) =>
      Effect.gen(function* () {
        const { open } = yield* Workers
        const settings = Array.of({ concurrency: 1, batch: 1, workers: 1 })
        const error = yield* Effect.flip(open({ place, strategy: { name: "sequential" }, settings }))
        assert.isTrue(error instanceof Fatal && error.code === "WorkersUnavailable")
        assert.match(error.message, /^not available: /)
      }).pipe(Effect.provide(Unavailable.layer))
    )
  })
})
