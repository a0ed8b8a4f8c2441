import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Option, Ref, Schema } from "effect"
import type { EngineReport } from "../src/domain/EngineReport.ts"
import type { Item } from "../src/domain/Item.ts"
import type { RaceProgress } from "../src/domain/RaceProgress.ts"
import { RaceResult } from "../src/domain/RaceResult.ts"
import { Observer } from "../src/Race/Scoreboard.ts"
import * as Race from "../src/Race.ts"
import { altered, contestants, fileOf, generated, registering, steady } from "./Race/simulated.ts"
import { distinct, workload } from "./setup/Recording.ts"
import { inVirtualTime } from "./setup/VirtualClock.ts"

const race = (options: Partial<Race.Options>) =>
  Race.run({
    contestants: contestants("sequential"),
    source: generated(),
    cpu: null,
    rounds: 2,
    lapTimeMs: 200,
    items: null,
    budgetMs: null,
    timeLimitMs: null,
    seed: 1,
    ...options
  })

/** How a race over the backend ends. */
const raced = (
  options: Partial<Race.Options>,
  backend: ReturnType<typeof steady> | ReturnType<typeof altered> = steady()
) => race(options).pipe(Effect.provide(backend), inVirtualTime)

const lapsOf = ({ contestants }: RaceResult) => contestants.flatMap(({ laps }) => laps)
const marksOf = (result: RaceResult) => lapsOf(result).map(({ marks }) => marks)

describe("an exact race", () => {
  it.effect("100 items a second one after another at 10 ms, 400 with four in flight, 2,500 in batches", () =>
    Effect.gen(function* () {
      const entries = ["sequential", "for-each:concurrency=4", "sequential:batch=25"]
      const { contestants: entrants, summary } = yield* raced({ contestants: contestants(...entries) })
      assert.deepStrictEqual(
        entrants.map(({ laps, name, warm_up_items_per_s }) => ({
          name,
          warm_up_items_per_s,
          laps: laps.map(({ attempts, duration_ms, items, items_per_s }) => [items, attempts, duration_ms, items_per_s])
        })),
        [
          { name: "sequential", warm_up_items_per_s: 100, laps: Array(2).fill([20, 20, 200, 100]) },
          { name: "for-each:concurrency=4", warm_up_items_per_s: 400, laps: Array(2).fill([80, 80, 200, 400]) },
          { name: "sequential:batch=25", warm_up_items_per_s: 2_500, laps: Array(2).fill([500, 20, 200, 2_500]) }
        ]
      )
      const exactly = (value: number) => ({ median: value, min: value, max: value })
      assert.deepStrictEqual(
        summary.standings.map(({ items_per_s, laps, name, times_slowest }) => [name, laps, items_per_s, times_slowest]),
        [
          ["sequential:batch=25", 2, exactly(2_500), exactly(25)],
          ["for-each:concurrency=4", 2, exactly(400), exactly(4)],
          ["sequential", 2, exactly(100), exactly(1)]
        ]
      )
      assert.deepInclude(summary, { rounds: 2, rounds_planned: 2, stopped: null, verified: true, lap_time_ms: 200 })
      for (const { consumed_wcu, items, marks, request_ms, timeline, verified } of entrants.flatMap(
        ({ laps }) => laps
      )) {
        assert.deepStrictEqual([verified, marks, consumed_wcu], [true, [], items])
        assert.closeTo(request_ms.p50, 10, 0.01)
        assert.strictEqual(
          timeline.reduce((sum, n) => sum + n, 0),
          items
        )
      }
    })
  )

  it.effect("of a fixed number of items", () =>
    Effect.gen(function* () {
      const result = yield* raced({ contestants: contestants("sequential", "for-each:concurrency=8"), items: 10 })
      assert.deepStrictEqual(
        result.contestants.map(({ laps }) => laps.map(({ duration_ms, items }) => [items, duration_ms])),
        [Array(2).fill([10, 100]), Array(2).fill([10, 20])]
      )
      assert.deepStrictEqual(marksOf(result), [[], [], [], []])
    })
  )

  it.effect("keeps the flights of the first lap alone", () =>
    Effect.gen(function* () {
      const putsOfWarmUp = 8 + 16 + 32
      const from = putsOfWarmUp + 1
      const late = { from, to: from + 1, fault: { _tag: "delay", ms: 5 } } as const
      const { contestants } = yield* raced({ items: 3 }, steady([late]))
      assert.deepStrictEqual(
        contestants.map(({ flight }) => flight.map(({ end_ms, slot, start_ms }) => [slot, start_ms, end_ms])),
        [
          [
            [0, 0, 15],
            [0, 15, 25],
            [0, 25, 35]
          ]
        ]
      )
    })
  )
})

