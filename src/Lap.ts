import { Clock, Context, Effect, FiberRef, Layer, Metric, type MetricLabel, MutableRef } from "effect"
import type { Table } from "./domain/Job.ts"
import * as Metrics from "./Metrics.ts"
import { Tally } from "./Tally.ts"

export interface Running {
  readonly table: Table
  readonly tally: Tally
  /** `Metrics.requests` with the labels of the fiber that began the lap: looked up once, not per request. */
  readonly requests: Metric.Metric.Counter<number>
  /** The labels themselves, for what is counted more rarely. */
  readonly labels: ReadonlyArray<MetricLabel.MetricLabel>
}

const start = Effect.fnUntraced(function* (table: Table, worker: number, sinceNanos: bigint) {
  const labels = yield* FiberRef.get(FiberRef.currentMetricLabels)
  const requests = Metrics.requests.pipe(Metric.taggedWithLabels(labels))
  const now = yield* Clock.currentTimeNanos
  return { table, tally: new Tally(now - sinceNanos, worker), requests, labels } satisfies Running
})

/** Where requests go at present and where they are tallied. A strategy is opened once and serves many laps. */
export class Lap extends Context.Tag("millrace/Lap")<
  Lap,
  {
    readonly current: MutableRef.MutableRef<Running>
    /**
     * From here on, what is performed goes to this table and into the tally returned. A worker joins a lap that has
     * been going on for `sinceNanos`.
     */
    readonly begin: (table: Table, sinceNanos?: bigint) => Effect.Effect<Tally>
  }
>() {
  /** `worker` is what flights are labelled with. */
  static readonly layer = (table: Table, worker = 0) =>
    Layer.effect(
      Lap,
      Effect.map(start(table, worker, 0n), (first) => {
        const current = MutableRef.make<Running>(first)
        return Lap.of({
          current,
          begin: Effect.fnUntraced(function* (table, sinceNanos = 0n) {
            const next = yield* start(table, worker, sinceNanos)
            MutableRef.set(current, next)
            return next.tally
          })
        })
      })
    )
}
