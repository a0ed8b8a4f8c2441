import { Clock, Duration, Effect, Layer } from "effect"

/**
 * A discrete-event clock: as soon as nothing is left to run, time jumps to the next sleeper. Exact like TestClock, but
 * nobody has to adjust it, and a wake-up costs microseconds.
 */
const make = (): Clock.Clock => {
  let now = 0
  /** Who wakes at which millisecond. */
  const sleepers = new Map<number, Set<() => void>>()
  let ticking = false

  const tick = () => {
    if (sleepers.size === 0) {
      ticking = false
      return
    }
    now = Math.min(...sleepers.keys())
    const due = sleepers.get(now) ?? new Set()
    sleepers.delete(now)
    for (const wake of due) wake()
    setImmediate(tick)
  }

  const nanos = () => BigInt(Math.round(now * 1e6))
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.async<void>((resume) => {
        const at = now + Duration.toMillis(duration)
        if (at === Number.POSITIVE_INFINITY) return
        const wake = () => resume(Effect.void)
        const others = sleepers.get(at) ?? new Set()
        sleepers.set(at, others.add(wake))
        if (!ticking) {
          ticking = true
          setImmediate(tick)
        }
        return Effect.sync(() => {
          others.delete(wake)
          if (others.size === 0 && sleepers.get(at) === others) sleepers.delete(at)
        })
      })
  }
}

/** A clock of its own that starts at 0. Timers of promises and of other processes do not obey it. */
export const layer: Layer.Layer<never> = Layer.suspend(() => Layer.setClock(make()))