/** The contestants in the order in which they raced, and how long the race was said to take in the end. */
const observed = (options: Partial<Race.Options>) =>
  Effect.gen(function* () {
    const told = yield* Ref.make<ReadonlyArray<RaceProgress>>([])
    const observe = (progress: RaceProgress) => Ref.update(told, (before) => [...before, progress])
    const result = yield* Effect.provideService(raced(options), Observer, { observe })
    const all = yield* Ref.get(told)
    const racing = all.flatMap(({ phase }) => (phase._tag === "racing" ? [`${phase.round} ${phase.contestant}`] : []))
    return { result, racing, told: all }
  })

describe("rounds", () => {
  const options = {
    contestants: contestants(
      "sequential",
      "per-key:concurrency=2",
      "for-each:concurrency=2",
      "fork-join:concurrency=2"
    ),
    rounds: 4,
    items: 2
  }

  it.effect("hold everyone once, in an order that the seed decides, each second one backwards", () =>
    Effect.gen(function* () {
      const { racing } = yield* observed({ ...options, seed: 1 })
      const again = yield* observed({ ...options, seed: 1 })
      const other = yield* observed({ ...options, seed: 2 })
      assert.deepStrictEqual(again.racing, racing)
      assert.notDeepEqual(other.racing, racing)
      const rounds = [1, 2, 3, 4].map((round) =>
        racing.flatMap((lap) => (lap.startsWith(`${round} `) ? [lap.slice(2)] : []))
      )
      const names = options.contestants.map(({ name }) => name)
      for (const order of rounds) assert.sameMembers(order, names)
      const [first, second, third, fourth] = rounds
      assert.deepStrictEqual(second, first?.toReversed())
      assert.deepStrictEqual(fourth, third?.toReversed())
      assert.isAbove(new Set(rounds.map((order) => order.join())).size, 2)
      assert.deepStrictEqual(racing.map((lap) => lap[0]).join(""), "1111222233334444")
    })
  )

  it.effect("are told of as they go, the time that the race takes among it", () =>
    Effect.gen(function* () {
      const { result, told } = yield* observed({ contestants: contestants("sequential"), rounds: 2 })
      assert.deepStrictEqual(
        told.map(({ phase }) => `${phase._tag} ${("round" in phase ? phase.round : undefined) ?? ""}`.trim()),
        ["opening", "warming-up", "racing 1", "verifying 1", "racing 2", "verifying 2"]
      )
      const last = told.at(-1)
      assert.isNull(last?.result.summary.stopped)
      assert.strictEqual(last?.result.summary.rounds, 1)
      assert.closeTo(last?.estimate_ms ?? 0, result.summary.duration_ms, 20)
    })
  )
})

describe("a race ends", () => {
  const warmUpsMs = 560 + 10 + 620 + 10
  const roundMs = 2 * 210
  const pair = contestants("sequential", "for-each:concurrency=4")

  it.effect("at its time limit, in the middle of a lap; full rounds count", () => {
    const { standing, tables } = registering()
    return Effect.gen(function* () {
      const timeLimitMs = warmUpsMs + 2 * roundMs + 210 + 100
      const { contestants, summary } = yield* raced(
        { contestants: pair, rounds: 6, timeLimitMs },
        altered(steady(), { tables })
      )
      assert.deepInclude(summary, {
        rounds: 2,
        rounds_planned: 6,
        stopped: "time-limit",
        verified: true,
        duration_ms: timeLimitMs
      })
      assert.sameMembers(
        contestants.map(({ laps }) => laps.length),
        [2, 3]
      )
      assert.strictEqual(standing.size, 0)
    })
  })

  it.effect("before its first round where the limit lies there", () =>
    Effect.gen(function* () {
      const { contestants, summary } = yield* raced({ contestants: pair, timeLimitMs: 700 })
      assert.deepInclude(summary, { rounds: 0, stopped: "time-limit", verified: true })
      assert.deepStrictEqual(
        contestants.map(({ laps }) => laps.length),
        [0, 0]
      )
    })
  )

  it.effect("when it is interrupted: no table is left", () => {
    const { created, standing, tables } = registering()
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(race({ contestants: pair, rounds: 6 }))
      yield* Effect.sleep(warmUpsMs + roundMs + 100)
      assert.strictEqual(standing.size, 4)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(standing.size, 0)
      assert.isAbove(created.length, 4)
    }).pipe(Effect.provide(altered(steady(), { tables })), inVirtualTime)
  })

  it.effect("when the backend is gone", () => {
    const { standing, tables } = registering()
    return Effect.gen(function* () {
      const crash = { from: 40, to: 41, fault: { _tag: "crash" } } as const
      const exit = yield* Effect.exit(raced({}, altered(steady([crash]), { tables })))
      const error = Option.flatMap(Exit.causeOption(exit), Cause.failureOption)
      assert.strictEqual(Option.getOrUndefined(error)?._tag, "Fatal")
      assert.strictEqual(standing.size, 0)
    })
  })

  it.effect("with every table deleted, one for each lap and warm-up", () => {
    const { created, standing, tables } = registering()
    return Effect.gen(function* () {
      yield* raced({ contestants: pair, rounds: 3, items: 5 }, altered(steady(), { tables }))
      assert.strictEqual(new Set(created).size, 1 + 2 + 6)
      assert.strictEqual(standing.size, 0)
    })
  })
})

