import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { firstOf } from "../src/FirstOf.ts"
import { inVirtualTime } from "./setup/VirtualClock.ts"

/** Takes so long to end once it is interrupted. */
const slow = (log: Array<string>, name: string, endsInMs: number) =>
  Effect.never.pipe(
    Effect.onInterrupt(() =>
      Effect.delay(
        Effect.sync(() => log.push(name)),
        endsInMs
      )
    )
  )

describe("which of two ends first", () => {
  it.effect("is what it comes to, well or not, and the other is interrupted", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      assert.strictEqual(yield* firstOf(Effect.delay(Effect.succeed(1), 5), slow(log, "other", 10)), 1)
      assert.strictEqual(yield* firstOf(slow(log, "one", 10), Effect.delay(Effect.succeed(2), 5)), 2)
      assert.deepStrictEqual(log, ["other", "one"])
      const failed = yield* Effect.exit(firstOf(Effect.delay(Effect.fail("no"), 5), Effect.never))
      assert.deepStrictEqual(failed, Exit.fail("no"))
      const died = yield* Effect.exit(firstOf(Effect.never, Effect.delay(Effect.die("broken"), 5)))
      assert.deepStrictEqual(died, Exit.die("broken"))
    }).pipe(inVirtualTime)
  )

  it.effect("interrupted, both are over before what is around them closes", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const fiber = yield* Effect.addFinalizer(() => Effect.sync(() => log.push("around"))).pipe(
        Effect.zipRight(firstOf(slow(log, "one", 10), slow(log, "other", 20))),
        Effect.scoped,
        Effect.fork
      )
      yield* Effect.sleep(1)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      assert.deepStrictEqual(log, ["other", "one", "around"])
    }).pipe(inVirtualTime)
  )
})
