import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Either, Exit, Fiber, Option, Ref, Stream } from "effect"
import { InvalidOptions } from "../src/domain/InvalidOptions.ts"
import { Fatal, Rejected, Transient } from "../src/domain/RequestError.ts"
import * as Strategies from "../src/Strategies.ts"
import { forEach } from "../src/Strategy/ForEach.ts"
import type { Strategy } from "../src/Strategy.ts"
import * as Write from "../src/Write.ts"
import { altered, steady } from "./Race/simulated.ts"
import { inVirtualTime } from "./setup/VirtualClock.ts"
import { film, films, filmsTo, idOf, numbers, versionOf } from "./Write/staged.ts"

/** Those that leave the event loop write over the embedded DynamoDB: see Write/Live.test. */
const strategies: ReadonlyArray<Strategy> = Strategies.all.filter((strategy: Strategy) => strategy.place === undefined)

const sorted = (list: ReadonlyArray<number>) => list.toSorted((a, b) => a - b)

describe.each(strategies)("the laws of writing by $name", (strategy) => {
  it.effect.each(["an iterable", "a stream"])("every item of %s is written once, whatever the size", (kind) =>
    Effect.gen(function* () {
      for (const size of [0, 1, 64, 65, 1_100]) {
        const { layer, seen } = films()
        const items = kind === "a stream" ? Stream.fromIterable(filmsTo(size)) : filmsTo(size)
        const summary = yield* Effect.provide(Write.run({ table: "films", items, strategy }), layer)
        assert.deepStrictEqual(sorted(seen.written.map(versionOf)), numbers(size))
        assert.deepStrictEqual(
          [summary.read, summary.items, summary.rejected, summary.consumed_wcu],
          [size, size, 0, size]
        )
        assert.isAtMost(seen.maxInFlight, strategy.inFlight({ concurrency: 32, batch: 1, workers: 4 }))
      }
    }).pipe(inVirtualTime)
  )

  it.effect("of one key the later item stays, if they are of two windows", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const items = numbers(600).map((n) => ({ id: `film-${n % 30}`, n }))
      yield* Effect.provide(Write.run({ table: "films", items, strategy, window: 30 }), layer)
      assert.deepStrictEqual(
        Array.from(seen.standing).toSorted(([, a], [, b]) => a - b),
        numbers(30).map((n) => [`film-${n}`, 570 + n])
      )
    }).pipe(inVirtualTime)
  )

  it.effect("what cannot be written is handed over, every value of it and no other", () =>
    Effect.gen(function* () {
      const { layer, seen } = films({ refuse: (item) => versionOf(item) % 50 === 7 })
      const given: Array<Write.Rejected<{ readonly id: string; readonly n: number }>> = []
      const items = numbers(500).map((n) => (n % 50 === 3 ? { id: "", n } : film(n)))
      const summary = yield* Write.run({
        table: "films",
        items,
        strategy,
        onRejected: (rejected) => Effect.sync(() => given.push(rejected))
      }).pipe(Effect.provide(layer))
      const places = numbers(500).filter((n) => n % 50 === 3 || n % 50 === 7)
      assert.deepStrictEqual(
        given.toSorted((a, b) => a.place - b.place),
        places.map((place) => ({
          place,
          value: place % 50 === 3 ? { id: "", n: place } : film(place),
          reason: place % 50 === 3 ? "key id is empty" : "ValidationException"
        }))
      )
      assert.deepStrictEqual([summary.read, summary.items, summary.rejected], [500, 480, 20])
      assert.deepStrictEqual(summary.rejects, { "key id is empty": 10, ValidationException: 10 })
      assert.strictEqual(seen.standing.size, 480)
    }).pipe(inVirtualTime)
  )

  it.effect("interrupted it leaves no request in flight and starts none, and closes its source", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const closed = yield* Ref.make(false)
      const items = Stream.ensuring(Stream.map(Stream.range(0, 4_999), film), Ref.set(closed, true))
      const fiber = yield* Effect.fork(Effect.provide(Write.run({ table: "films", items, strategy }), layer))
      yield* Effect.sleep(7)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      assert.strictEqual(seen.inFlight, 0)
      assert.isTrue(yield* Ref.get(closed))
      const { requests } = seen
      assert.isAbove(requests, 0)
      yield* Effect.sleep(100)
      assert.strictEqual(seen.requests, requests)
    }).pipe(inVirtualTime)
  )

  it.effect("what is fatal stops it, and it tells how far it has come", () =>
    Effect.gen(function* () {
      const { layer, seen } = films({ fatalFrom: 250 })
      const stopped = yield* Write.run({ table: "films", items: filmsTo(5_000), strategy, window: 100, batch: 1 }).pipe(
        Effect.provide(layer),
        Effect.flip
      )
      if (!(stopped instanceof Write.Stopped)) return assert.fail(String(stopped))
      assert.isTrue(stopped.cause instanceof Fatal && stopped.cause.message === "no longer allowed")
      assert.strictEqual(stopped.settled, 200)
      assert.strictEqual(stopped.summary.items, seen.written.length)
      for (const n of numbers(stopped.settled)) assert.isTrue(seen.standing.has(`film-${n}`))
      assert.isBelow(seen.requests, 400)
    }).pipe(inVirtualTime)
  )
})