describe("a file", () => {
  it.effect("that runs out is raced as a whole, never repeated, and counts", () =>
    Effect.gen(function* () {
      const result = yield* raced({ source: fileOf(distinct(9)) })
      assert.deepStrictEqual(
        lapsOf(result).map(({ attempts, items }) => [items, attempts]),
        [
          [9, 9],
          [9, 9]
        ]
      )
      assert.deepStrictEqual(marksOf(result), [["whole-file"], ["whole-file"]])
      assert.deepStrictEqual(
        result.summary.standings.map(({ laps }) => laps),
        [2]
      )
    })
  )

  it.effect("that has more than a lap takes is no whole file", () =>
    Effect.gen(function* () {
      const result = yield* raced({ source: fileOf(distinct(100)) })
      assert.deepStrictEqual(
        lapsOf(result).map(({ items }) => items),
        [20, 20]
      )
      assert.deepStrictEqual(marksOf(result), [[], []])
    })
  )

  it.effect("of which as many records were asked for as there are is no whole file either", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(marksOf(yield* raced({ source: fileOf(distinct(9)), items: 9 })), [[], []])
      assert.deepStrictEqual(marksOf(yield* raced({ source: fileOf(distinct(9)), items: 10 })), [
        ["whole-file"],
        ["whole-file"]
      ])
    })
  )

  it.effect("with records that cannot be written: rejected, which is no loss", () =>
    Effect.gen(function* () {
      const items = workload(["a", "", "b", "c", "", "d"])
      const result = yield* raced({ contestants: contestants("sequential", "coalesced"), source: fileOf(items) })
      for (const { items, marks, rejected, rejects, verified } of lapsOf(result)) {
        assert.deepStrictEqual([items, rejected, rejects], [4, 2, { ValidationException: 2 }])
        assert.deepStrictEqual([verified, marks], [true, ["whole-file"]])
      }
      assert.isTrue(result.summary.verified)
    })
  )
})

it.effect(
  "a lap that took less than half its time is marked short; the next takes what that one would have managed",
  () =>
    Effect.gen(function* () {
      const slowWarmUp = { from: 0, to: 8 + 9 + 9, fault: { _tag: "delay", ms: 30 } } as const
      const result = yield* raced({}, steady([slowWarmUp]))
      assert.deepStrictEqual(
        lapsOf(result).map(({ duration_ms, items, marks }) => [items, duration_ms, marks]),
        [
          [5, 50, ["short"]],
          [20, 200, []]
        ]
      )
      assert.strictEqual(result.summary.standings[0]?.laps, 2)
    })
)

