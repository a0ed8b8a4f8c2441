import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fatal } from "../src/domain/RequestError.ts"
import type { Settings } from "../src/domain/Settings.ts"
import type { Find } from "../src/Laws/Bench.ts"
import * as Laws from "../src/Laws.ts"
import { Operation, type Unit } from "../src/Operation.ts"
import * as Strategies from "../src/Strategies.ts"
import { forEach } from "../src/Strategy/ForEach.ts"
import { perKey } from "../src/Strategy/PerKey.ts"
import * as Placed from "../src/Strategy/Placed.ts"
import * as Strategy from "../src/Strategy.ts"
import { units } from "../src/Workload.ts"

/** The laws that it breaks, each with the smallest case. */
const broken = (strategy: Strategy.Strategy, find: Find = Strategies.find) =>
  Effect.map(
    Effect.forEach(Laws.all, (law) => Effect.map(Laws.check(law, strategy, find), (verdict) => ({ law, verdict }))),
    (judged) =>
      judged.flatMap(({ law, verdict }) =>
        verdict._tag === "Broken" ? [`${law.name}: ${verdict.trial}: ${verdict.how}`] : []
      )
  )

const all: ReadonlyArray<Strategy.Strategy> = Strategies.all

it.live.each(all)("every law is kept by $name", (strategy) =>
  Effect.map(broken(strategy), (laws) => assert.deepStrictEqual(laws, []))
)

type Perform = (unit: Unit) => Effect.Effect<void, Fatal>
type Run = (all: ReadonlyArray<Unit>, perform: Perform, settings: Settings) => Effect.Effect<unknown, Fatal>

const faulty = (run: Run, other: Partial<Strategy.Strategy> = {}): Strategy.Strategy => ({
  ...Strategy.inProcess({
    name: "faulty",
    summary: "for-each with a fault",
    uses: ["concurrency", "batch"],
    inFlight: ({ concurrency }) => concurrency,
    run: (workload, settings) =>
      Effect.flatMap(Operation, ({ perform }) =>
        Effect.asVoid(run(Array.from(units(workload, settings.batch)), perform, settings))
      )
  }),
  ...other
})

const each = (all: ReadonlyArray<Unit>, perform: Perform, { concurrency }: Settings) =>
  Effect.forEach(all, perform, { concurrency, discard: true })