describe("per-key", () => {
  it.effect("keeps the order of each key, in windows and across them", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const items = numbers(1_000).map((n) => ({ id: `film-${(n * n) % 17}`, n }))
      yield* Effect.provide(Write.run({ table: "films", items, strategy: "per-key", window: 64 }), layer)
      for (const id of new Set(items.map(({ id }) => id))) {
        const versions = seen.written.filter((item) => idOf(item) === id).map(versionOf)
        assert.deepStrictEqual(versions, sorted(versions))
      }
      assert.strictEqual(seen.written.length, 1_000)
    }).pipe(inVirtualTime)
  )
})

describe("what it takes", () => {
  const durationMs = (options: Omit<Parameters<typeof Write.run<{ id: string }>>[0], "table">) =>
    Write.run({ table: "films", ...options }).pipe(
      Effect.provide(films().layer),
      Effect.map(({ duration_ms }) => duration_ms)
    )

  it.effect("windows cost an item that comes at once nothing: 10,000 puts of 10 ms, 32 at a time", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* durationMs({ items: filmsTo(10_000) }), 3_130)
      assert.strictEqual(yield* durationMs({ items: Stream.fromIterable(filmsTo(10_000)) }), 3_130)
      assert.strictEqual(yield* durationMs({ items: filmsTo(10_000), window: 100 }), 4_000)
    }).pipe(inVirtualTime)
  )

  it.effect("a slow source is not waited for: what has come is written", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const slow = Stream.mapEffect(Stream.map(Stream.range(0, 99), film), (one) =>
        Effect.delay(Effect.succeed(one), 25)
      )
      const fiber = yield* Effect.fork(Effect.provide(Write.run({ table: "films", items: slow }), layer))
      yield* Effect.sleep(36)
      assert.strictEqual(seen.written.length, 1)
      yield* Effect.sleep(25)
      assert.strictEqual(seen.written.length, 2)
      assert.strictEqual((yield* Fiber.join(fiber)).items, 100)
    }).pipe(inVirtualTime)
  )
})

