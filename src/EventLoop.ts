import { monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks"
import { Effect, type Scope } from "effect"
import type { EventLoop } from "./domain/Evidence.ts"

/** Watches the event loop of this process or thread. Between laps nothing wakes it. */
export interface Watch {
  readonly begin: Effect.Effect<void>
  /** Since it was begun; what has happened in a turn of the loop is known after it. */
  readonly end: Effect.Effect<EventLoop>
}

/** A timer that wakes so often is how its delay is measured, and part of what is measured. */
const resolutionMs = 20

const msPerNano = 1e-6

/** Until the scope closes. */
export const watch: Effect.Effect<Watch, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => {
    let collectingMs = 0
    const collected = new PerformanceObserver((list) => count(list.getEntries()))
    const count = (entries: ReadonlyArray<{ readonly duration: number }>) => {
      for (const { duration } of entries) collectingMs += duration
    }
    collected.observe({ entryTypes: ["gc"] })
    const delay = monitorEventLoopDelay({ resolution: resolutionMs })
    let begun = performance.eventLoopUtilization()
    let begunMs = performance.now()
    return {
      begin: Effect.sync(() => {
        collected.takeRecords()
        collectingMs = 0
        delay.reset()
        delay.enable()
        begun = performance.eventLoopUtilization()
        begunMs = performance.now()
      }),
      end: Effect.sync(() => {
        count(collected.takeRecords())
        const { utilization } = performance.eventLoopUtilization(begun)
        delay.disable()
        const late = delay.count === 0 ? 0 : delay.percentile(99) * msPerNano - resolutionMs
        return {
          utilization,
          delay_p99_ms: Math.max(0, late),
          gc_share: collectingMs / Math.max(performance.now() - begunMs, 1)
        }
      }),
      close: () => {
        collected.disconnect()
        delay.disable()
      }
    }
  }),
  ({ close }) => Effect.sync(close)
)
