import { Effect, Layer, MutableRef } from "effect"
import type { Means } from "../domain/Job.ts"
import { Lap } from "../Lap.ts"
import { Workers } from "../Workers.ts"
import * as Processes from "./Processes.ts"
import * as Remote from "./Remote.ts"
import * as Threads from "./Threads.ts"

const start = { thread: Threads.start, process: Processes.start }

/** Threads and processes of this machine. All of a pool start at once. */
export const layer = (means: Means): Layer.Layer<Workers, never, Lap> =>
  Layer.effect(
    Workers,
    Effect.map(Lap, (lap) =>
      Workers.of({
        open: Effect.fn("Workers.open")(function* ({ place, settings, strategy }) {
          const { table } = MutableRef.get(lap.current)
          return yield* Effect.forEach(
            settings,
            Effect.fnUntraced(function* (settings, worker) {
              const channel = yield* start[place]()
              return yield* Remote.open(channel, place, { means, strategy, settings, table, worker }, lap)
            }),
            { concurrency: "unbounded" }
          )
        })
      })
    )
  )