describe("a source", () => {
  /** Counts what is asked of it, and how far that runs ahead of what is settled. */
  const counting = (size: number, settled: () => number) => {
    const counts = { pulled: 0, mostAhead: 0, closed: 0 }
    const items = function* () {
      try {
        for (let n = 0; n < size; n++) {
          counts.pulled++
          counts.mostAhead = Math.max(counts.mostAhead, counts.pulled - settled())
          yield film(n)
        }
      } finally {
        counts.closed++
      }
    }
    return { counts, items: items() }
  }

  it.effect.each(["an iterable", "a stream"])("%s is asked for two windows at most", (kind) =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const { counts, items } = counting(5_000, () => seen.written.length)
      const source = kind === "a stream" ? Stream.fromIteratorSucceed(items, 1) : items
      yield* Effect.provide(Write.run({ table: "films", items: source, window: 200 }), layer)
      assert.strictEqual(counts.pulled, 5_000)
      assert.isAtMost(counts.mostAhead, 2 * 200 + 64)
      assert.isAtLeast(counts.mostAhead, 200)
    }).pipe(inVirtualTime)
  )

  it.effect("a million items are never held at once", () =>
    Effect.gen(function* () {
      let settled = 0
      const layer = altered(steady(), {
        dynamodb: () => ({
          batchWriteItem: ({ requests }) =>
            Effect.sync(() => {
              settled += requests.length
              return { unprocessed: [], consumed: requests.length }
            })
        }),
        tables: () => ({
          describe: (name) =>
            Effect.succeed({ name, status: "ACTIVE", key: { partition: { name: "id", type: "S" } }, itemCount: 0 })
        })
      })
      const { counts, items } = counting(1_000_000, () => settled)
      const summary = yield* Effect.provide(Write.run({ table: "films", items, concurrency: 8, batch: 25 }), layer)
      assert.strictEqual(summary.items, 1_000_000)
      assert.isAtMost(counts.mostAhead, 2 * 20_000 + 64)
    }).pipe(inVirtualTime)
  )

  it.effect("of large items less is read ahead: a window is full at 32 MiB", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const payload = "x".repeat(400_000)
      const { counts, items } = counting(400, () => seen.written.length)
      const large = Stream.map(Stream.fromIteratorSucceed(items, 1), (one) => ({ ...one, payload }))
      yield* Effect.provide(Write.run({ table: "films", items: large }), layer)
      assert.isAtMost(counts.mostAhead, 2 * Math.ceil((32 * 2 ** 20) / 400_000) + 1)
    }).pipe(inVirtualTime)
  )

  it.effect("that is an iterable is closed once it is not needed any more, and not when it is over", () =>
    Effect.gen(function* () {
      const { layer } = films()
      const { counts, items } = counting(10_000, () => 0)
      const fiber = yield* Effect.fork(Effect.provide(Write.run({ table: "films", items }), layer))
      yield* Effect.sleep(15)
      assert.strictEqual(counts.closed, 0)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(counts.closed, 1)
      const whole = counting(10, () => 0)
      yield* Effect.provide(Write.run({ table: "films", items: whole.items }), layer)
      assert.strictEqual(whole.counts.closed, 1)
    }).pipe(inVirtualTime)
  )

  it.effect("that fails ends the write after all that came before, and it is told how much that was", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const items = Stream.concat(Stream.fromIterable(filmsTo(777)), Stream.fail("the disk is full" as const))
      const stopped = yield* Write.run({ table: "films", items, window: 100 }).pipe(
        Effect.provide(layer),
        Effect.catchTag("Stopped", (stopped) => Effect.succeed(stopped))
      )
      if (!(stopped instanceof Write.Stopped)) return assert.fail("it came to its end")
      assert.strictEqual(stopped.cause, "the disk is full")
      assert.strictEqual(stopped.message, "the write stopped, its first 777 values settled: the disk is full")
      assert.deepStrictEqual([stopped.settled, stopped.summary.items, seen.standing.size], [777, 777, 777])
    }).pipe(inVirtualTime)
  )

  it.effect("that throws is a defect", () =>
    Effect.gen(function* () {
      const items = (function* () {
        yield film(1)
        throw new Error("broken")
      })()
      const exit = yield* Write.run({ table: "films", items }).pipe(Effect.provide(films().layer), Effect.exit)
      assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause) && String(exit.cause).includes("broken"))
    }).pipe(inVirtualTime)
  )

  it.effect("may hold items of DynamoDB's own notation", () =>
    Effect.gen(function* () {
      const { layer, seen } = films()
      const items = [{ id: { S: "film-1" }, n: { N: "00012.50" } }]
      const summary = yield* Effect.provide(Write.run({ table: "films", items, encode: Either.right }), layer)
      assert.strictEqual(summary.items, 1)
      assert.deepStrictEqual(seen.written, items)
    }).pipe(inVirtualTime)
  )
})

