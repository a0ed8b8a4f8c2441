import { Array, Effect, Number } from "effect"
import type { Settings } from "../domain/Settings.ts"
import { refOf, type Strategy } from "../Strategy.ts"
import { type Place, Workers } from "../Workers.ts"
import type { Workload } from "../Workload.ts"

/** What each worker may use: requests in flight are shared out, and whoever gets none is not started. */
const shares = (strategy: Strategy, settings: Settings): Array.NonEmptyReadonlyArray<Settings> => {
  if (!strategy.uses.includes("concurrency")) return Array.makeBy(settings.workers, () => settings)
  const { concurrency } = settings
  const workers = Math.min(settings.workers, concurrency)
  return Array.makeBy(workers, (worker) => ({
    ...settings,
    concurrency: Math.floor(concurrency / workers) + (worker < concurrency % workers ? 1 : 0)
  }))
}

/** A slice of whole requests for each, in proportion to what each has in flight. */
const slices = (workload: Workload, batch: number, inFlight: ReadonlyArray<number>): ReadonlyArray<Workload> => {
  const weights = inFlight.map((requests) => (globalThis.Number.isFinite(requests) ? requests : 1))
  const total = Number.sumAll(weights)
  const requests = Math.ceil(workload.size / batch)
  const ends = weights.map(
    (_, worker) => Math.round((requests * Number.sumAll(weights.slice(0, worker + 1))) / total) * batch
  )
  return ends.map((end, worker) => workload.slice(ends[worker - 1] ?? 0, end))
}

const placed =
  (place: Place) =>
  <const Name extends string>(name: Name, summary: string, strategy: Strategy) => {
    const inFlight = (settings: Settings) => shares(strategy, settings).map((share) => strategy.inFlight(share))
    return {
      name,
      summary,
      place,
      inner: strategy,
      uses: [...strategy.uses, "workers"],
      ...(strategy.defaults === undefined ? {} : { defaults: strategy.defaults }),
      inFlight: (settings) => Number.sumAll(inFlight(settings)),
      open: Effect.fnUntraced(function* (settings) {
        const { open } = yield* Workers
        const workers = yield* open({ place, strategy: refOf(strategy), settings: shares(strategy, settings) })
        return (workload) =>
          Effect.forEach(
            Array.zip(workers, slices(workload, settings.batch, inFlight(settings))),
            ([worker, slice]) => (slice.size === 0 ? Effect.void : worker.run(slice)),
            { concurrency: "unbounded", discard: true }
          )
      })
    } satisfies Strategy
  }

/** A strategy in as many threads as `workers` says, each on a slice of its own. */
export const threads = placed("thread")

/** The same in processes. */
export const processes = placed("process")