describe("a lap is void", () => {
  const firstChanged = ([first, ...others]: ReadonlyArray<Item>): ReadonlyArray<Item> =>
    first === undefined ? [] : [{ ...first, v: { S: "something else" } }, ...others]

  it.effect("where an acknowledged item was never written", () =>
    Effect.gen(function* () {
      let puts = 0
      const backend = altered(steady(), {
        dynamodb: ({ putItem }) => ({
          putItem: (put) => Effect.suspend(() => (puts++ % 9 === 8 ? Effect.succeed({ consumed: 1 }) : putItem(put)))
        })
      })
      const result = yield* raced({ rounds: 1, items: 9 }, backend)
      assert.isFalse(result.summary.verified)
      assert.deepStrictEqual(
        lapsOf(result).map(({ discrepancies, marks, verified }) => ({ discrepancies, marks, verified })),
        [{ discrepancies: { lost: 1, changed: 0, unsettled: 0 }, marks: ["void"], verified: false }]
      )
      assert.deepStrictEqual(
        result.summary.standings.map(({ items_per_s, laps }) => [laps, items_per_s]),
        [[0, null]]
      )
    })
  )

  it.effect("where an acknowledged item cannot be read back", () =>
    Effect.gen(function* () {
      const backend = altered(steady(), {
        dynamodb: ({ batchGetItem }) => ({
          batchGetItem: (get) => Effect.map(batchGetItem(get), (found) => ({ ...found, items: found.items.slice(1) }))
        })
      })
      const result = yield* raced({ rounds: 1 }, backend)
      assert.isFalse(result.summary.verified)
      assert.deepStrictEqual(lapsOf(result)[0]?.discrepancies, { lost: 1, changed: 0, unsettled: 0 })
    })
  )

  it.effect("where one has other content", () =>
    Effect.gen(function* () {
      const backend = altered(steady(), {
        dynamodb: ({ batchGetItem }) => ({
          batchGetItem: (get) =>
            Effect.map(batchGetItem(get), (found) => ({ ...found, items: firstChanged(found.items) }))
        })
      })
      const result = yield* raced({ rounds: 1 }, backend)
      assert.isFalse(result.summary.verified)
      assert.deepStrictEqual(lapsOf(result)[0]?.discrepancies, { lost: 0, changed: 1, unsettled: 0 })
    })
  )

  it.effect("where an ordered strategy's last version was overtaken; of others any version will do", () =>
    Effect.gen(function* () {
      const keepsFirst = altered(steady(), {
        dynamodb: ({ getItem, putItem }) => ({
          putItem: ({ item, table }) =>
            Effect.flatMap(getItem({ table, key: { id: item.id ?? { S: "" } }, consistent: true }), (stored) =>
              stored.item === undefined ? putItem({ table, item }) : Effect.succeed({ consumed: 1 })
            )
        })
      })
      const source = fileOf(workload(["a", "b", "a", "c", "a"]))
      const names = ["sequential", "per-key:concurrency=2", "for-each:concurrency=2"]
      const { contestants: entrants } = yield* raced(
        { contestants: contestants(...names), source, rounds: 1 },
        keepsFirst
      )
      assert.deepStrictEqual(
        entrants.map(({ laps }) => laps.map(({ discrepancies, verified }) => [verified, discrepancies?.changed])),
        [[[false, 1]], [[false, 1]], [[true, undefined]]]
      )
      const sound = yield* raced({ contestants: contestants(...names), source, rounds: 1 })
      assert.isTrue(sound.summary.verified)
    })
  )
})