describe("what was given up", () => {
  it.effect("is handed over whole where one of several of a key was", () =>
    Effect.gen(function* () {
      const { layer } = films({ refuse: (item) => versionOf(item) === 2 })
      const given: Array<number> = []
      const items = [1, 2, 3, 4].map((n) => ({ id: n === 4 ? "other" : "film", n }))
      const summary = yield* Write.run({
        table: "films",
        items,
        strategy: "sequential",
        onRejected: ({ value }) => Effect.sync(() => given.push(value.n))
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(given, [1, 2, 3])
      assert.deepStrictEqual([summary.read, summary.items], [4, 3])
    }).pipe(inVirtualTime)
  )

  it.effect("may have been for want of an answer: the reason is the last one", () =>
    Effect.gen(function* () {
      const down = altered(films().layer, {
        dynamodb: () => ({ putItem: () => new Transient({ code: "ECONNRESET" }) })
      })
      const given: Array<string> = []
      const summary = yield* Write.run({
        table: "films",
        items: filmsTo(3),
        onRejected: ({ reason, value }) => Effect.sync(() => given.push(`${value.id}: ${reason}`))
      }).pipe(Effect.provide(down))
      assert.deepStrictEqual(given, ["film-0: ECONNRESET", "film-1: ECONNRESET", "film-2: ECONNRESET"])
      assert.deepStrictEqual([summary.items, summary.rejects], [0, { ECONNRESET: 3 }])
      assert.strictEqual(summary.attempts, 30)
    }).pipe(inVirtualTime)
  )

  it.effect("of it the first ten stand in the summary", () =>
    Effect.gen(function* () {
      const items = numbers(40).map((n) => (n % 2 === 0 ? film(n) : { id: n, n }))
      const { rejected, rejections } = yield* Effect.provide(Write.run({ table: "films", items }), films().layer)
      assert.strictEqual(rejected, 20)
      assert.deepStrictEqual(
        rejections,
        numbers(10).map((n) => ({ place: 2 * n + 1, reason: "key id is a number, wants a string (S)" }))
      )
    }).pipe(inVirtualTime)
  )

  it.effect("and cannot be taken stops the write", () =>
    Effect.gen(function* () {
      const stopped = yield* Write.run({
        table: "films",
        items: [...filmsTo(150), { id: "", n: 150 }, ...filmsTo(50)],
        window: 100,
        onRejected: () => Effect.fail("the dead-letter queue is full" as const)
      }).pipe(Effect.provide(films().layer), Effect.flip)
      if (!(stopped instanceof Write.Stopped)) return assert.fail(String(stopped))
      assert.deepStrictEqual([stopped.cause, stopped.settled], ["the dead-letter queue is full", 100])
    }).pipe(inVirtualTime)
  )

  it.effect("throttles are waited out, unprocessed ones sent again, and both are counted", () =>
    Effect.gen(function* () {
      const { layer, seen } = films({
        faults: [
          {
            from: 0,
            to: 2,
            fault: {
              _tag: "throttle",
              reasons: [{ reason: "TableWriteProvisionedThroughputExceeded", resource: "arn" }]
            }
          },
          { from: 5, to: 7, fault: { _tag: "unprocessed" } }
        ]
      })
      const summary = yield* Effect.provide(
        Write.run({ table: "films", items: filmsTo(200), batch: 25, concurrency: 2 }),
        layer
      )
      assert.deepStrictEqual([summary.items, summary.rejected, seen.standing.size], [200, 0, 200])
      assert.deepStrictEqual(summary.throttles, { TableWriteProvisionedThroughputExceeded: 50, UnprocessedItems: 50 })
      assert.strictEqual(summary.attempts, 12)
    }).pipe(inVirtualTime)
  )
})

describe("before anything is written", () => {
  const refusal = (options: Partial<Parameters<typeof Write.run<{ id: string }>>[0]>, layer = films().layer) =>
    Write.run({ table: "films", items: filmsTo(1), ...options }).pipe(Effect.provide(layer), Effect.flip)

  it.effect.each<[Partial<Parameters<typeof Write.run<{ id: string }>>[0]>, string]>([
    [{ batch: 26 }, "batch takes a whole number from 1 to 25, got 26"],
    [{ concurrency: 0 }, "concurrency takes a whole number from 1 to 1024, got 0"],
    [{ concurrency: 1.5 }, "concurrency takes a whole number from 1 to 1024, got 1.5"],
    [{ workers: 2 }, "for-each has no workers: leave it out, it takes concurrency, batch"],
    [{ strategy: "sequential", concurrency: 2 }, "sequential has no concurrency: leave it out, it takes batch"],
    [{ window: 0 }, "window takes a whole number from 1 on, got 0"],
    [
      { table: { name: "films", key: "title" } },
      'the table films has the key id:S, not title:S: say key: "id:S", or leave it out'
    ],
    [
      { table: { name: "films", key: "id:N" } },
      'the table films has the key id:S, not id:N: say key: "id:S", or leave it out'
    ],
    [
      { table: { name: "films", key: "id:X" } },
      'key "X" in "id:X" is no type; write NAME[:S|N|B][,NAME[:S|N|B]], for example title or artist,year:N'
    ]
  ])("%j is refused with what to say instead", ([options, message]) =>
    Effect.gen(function* () {
      const error = yield* refusal(options)
      assert.isTrue(error instanceof InvalidOptions)
      assert.strictEqual(error.message, message)
    }).pipe(inVirtualTime)
  )

  it.effect("a table that is not there is named", () =>
    Effect.gen(function* () {
      const error = yield* refusal({ table: "movies" })
      assert.strictEqual(error._tag, "Fatal")
      assert.strictEqual(error.message, "there is no table movies at memory: create it, or name another one")
    }).pipe(inVirtualTime)
  )

  it.effect("who may not describe the table has to say its key, and is believed", () =>
    Effect.gen(function* () {
      const denied = new Fatal({ code: "AccessDeniedException", message: "not authorized: dynamodb:DescribeTable" })
      const { layer, seen } = films()
      const closed = altered(layer, { tables: () => ({ describe: () => denied }) })
      assert.strictEqual((yield* refusal({}, closed)).message, denied.message)
      const table = { name: "films", key: "id" }
      const summary = yield* Effect.provide(Write.run({ table, items: filmsTo(3) }), closed)
      assert.deepStrictEqual([summary.items, seen.standing.size], [3, 3])
    }).pipe(inVirtualTime)
  )

  it.effect("a table on its way is waited for, and one that does not answer is asked again", () =>
    Effect.gen(function* () {
      const { layer } = films()
      const asked = yield* Ref.make(0)
      const creating = altered(layer, {
        tables: ({ describe }) => ({
          describe: (name) =>
            Ref.updateAndGet(asked, (n) => n + 1).pipe(
              Effect.flatMap((nth) => (nth === 1 ? new Transient({ code: "ECONNRESET" }) : describe(name))),
              Effect.map((table) => ({ ...table, status: "CREATING" }))
            ),
          untilActive: () => Effect.sleep(5_000)
        })
      })
      const fiber = yield* Effect.fork(Effect.provide(Write.run({ table: "films", items: filmsTo(3) }), creating))
      yield* Effect.sleep(5_000)
      assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
      assert.strictEqual((yield* Fiber.join(fiber)).items, 3)
      assert.strictEqual(yield* Ref.get(asked), 2)
    }).pipe(inVirtualTime)
  )

  it.effect("a refusal of the table is handed on", () =>
    Effect.gen(function* () {
      const rejected = new Rejected({ code: "ValidationException", message: "a name has three characters at least" })
      const refusing = altered(films().layer, { tables: () => ({ describe: () => rejected }) })
      assert.strictEqual((yield* refusal({}, refusing)).message, rejected.message)
    }).pipe(inVirtualTime)
  )

  it.effect("threads and processes are refused where the table lives in this one's memory", () =>
    Effect.gen(function* () {
      const error = yield* refusal({ strategy: "worker-threads" })
      assert.isTrue(error instanceof Fatal && error.code === "WorkersUnavailable")
    }).pipe(inVirtualTime)
  )
})

describe("a strategy of one's own", () => {
  it.effect("writes like any other", () =>
    Effect.gen(function* () {
      const sizes: Array<number> = []
      const own: Strategy = {
        ...forEach,
        name: "own",
        open: (settings) =>
          Effect.map(forEach.open(settings), (lane) => (workload) => {
            sizes.push(workload.size)
            return lane(workload)
          })
      }
      const { layer } = films()
      const summary = yield* Effect.provide(
        Write.run({ table: "films", items: filmsTo(250), strategy: own, window: 100 }),
        layer
      )
      assert.deepStrictEqual([summary.strategy, summary.items], ["own", 250])
      assert.deepStrictEqual(sizes.splice(0), [100, 100, 50])
      yield* Effect.provide(Write.run({ table: "films", items: filmsTo(9_000), strategy: own, window: 9_000 }), layer)
      // what is there at once is not cut up
      assert.deepStrictEqual(sizes, [9_000])
    }).pipe(inVirtualTime)
  )
})

it.effect("a backend that is gone stops the write", () =>
  Effect.gen(function* () {
    const gone = new Fatal({ code: "EngineDied", message: "it died" })
    const dying = altered(films().layer, { backend: { gone: Effect.delay(gone, 35) } })
    const stopped = yield* Effect.flip(
      Effect.provide(Write.run({ table: "films", items: filmsTo(1_000), concurrency: 1 }), dying)
    )
    if (!(stopped instanceof Write.Stopped)) return assert.fail(String(stopped))
    assert.isTrue(stopped.cause instanceof Fatal && stopped.cause.code === "EngineDied")
    assert.deepStrictEqual([stopped.settled, stopped.summary.items], [0, 3])
  }).pipe(inVirtualTime)
)
