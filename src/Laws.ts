import { Effect, Layer } from "effect"
import type { Find } from "./Laws/Bench.ts"
import * as Case from "./Laws/Case.ts"
import * as Ends from "./Laws/Ends.ts"
import * as Laps from "./Laws/Laps.ts"
import type { Law } from "./Laws/Law.ts"
import type { Verdict } from "./Laws/Verdict.ts"
import * as Writes from "./Laws/Writes.ts"
import type { Strategy } from "./Strategy.ts"
import * as VirtualClock from "./VirtualClock.ts"

const positive: Law = {
  name: "inFlight is at least 1",
  trials: (strategy) =>
    Case.settingsOf(strategy).map((settings) => ({
      name: Case.named(strategy, settings),
      broken: () =>
        Effect.sync(() => {
          const most = strategy.inFlight(settings)
          return most >= 1 ? undefined : `it is ${most}`
        })
    }))
}

/** What a strategy is held to, the simplest first. */
export const all: ReadonlyArray<Law> = [
  positive,
  Laps.once,
  Laps.inFlight,
  Laps.batch,
  Laps.again,
  Laps.order,
  Ends.interruption,
  Ends.fatal,
  Writes.rejects
]

/**
 * Holds a strategy to a law, in virtual time. `trying` is told of each trial before it is made: one that blocks the event
 * loop never returns.
 */
export const check = Effect.fn("Laws.check")(function* (
  law: Law,
  strategy: Strategy,
  find: Find,
  trying: (trial: string) => Effect.Effect<void> = () => Effect.void
) {
  const trials = law.trials(strategy)
  for (const { broken, name } of trials) {
    yield* trying(name)
    const how = yield* Effect.provide(broken(find), Layer.fresh(VirtualClock.layer))
    if (how !== undefined) return { _tag: "Broken", trial: name, how } satisfies Verdict
  }
  return { _tag: "Kept", trials: trials.length } satisfies Verdict
})