describe("the rounds of a race", () => {
  const idle: EngineReport = {
    cpu_share: 0.1,
    overshoot_mean_ms: 0,
    overshoot_p50_ms: 0,
    overshoot_p99_ms: 0,
    requests: 20
  }
  const two = contestants("sequential", "for-each:concurrency=4")

  /** Its engine had no core left in these laps, counted from 1 over all contestants. */
  const engineFull = (laps: ReadonlyArray<number>) => {
    let lap = 0
    const report = Effect.sync(() => Option.some({ ...idle, cpu_share: laps.includes(++lap) ? 0.99 : 0.1 }))
    return altered(steady(), { backend: { report } })
  }

  it.effect("are six where they are not said otherwise, with a verdict", () =>
    Effect.gen(function* () {
      const { summary } = yield* raced({ contestants: two, rounds: 6, threshold: 0.1, command: "millrace race" })
      assert.deepInclude(summary, { rounds: 6, rounds_planned: 6, rounds_auto: false })
      assert.deepInclude(summary.verdict, { winner: "for-each:concurrency=4", confidence: 0.95, threshold: 0.1 })
      assert.closeTo(summary.pairs[0]?.ratio ?? 0, 4, 1e-9)
    })
  )

  it.effect("are two more where the engine was the limit in two", () =>
    Effect.gen(function* () {
      const { contestants, summary } = yield* raced({ contestants: two, rounds: 6 }, engineFull([1, 4]))
      assert.deepInclude(summary, { rounds: 8, rounds_planned: 6 })
      assert.deepInclude(summary.verdict?.rivals[0], { rounds: 6, verdict: "slower" })
      assert.deepStrictEqual(
        contestants.map(({ laps }) => laps.length),
        [8, 8]
      )
    })
  )

  it.effect("are no more where three would not be enough, or fewer were asked for than a verdict takes", () =>
    Effect.gen(function* () {
      const hopeless = yield* raced({ contestants: two, rounds: 6 }, engineFull([1, 3, 5, 7]))
      assert.deepInclude(hopeless.summary, { rounds: 6, rounds_planned: 6 })
      assert.deepInclude(hopeless.summary.verdict, { winner: null })
      const short = yield* raced({ contestants: two, rounds: 3 }, engineFull([1]))
      assert.deepInclude(short.summary, { rounds: 3 })
      assert.deepInclude(short.summary.verdict?.rivals[0], { rounds: 2, verdict: "too-few-rounds" })
    })
  )

  it.effect("end, where they are automatic, as soon as all is decided", () =>
    Effect.gen(function* () {
      const won = yield* raced({ contestants: two, rounds: "auto" })
      assert.deepInclude(won.summary, { rounds: 6, rounds_planned: 48, rounds_auto: true, stopped: null })
      assert.deepInclude(won.summary.verdict, { winner: "for-each:concurrency=4", confidence: 0.9875 })
      const same = yield* raced({ contestants: contestants("sequential", "sequential"), rounds: "auto" })
      assert.deepInclude(same.summary, { rounds: 6, stopped: null })
      assert.deepStrictEqual(
        same.summary.verdict?.rivals.map(({ verdict }) => verdict),
        ["same"]
      )
      assert.isNull(same.summary.verdict?.winner)
    })
  )

  it.effect("go on to the next look where it is not, or to the end of the time", () =>
    Effect.gen(function* () {
      const first3 = [1, 2, 3, 4, 5, 6]
      const longer = yield* raced({ contestants: two, rounds: "auto" }, engineFull(first3))
      assert.deepInclude(longer.summary, { rounds: 12, stopped: null })
      assert.deepInclude(longer.summary.verdict?.rivals[0], { rounds: 9, verdict: "slower" })
      const timeLimitMs = longer.summary.duration_ms - 1_000
      const stopped = yield* raced({ contestants: two, rounds: "auto", timeLimitMs }, engineFull(first3))
      assert.strictEqual(stopped.summary.stopped, "time-limit")
      assert.isAbove(stopped.summary.rounds, 6)
      assert.isBelow(stopped.summary.rounds, 12)
    })
  )

  it.effect("are told with no verdict until they are over", () =>
    Effect.gen(function* () {
      const told = yield* Ref.make<ReadonlyArray<RaceProgress>>([])
      const observe = (progress: RaceProgress) => Ref.update(told, (before) => [...before, progress])
      yield* raced({ contestants: two, rounds: 6 }).pipe(Effect.provideService(Observer, { observe }))
      assert.isTrue((yield* Ref.get(told)).every(({ result }) => result.summary.verdict === null))
    })
  )
})

describe("in bad weather", () => {
  it.effect("nothing is lost, and what was retried is told", () =>
    Effect.gen(function* () {
      const faults = [
        { from: 60, to: 65, fault: { _tag: "throttle", reasons: [] } },
        { from: 67, to: 69, fault: { _tag: "reset", when: "after" } }
      ] as const
      const result = yield* raced({ rounds: 1 }, steady(faults))
      const [lap] = lapsOf(result)
      assert.deepStrictEqual([lap?.items, lap?.verified], [20, true])
      assert.strictEqual(lap?.attempts, 20 + (lap?.retries ?? 0))
      assert.strictEqual(lap?.retries, 7)
      assert.deepStrictEqual(lap?.throttles, { ProvisionedThroughputExceededException: 5 })
    })
  )
})

it.effect("the result is what it is after JSON and back", () =>
  Effect.gen(function* () {
    const json = Schema.parseJson(RaceResult)
    const results = [
      yield* raced({ contestants: contestants("unbounded", "sequential:batch=25"), source: fileOf(distinct(60)) }),
      yield* raced({ contestants: contestants("sequential", "sequential"), source: generated({ keys: "zipfian" }) }),
      yield* raced({ timeLimitMs: 1 }),
      yield* raced(
        { rounds: 1 },
        altered(steady(), { dynamodb: () => ({ putItem: () => Effect.delay(Effect.succeed({ consumed: 1 }), 10) }) })
      )
    ]
    for (const result of results) {
      assert.deepStrictEqual(yield* Effect.flatMap(Schema.encode(json)(result), Schema.decode(json)), result)
    }
    assert.deepStrictEqual(
      results[1]?.contestants.map(({ name }) => name),
      ["sequential#1", "sequential#2"]
    )
  })
)
