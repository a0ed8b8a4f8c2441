import { assert, describe, it } from "@effect/vitest"
import { Chunk, Clock, Duration, Effect, Exit, Random, Ref, Schedule, Schema } from "effect"
import { Fatal, Rejected, type RequestError, Throttled, Transient } from "../src/domain/RequestError.ts"
import * as RetrySettings from "../src/domain/RetrySettings.ts"
import * as RetryPolicy from "../src/RetryPolicy.ts"
import { inVirtualTime } from "./setup/VirtualClock.ts"

const throttled = new Throttled({ code: "ThrottlingException", reasons: [] })
const transient = new Transient({ code: "ECONNRESET" })
const rejected = new Rejected({ code: "ValidationException", message: "" })
const fatal = new Fatal({ code: "AccessDeniedException", message: "" })

const times = (n: number, error: RequestError) => Array.from({ length: n }, () => error)

/** Milliseconds before each next attempt; the 0 at the end is the schedule ending. */
const delaysMs = (schedule: Schedule.Schedule<unknown, RequestError>, errors: ReadonlyArray<RequestError>) =>
  schedule.pipe(
    Schedule.delays,
    Schedule.run(0, errors),
    Effect.map((delays) => Chunk.toReadonlyArray(delays).map(Duration.toMillis))
  )

const throttles = [50, 100, 200, 400, 800, 1600, 2000, 2000, 2000]
const transients = [25, 50, 100, 200, 400, 800, 1600, 2000, 2000]

describe("the schedule, without its jitter", () => {
  const delays = (errors: ReadonlyArray<RequestError>) => delaysMs(RetryPolicy.backoff(RetrySettings.defaults), errors)

  it.effect.each<readonly [string, ReadonlyArray<RequestError>, ReadonlyArray<number>]>([
    ["throttles", times(12, throttled), [...throttles, 0]],
    ["unknown outcomes", times(12, transient), [...transients, 0]],
    ["one and the other in turn", [throttled, transient, throttled, transient], [50, 50, 200, 200]],
    ["a storm that ends in a lost connection", [...times(6, throttled), transient], [...throttles.slice(0, 6), 1600]],
    ["a rejection at once", [rejected, throttled], [0]],
    ["what is fatal at once", [fatal, throttled], [0]],
    ["a rejection after throttles", [throttled, throttled, rejected, throttled], [50, 100, 0]]
  ])("%s", ([, errors, expected]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* delays(errors), expected)
    })
  )

  it.effect("the settings are what it is made of", () =>
    Effect.gen(function* () {
      const settings = { ...RetrySettings.defaults, throttle_base_ms: 10, cap_ms: 25, max_attempts: 4 }
      assert.deepStrictEqual(yield* delaysMs(RetryPolicy.backoff(settings), times(9, throttled)), [10, 20, 25, 0])
    })
  )
})

describe("the policy", () => {
  it.effect.prop(
    "waits by chance between nothing and the full delay",
    { seed: Schema.Int, error: Schema.Literal("throttled", "transient") },
    ({ error, seed }) =>
      Effect.gen(function* () {
        const { schedule } = yield* RetryPolicy.RetryPolicy
        const full = error === "throttled" ? throttles : transients
        const waited = yield* delaysMs(schedule, times(12, error === "throttled" ? throttled : transient))
        assert.strictEqual(waited.length, full.length + 1)
        for (const [nth, most] of full.entries()) {
          assert.isAtLeast(waited[nth] ?? -1, 0)
          assert.isAtMost(waited[nth] ?? Number.POSITIVE_INFINITY, most)
        }
      }).pipe(Effect.withRandom(Random.make(seed))),
    { fastCheck: { numRuns: 30, seed: 1 } }
  )

  it.effect("spreads over the whole delay", () =>
    Effect.gen(function* () {
      const { schedule } = yield* RetryPolicy.RetryPolicy
      const firsts = yield* Effect.replicateEffect(delaysMs(schedule, [throttled]), 300)
      const shares = firsts.map(([first = 0]) => first / 50)
      for (const [from, to] of [
        [0, 0.25],
        [0.25, 0.5],
        [0.5, 0.75],
        [0.75, 1]
      ] as const) {
        assert.isAbove(shares.filter((share) => share >= from && share <= to).length, 40)
      }
    }).pipe(Effect.withRandom(Random.make(1)))
  )

  /** How often and until when something is tried that fails after `takesMs` each time. */
  const tried = (takesMs: number, error: RequestError, settings: RetrySettings.RetrySettings) =>
    Effect.gen(function* () {
      const attempts = yield* Ref.make(0)
      const exit = yield* Ref.update(attempts, (n) => n + 1).pipe(
        Effect.zipRight(Effect.sleep(takesMs)),
        Effect.zipRight(Effect.fail(error)),
        Effect.retry(RetryPolicy.fromSettings(settings).schedule),
        Effect.exit
      )
      assert.isTrue(Exit.isFailure(exit))
      return { attempts: yield* Ref.get(attempts), ms: yield* Clock.currentTimeMillis }
    }).pipe(Effect.withRandom(Random.make(1)), inVirtualTime)

  it.effect("gives up after ten attempts", () =>
    Effect.gen(function* () {
      const { attempts, ms } = yield* tried(10, throttled, RetrySettings.defaults)
      assert.strictEqual(attempts, 10)
      assert.isAtMost(ms, 100 + throttles.reduce((sum, delay) => sum + delay, 0))
    })
  )

  it.effect("tries what is no use once", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tried(10, rejected, RetrySettings.defaults), { attempts: 1, ms: 10 })
      assert.deepStrictEqual(yield* tried(10, fatal, RetrySettings.defaults), { attempts: 1, ms: 10 })
    })
  )

  it.effect("sends nothing later than 30 seconds after the first failure", () =>
    Effect.gen(function* () {
      const { attempts, ms } = yield* tried(8_000, transient, RetrySettings.defaults)
      assert.isBelow(attempts, 6)
      assert.isAtMost(ms, 8_000 + 30_000 + 2_000 + 8_000)
      const endless = { ...RetrySettings.defaults, max_attempts: 1_000_000 }
      assert.isAtMost((yield* tried(1, throttled, endless)).ms, 1 + 30_000 + 2_000 + 1)
    })
  )
})
