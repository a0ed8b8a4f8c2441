import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as EventLoop from "../src/EventLoop.ts"

const burn = (ms: number) =>
  Effect.sync(() => {
    const until = performance.now() + ms
    while (performance.now() < until);
  })

const seen = (what: Effect.Effect<void>) =>
  Effect.gen(function* () {
    const { begin, end } = yield* EventLoop.watch
    yield* Effect.sleep("50 millis")
    yield* begin
    yield* what
    yield* Effect.sleep("30 millis")
    return yield* end
  }).pipe(Effect.scoped)

it.live("a loop that burns is never idle, and its timers are late", () =>
  Effect.gen(function* () {
    const busy = yield* seen(Effect.repeatN(Effect.zipRight(burn(100), Effect.sleep(0)), 4))
    assert.isAbove(busy.utilization, 0.8)
    assert.isAbove(busy.delay_p99_ms, 50)
  })
)

it.live("one that sleeps is idle, whatever it did before it was watched", () =>
  Effect.gen(function* () {
    const idle = yield* Effect.zipRight(burn(200), seen(Effect.sleep("300 millis")))
    assert.isBelow(idle.utilization, 0.5)
    assert.isBelow(idle.gc_share, 0.2)
  })
)

it.live("garbage has its share", () =>
  Effect.gen(function* () {
    const kept: Array<Array<number>> = []
    const { gc_share } = yield* seen(
      Effect.sync(() => {
        for (let n = 0; n < 300_000; n++) {
          kept.push(Array.from({ length: 20 }, (_, i) => n + i))
          if (kept.length > 20_000) kept.splice(0, 10_000)
        }
      })
    )
    assert.isAbove(gc_share, 0.001)
    assert.isBelow(gc_share, 1)
  })
)
