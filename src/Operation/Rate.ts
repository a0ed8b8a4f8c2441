import { Clock, Duration, Effect, Layer } from "effect"
import { Operation } from "../Operation.ts"

/** Waits until so many items may be on their way. */
export type Limiter = (items: number) => Effect.Effect<void>

export const unlimited: Limiter = () => Effect.void

/**
 * Items a second, evenly: each takes its share of a second, and time that nobody used is lost. No second has more of them,
 * but for what the last unit that begins in it holds.
 */
export const make = (perSecond: number): Effect.Effect<Limiter> =>
  Effect.map(Effect.clock, (clock) => {
    const nanosOfItem = 1e9 / perSecond
    let freeNanos = Number.NEGATIVE_INFINITY
    return (items) =>
      Effect.suspend(() => {
        const nowNanos = Number(clock.unsafeCurrentTimeNanos())
        const startNanos = Math.max(nowNanos, freeNanos)
        freeNanos = startNanos + items * nanosOfItem
        const waitMs = (startNanos - nowNanos) / 1e6
        return waitMs <= 0 ? Effect.void : Clock.sleep(Duration.millis(waitMs))
      })
  })

/** The limiter of so many items a second; null for no limit. */
export const limiterOf = (perSecond: number | null): Effect.Effect<Limiter> =>
  perSecond === null ? Effect.succeed(unlimited) : make(perSecond)

/** Hands units on at a rate of so many items a second; what is sent again is not counted anew. */
export const layer = (perSecond: number): Layer.Layer<Operation, never, Operation> =>
  Layer.effect(
    Operation,
    Effect.map(Effect.all([Operation, make(perSecond)]), ([operation, limiter]) =>
      Operation.of({
        keyOf: (item) => operation.keyOf(item),
        perform: (unit) => Effect.zipRight(limiter(unit.length), operation.perform(unit))
      })
    )
  )
