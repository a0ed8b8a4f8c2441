import { Duration, Effect } from "effect"
import * as Settings from "../../src/domain/Settings.ts"
import type { Strategy } from "../../src/Strategy.ts"
import * as Unavailable from "../../src/Workers/Unavailable.ts"
import type { Workload } from "../../src/Workload.ts"

/** Milliseconds that the strategy takes for the workload, over whatever `Operation` it is given. */
export const timed = Effect.fn("timed")(
  function* (strategy: Strategy, workload: Workload, settings: Partial<Settings.Settings> = {}) {
    const lane = yield* strategy.open({ ...Settings.defaults, ...settings })
    const [took] = yield* Effect.timed(lane(workload))
    return Duration.toMillis(took)
  },
  Effect.scoped,
  Effect.provide(Unavailable.layer)
)
