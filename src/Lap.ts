import { Clock, Context, Effect, FiberRef, Layer, Metric, MutableRef } from "effect"
import type { KeySchema } from "./domain/Key.ts"
import * as Metrics from "./Metrics.ts"
import { Tally } from "./Tally.ts"

export interface Table {
  readonly name: string
  readonly key: KeySchema
}

export interface Running {
  readonly table: Table
  readonly tally: Tally
  /** `Metrics.requests` with the labels of the fiber that began the lap: looked up once, not per request. */
  readonly requests: Metric.Metric.Counter<number>
}

const start = Effect.fnUntraced(function* (table: Table) {
  const labels = yield* FiberRef.get(FiberRef.currentMetricLabels)
  const requests = Metrics.requests.pipe(Metric.taggedWithLabels(labels))
  return { table, tally: new Tally(yield* Clock.currentTimeNanos), requests } satisfies Running
})

/** Where requests go at present and where they are tallied. A strategy is opened once and serves many laps. */
export class Lap extends Context.Tag("millrace/Lap")<
  Lap,
  {
    readonly current: MutableRef.MutableRef<Running>
    /** From here on, what is performed goes to this table and into the tally returned. */
    readonly begin: (table: Table) => Effect.Effect<Tally>
  }
>() {
  static readonly layer = (table: Table) =>
    Layer.effect(
      Lap,
      Effect.map(start(table), (first) => {
        const current = MutableRef.make<Running>(first)
        return Lap.of({
          current,
          begin: Effect.fnUntraced(function* (table) {
            const next = yield* start(table)
            MutableRef.set(current, next)
            return next.tally
          })
        })
      })
    )
}