const faults: ReadonlyArray<readonly [what: string, law: string, smallest: string, strategy: Strategy.Strategy]> = [
  [
    "skips the last of two",
    "each item exactly once",
    "2 items, concurrency 1, batch 1: item 1 was never performed",
    faulty((all, perform, settings) => each(all.slice(0, Math.max(1, all.length - 1)), perform, settings))
  ],
  [
    "skips what does not fill a batch",
    "each item exactly once",
    "1 item, concurrency 1, batch 2: item 0 was never performed",
    faulty((all, perform, settings) =>
      each(
        all.filter(({ length }) => length === settings.batch),
        perform,
        settings
      )
    )
  ],
  [
    "performs the first again",
    "each item exactly once",
    "1 item, concurrency 1, batch 1: item 0 was performed twice",
    faulty((all, perform, settings) => each([...all, ...all.slice(0, 1)], perform, settings))
  ],
  [
    "makes items of its own",
    "each item exactly once",
    "0 items, concurrency 1, batch 1: something was performed that is no item of the workload",
    faulty((all, perform, settings) => each([...all, [{ id: { S: "mine" }, n: { N: "99" } }]], perform, settings))
  ],
  [
    "dies of no items",
    "each item exactly once",
    "0 items, concurrency 1, batch 1: the lane died: TypeError: there is nothing",
    faulty((all, perform, settings) =>
      all.length === 0 ? Effect.die(new TypeError("there is nothing")) : each(all, perform, settings)
    )
  ],
  [
    "never ends",
    "each item exactly once",
    "3 items, concurrency 1, batch 1: the lane never ended (time is virtual here: Effect.sleep passes, and setTimeout, promises that wait for it and other runtimes do not)",
    faulty((all, perform, settings) => (all.length > 2 ? Effect.never : each(all, perform, settings)))
  ],
  [
    "never ends and cannot be interrupted",
    "each item exactly once",
    "3 items, concurrency 1, batch 1: the lane never ended (time is virtual here: Effect.sleep passes, and setTimeout, promises that wait for it and other runtimes do not)",
    faulty((all, perform, settings) =>
      all.length > 2 ? Effect.uninterruptible(Effect.never) : each(all, perform, settings)
    )
  ],
  [
    "spins, and lets others run",
    "each item exactly once",
    "3 items, concurrency 1, batch 1: the lane never ended (time is virtual here: Effect.sleep passes, and setTimeout, promises that wait for it and other runtimes do not)",
    faulty((all, perform, settings) =>
      all.length > 2 ? Effect.forever(Effect.yieldNow()) : each(all, perform, settings)
    )
  ],
  [
    "cannot be opened",
    "each item exactly once",
    "0 items, concurrency 1, batch 1: to open it failed: no such luck",
    faulty(each, { open: () => new Fatal({ code: "NoLuck", message: "no such luck" }) })
  ],
  [
    "has one too many in flight",
    "never more in flight than inFlight says",
    "2 items, concurrency 1, batch 1: 2 requests were in flight, and inFlight says 1",
    faulty((all, perform, settings) => each(all, perform, { ...settings, concurrency: settings.concurrency + 1 }))
  ],
  [
    "says less than it has in flight",
    "never more in flight than inFlight says",
    "2 items, concurrency 2, batch 1: 2 requests were in flight, and inFlight says 1",
    faulty(each, { inFlight: () => 1 })
  ],
  [
    "says that nothing is in flight",
    "inFlight is at least 1",
    "concurrency 1, batch 1: it is 0",
    faulty(each, { inFlight: ({ concurrency }) => concurrency - 1 })
  ],
  [
    "says no number",
    "inFlight is at least 1",
    "concurrency 1, batch 1: it is NaN",
    faulty(each, { inFlight: () => Number.NaN })
  ],
  [
    "sends all at once",
    "no request larger than batch",
    "2 items, concurrency 1, batch 1: a request carried 2 items, and batch is 1",
    faulty((all, perform) => (all.length === 0 ? Effect.void : perform(all.flat())))
  ],
  [
    "runs once",
    "one lap after another",
    "laps of 3, 0, 60, 5 items, concurrency 1, batch 1: in lap 3 item 0 was never performed",
    (() => {
      let laps = 0
      return faulty((all, perform, settings) =>
        Effect.suspend(() => (all.length === 60 && laps++ >= 0 ? Effect.void : each(all, perform, settings)))
      )
    })()
  ],
  [
    "claims an order that it does not keep",
    "items of one key in their order",
    "3 items, concurrency 2, batch 1: item 2 went out while one of its key was in flight",
    faulty(each, { ordered: true })
  ],
  [
    "keeps keys apart and turns them round",
    "items of one key in their order",
    "3 items, concurrency 1, batch 1: item 0 was performed after a later one of its key",
    faulty((all, perform) => Effect.forEach(all.toReversed(), perform, { discard: true }), { ordered: true })
  ],
  [
    "swallows interruption",
    "interruption ends it at once, and all that it has begun",
    "2 items, concurrency 1, batch 1, interrupted after 5 ms: it began 1 request more after it was interrupted",
    faulty((all, perform, settings) => Effect.uninterruptible(each(all, perform, settings)))
  ],
  [
    "leaves requests behind",
    "interruption ends it at once, and all that it has begun",
    "1 item, concurrency 1, batch 1, interrupted after 5 ms: it ended and left 1 request in flight",
    faulty((all, perform, settings) =>
      Effect.forEach(all, (unit) => Effect.flatMap(Effect.forkDaemon(perform(unit)), (fiber) => fiber.await), {
        concurrency: settings.concurrency
      })
    )
  ],
  [
    "goes on when all is lost",
    "what is fatal for all ends it at once",
    "1 item, concurrency 1, batch 1, request 0 fatal: it ended as if nothing had happened",
    faulty((all, perform, settings) => each(all, (unit) => Effect.ignore(perform(unit)), settings))
  ],
  [
    "tells late that all is lost",
    "what is fatal for all ends it at once",
    "3 items, concurrency 1, batch 1, request 0 fatal: it began 2 requests more after the one that failed",
    faulty((all, perform, settings) =>
      Effect.flatMap(
        Effect.forEach(all, (unit) => Effect.either(perform(unit)), { concurrency: settings.concurrency }),
        (ends) => Effect.forEach(ends, (end) => end)
      )
    )
  ],
  [
    "dies of what takes its time",
    "what is refused, throttled or late ends nothing",
    "1 item, concurrency 1, batch 1, every third item refused: the lane died: TimeoutException: Operation timed out after '1s'",
    faulty((all, perform, settings) =>
      each(all, (unit) => Effect.orDie(Effect.timeout(perform(unit), "1 second")), settings)
    )
  ]
]

describe("the laws name", () => {
  it.live.each(faults.map(([what, law, smallest, strategy]) => ({ what, law, smallest, strategy })))(
    "what $what",
    ({ law, smallest, strategy }) =>
      Effect.map(broken(strategy), (laws) => {
        assert.strictEqual(
          laws.find((one) => one.startsWith(law)),
          `${law}: ${smallest}`
        )
      })
  )
})

it.live("what is placed is held to the laws with fibers in the place of its workers", () =>
  Effect.gen(function* () {
    const inner = faulty((all, perform, settings) => each(all.slice(1), perform, settings))
    const find: Find = (ref) => (ref === undefined ? Effect.never : Effect.succeed(inner))
    const [first] = yield* broken(Placed.threads("placed", "", inner), find)
    assert.strictEqual(
      first,
      "each item exactly once: 1 item, concurrency 1, workers 1, batch 1: item 0 was never performed"
    )
    const sound = yield* broken(Placed.processes("sound", "", forEach))
    assert.deepStrictEqual(sound, [])
  })
)

it("keeps order where it is promised, and asks nobody else for it", () => {
  const order = Laws.all.find(({ name }) => name === "items of one key in their order")
  assert.isAbove(order?.trials(perKey).length ?? 0, 0)
  assert.strictEqual(order?.trials(forEach).length, 0)
})
