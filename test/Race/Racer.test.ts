import { assert, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import type { Contestant } from "../../src/Race/Contestant.ts"
import * as Race from "../../src/Race.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { contestants, steady } from "./simulated.ts"

/** As those of a user's file are, whose warm-up is never over. */
const endless = (contestant: Contestant): Contestant => ({
  ...contestant,
  strategy: {
    ...contestant.strategy,
    module: "file:///somewhere/mine.js",
    open: () => Effect.succeed(() => Effect.never)
  }
})

it.effect("a strategy of a file in which no request ends for a minute ends the race, and says who can tell why", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(Race.run({ contestants: contestants("sequential").map(endless) }))
    assert.deepStrictEqual([error._tag, "code" in error && error.code], ["Fatal", "Stalled"])
    assert.match(
      error.message,
      /^sequential does not end, nor did any of its requests for 1m: "millrace strategies check"/
    )
    assert.strictEqual(yield* Clock.currentTimeMillis, 60_000)
  }).pipe(Effect.provide(steady()), inVirtualTime)
)
