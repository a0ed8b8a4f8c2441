import { Array, Clock, Context, Effect, Layer, MutableRef } from "effect"
import type { CpuWork } from "../domain/CpuWork.ts"
import type { Table } from "../domain/Job.ts"
import type { OperationSpec } from "../domain/OperationKind.ts"
import type { Fatal, WorkerLost } from "../domain/RequestError.ts"
import { reuseOf, socketsOf } from "../domain/Settings.ts"
import { Lap } from "../Lap.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import * as Runner from "../Runner.ts"
import * as Strategies from "../Strategies.ts"
import { refOf } from "../Strategy.ts"
import { sum, type Tally } from "../Tally.ts"
import * as Local from "../Workers/Local.ts"
import * as Unavailable from "../Workers/Unavailable.ts"
import { Workers } from "../Workers.ts"
import type { Workload } from "../Workload.ts"
import { Backend } from "./Backend.ts"
import type { Contestant } from "./Contestant.ts"

/** Items per millisecond, those that were rejected among them. */
export const paceOf = ({ durationMs, items, rejected }: Pick<Tally, "durationMs" | "items" | "rejected">): number =>
  (items + sum(rejected)) / Math.max(durationMs, 0.001)

/** A contestant with its processes and threads started, its clients built and its connections open. */
export interface Racer {
  readonly contestant: Contestant
  readonly openMs: number
  readonly run: (table: Table, workload: Workload) => Effect.Effect<Tally, Fatal | WorkerLost>
  /** Items that the run has acknowledged by now, as far as is known here. */
  readonly acknowledged: Effect.Effect<number>
}

export interface Options {
  readonly contestant: Contestant
  readonly operation: OperationSpec
  readonly cpu: CpuWork | null
  /** In a process of its own instead of this one. */
  readonly isolated: boolean
  /** Of the first lap. */
  readonly table: Table
}

/** All contestants race in processes of their own, or none does: where one of them cannot, no comparison would be fair. */
export const canIsolate = Effect.fnUntraced(function* (contestants: ReadonlyArray<Contestant>) {
  const { destination } = yield* Backend
  const isFound = ({ strategy }: Contestant) =>
    strategy.module !== undefined || Strategies.named.get(strategy.name) === strategy
  return destination !== null && contestants.every(isFound)
})

const workersOf = Effect.fnUntraced(function* ({ contestant, cpu, operation }: Options) {
  const { destination } = yield* Backend
  if (destination === null) return Unavailable.layer
  const { settings: retry } = yield* RetryPolicy
  const { traits, transport } = contestant
  return Local.layer({ destination, operation, transport, client: traits.client, retry, cpu, leads: true })
})

const here = Effect.fnUntraced(function* (options: Options) {
  const { settings, strategy, traits, transport } = options.contestant
  const backend = yield* Backend
  const runner = yield* Runner.open({
    strategy,
    settings,
    operation: options.operation,
    cpu: options.cpu,
    table: options.table,
    client: (sockets) =>
      backend.client({ transport, sockets: socketsOf(traits.client, sockets), reuse: reuseOf(traits.client) }),
    workers: yield* workersOf(options)
  })
  return {
    run: Effect.fnUntraced(function* (table: Table, workload: Workload) {
      yield* runner.begin(table)
      yield* runner.run(workload)
      return yield* runner.report
    }),
    acknowledged: Effect.map(runner.tally, ({ items }) => items)
  }
})

/** A pool of one process, which starts what the contestant needs beyond that. */
const inItsOwn = Effect.fnUntraced(function* (options: Options) {
  const { settings, strategy } = options.contestant
  const context = yield* Layer.build(Layer.provideMerge(yield* workersOf(options), Lap.layer(options.table)))
  const lap = Context.get(context, Lap)
  const { open, report } = Context.get(context, Workers)
  const pool = yield* open({ place: "process", strategy: refOf(strategy), settings: Array.of(settings) })
  return {
    run: Effect.fnUntraced(function* (table: Table, workload: Workload) {
      const tally = yield* lap.begin(table)
      yield* Effect.forEach(pool, (worker) => worker.run(workload), { discard: true })
      yield* report
      return tally
    }),
    acknowledged: Effect.sync(() => MutableRef.get(lap.current).tally.items)
  }
})

/** Opens a contestant until the scope closes. */
export const open = Effect.fn("Racer.open")(function* (options: Options) {
  const { contestant, isolated } = options
  const started = yield* Clock.currentTimeNanos
  const { acknowledged, run } = yield* isolated ? inItsOwn(options) : here(options)
  const opened = yield* Clock.currentTimeNanos
  return {
    contestant,
    openMs: Number(opened - started) / 1e6,
    run: (table, workload) => Effect.tagMetrics(run(table, workload), "contestant", contestant.name),
    acknowledged
  } satisfies Racer
})
