import { Effect, Layer, MutableRef, type Scope } from "effect"
import type { Means } from "../domain/Job.ts"
import type { Fatal } from "../domain/RequestError.ts"
import type { WorkerEntry } from "../Fork.ts"
import { Lap } from "../Lap.ts"
import { type Place, Workers } from "../Workers.ts"
import type { Channel } from "./Channel.ts"
import * as Processes from "./Processes.ts"
import * as Remote from "./Remote.ts"
import * as Threads from "./Threads.ts"

export type Options = Means & {
  /** Of the strategy that opens them: there, too, they look for those that say no module themselves. */
  readonly module?: URL | undefined
  /** Whether its processes lead groups of their own: whatever they start, stopped or not, ends with them. */
  readonly leads: boolean
}

/** Threads and processes of this machine. All of a pool start at once. */
export const layer = ({ leads, module, ...means }: Options): Layer.Layer<Workers, never, Lap> =>
  Layer.effect(
    Workers,
    Effect.map(Lap, (lap) => {
      const remotes = new Set<Remote.Remote>()
      const start = (place: Place, entry: WorkerEntry): Effect.Effect<Channel, Fatal, Scope.Scope> =>
        place === "thread" ? Threads.start(entry) : Processes.start(entry, { leads })
      return Workers.of({
        open: Effect.fn("Workers.open")(function* ({ place, settings, strategy: ref }) {
          const { table } = MutableRef.get(lap.current)
          const strategy = module === undefined ? ref : { module, ...ref }
          // who works side by side shares what all may do
          const own = means.rate === undefined ? means : { ...means, rate: means.rate / settings.length }
          const entry = "module" in strategy ? "own/worker" : "worker"
          return yield* Effect.forEach(
            settings,
            Effect.fnUntraced(function* (settings, worker) {
              const channel = yield* start(place, entry)
              const remote = yield* Remote.open(channel, place, { means: own, strategy, settings, table, worker }, lap)
              yield* Effect.acquireRelease(
                Effect.sync(() => remotes.add(remote)),
                () => Effect.sync(() => remotes.delete(remote))
              )
              return remote
            }),
            { concurrency: "unbounded" }
          )
        }),
        report: Effect.suspend(() =>
          Effect.forEach(remotes, ({ report }) => report, { concurrency: "unbounded", discard: true })
        )
      })
    })
  )
