import { Array, Clock, Context, Duration, Effect, Layer, MutableRef } from "effect"
import type { CpuWork } from "../domain/CpuWork.ts"
import type { Table } from "../domain/Job.ts"
import { Fatal, type WorkerLost } from "../domain/RequestError.ts"
import { firstOf } from "../FirstOf.ts"
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
import type { Contestant } from "./Contestant.ts"
import { Venue } from "./Venue.ts"

/** Items per millisecond, those that were rejected among them. */
export const paceOf = ({ durationMs, items, rejected }: Pick<Tally, "durationMs" | "items" | "rejected">): number =>
  (items + sum(rejected)) / Math.max(durationMs, 0.001)

/** A contestant with its processes and threads started, its clients built and its connections open. */
export interface Racer {
  readonly contestant: Contestant
  readonly openMs: number
  readonly run: (table: Table, workload: Workload) => Effect.Effect<Tally, Fatal | WorkerLost>
  /** Of the run that goes on, as far as is known here. */
  readonly tally: Effect.Effect<Tally>
}

export interface Options {
  readonly contestant: Contestant
  readonly cpu: CpuWork | null
  /** Items a second that it hands over at most, in all that it has started; null or nothing for no limit. */
  readonly rate?: number | null
  /** In a process of its own instead of this one. */
  readonly isolated: boolean
  /** Of the first lap. */
  readonly table: Table
}

/** All contestants race in processes of their own, or none does: where one of them cannot, no comparison would be fair. */
export const canIsolate = Effect.fnUntraced(function* (contestants: ReadonlyArray<Contestant>) {
  const { requests } = yield* Venue
  const isFound = ({ strategy }: Contestant) =>
    strategy.module !== undefined || Strategies.named.get(strategy.name) === strategy
  return requests !== null && contestants.every(isFound)
})

const workersOf = Effect.fnUntraced(function* ({ contestant, cpu, rate = null }: Options) {
  const { requests } = yield* Venue
  if (requests === null) return Unavailable.layer
  const { settings: retry } = yield* RetryPolicy
  return Local.layer({
    ...requests(contestant),
    client: contestant.traits.client,
    retry,
    cpu,
    ...(rate === null ? {} : { rate }),
    leads: true
  })
})

const here = Effect.fnUntraced(function* (options: Options) {
  const { settings, strategy } = options.contestant
  const venue = yield* Venue
  const runner = yield* Runner.open({
    strategy,
    settings,
    operation: (sockets) => venue.operation(options.contestant, sockets),
    cpu: options.cpu,
    rate: options.rate,
    table: options.table,
    workers: yield* workersOf(options)
  })
  return {
    run: Effect.fnUntraced(function* (table: Table, workload: Workload) {
      yield* runner.begin(table)
      yield* runner.run(workload)
      return yield* runner.report
    }),
    tally: runner.tally
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
    tally: Effect.sync(() => MutableRef.get(lap.current).tally)
  }
})

const patience = Duration.minutes(1)

/** Fails when no request has ended for a minute: a strategy of a user's file may wait for what never comes. */
const stalled = ({ name }: Contestant, tally: Racer["tally"]) =>
  Effect.gen(function* () {
    let before = -1
    while (true) {
      const { attempts } = yield* tally
      if (attempts === before) {
        return yield* new Fatal({
          code: "Stalled",
          message: `${name} does not end, nor did any of its requests for ${Duration.format(patience)}: "millrace strategies check" tries its file alone`
        })
      }
      before = attempts
      yield* Effect.sleep(patience)
    }
  })

/** Opens a contestant until the scope closes. */
export const open = Effect.fn("Racer.open")(function* (options: Options) {
  const { contestant, isolated } = options
  const started = yield* Clock.currentTimeNanos
  const { run, tally } = yield* isolated ? inItsOwn(options) : here(options)
  const opened = yield* Clock.currentTimeNanos
  return {
    contestant,
    openMs: Number(opened - started) / 1e6,
    run: (table, workload) => {
      const running = Effect.tagMetrics(run(table, workload), "contestant", contestant.name)
      return contestant.strategy.module === undefined ? running : firstOf(running, stalled(contestant, tally))
    },
    tally
  } satisfies Racer
})
