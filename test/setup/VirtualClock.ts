import { Effect, Layer } from "effect"
import * as VirtualClock from "../../src/VirtualClock.ts"

/** Runs the effect on a virtual clock of its own. */
export const inVirtualTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provide(effect, Layer.fresh(VirtualClock.layer))
