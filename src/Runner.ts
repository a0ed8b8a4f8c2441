import { Clock, Context, Effect, Layer, MutableRef } from "effect"
import { Connections } from "./Connections.ts"
import type { CpuWork as Work } from "./domain/CpuWork.ts"
import type { Table } from "./domain/Job.ts"
import type { Fatal, WorkerLost } from "./domain/RequestError.ts"
import type { Settings } from "./domain/Settings.ts"
import * as EventLoop from "./EventLoop.ts"
import { Lap } from "./Lap.ts"
import * as CpuWork from "./Operation/CpuWork.ts"
import * as Rate from "./Operation/Rate.ts"
import { Operation } from "./Operation.ts"
import type { Equipped } from "./Operations.ts"
import { usage } from "./ProcessUsage.ts"
import type { Strategy } from "./Strategy.ts"
import * as Tally from "./Tally.ts"
import { Workers } from "./Workers.ts"
import type { Workload } from "./Workload.ts"

/** A strategy opened over its layers, clients built and connections warm: one lap after another. */
export interface Runner {
  /** From here on it works on this table, in a lap that began `sinceNanos` ago. */
  readonly begin: (table: Table, sinceNanos?: bigint) => Effect.Effect<void>
  /** Timed by the clock of this process. */
  readonly run: (workload: Workload) => Effect.Effect<void, Fatal | WorkerLost>
  readonly perform: Context.Tag.Service<Operation>["perform"]
  /** Of the lap begun last. */
  readonly tally: Effect.Effect<Tally.Tally>
  /** The same once the lap is over, with what it has taken of this process and of all workers. To be called once. */
  readonly report: Effect.Effect<Tally.Tally, Fatal | WorkerLost>
}

export interface Options {
  readonly strategy: Strategy
  readonly settings: Settings
  /** What is performed, over so many sockets. */
  readonly operation: (sockets: number) => Equipped
  readonly cpu: Work | null
  /** Items a second that are handed over at most; null or nothing for no limit. */
  readonly rate?: number | null | undefined
  /** Of the first lap. */
  readonly table: Table
  /** What flights are labelled with. */
  readonly worker?: number
  readonly workers: Layer.Layer<Workers, never, Lap>
}

const socketsAtMost = 1024
/** What Node's HTTP clients, the SDK's among them, have where nobody says otherwise. */
const socketsOfUnbounded = 50

const socketsFor = (inFlight: number): number =>
  Number.isFinite(inFlight) ? Math.min(inFlight, socketsAtMost) : socketsOfUnbounded

/** A strategy whose workers have clients needs none itself. */
const elsewhere = Layer.merge(
  Layer.mock(Operation, { keyOf: () => "" }),
  Layer.succeed(Connections, { take: Effect.succeed(null) })
)

const operationLayer = ({ cpu, operation, rate = null, settings, strategy }: Options): Equipped => {
  if (strategy.place !== undefined) return elsewhere
  const done = operation(socketsFor(strategy.inFlight(settings)))
  const worked = cpu === null ? done : Layer.provideMerge(CpuWork.layer(cpu), done)
  return rate === null ? worked : Layer.provideMerge(Rate.layer(rate), worked)
}

/** Opens a strategy in this process or thread, until the scope closes. */
export const open = Effect.fn("Runner.open")(function* (options: Options) {
  const { settings, strategy, table, worker, workers } = options
  const context = yield* Layer.merge(operationLayer(options), workers).pipe(
    Layer.provideMerge(Lap.layer(table, worker)),
    Layer.build
  )
  const lap = Context.get(context, Lap)
  const lane = yield* Effect.provide(strategy.open(settings), context)
  const tally = Effect.sync(() => MutableRef.get(lap.current).tally)
  const eventLoop = yield* EventLoop.watch
  const { take: connections } = Context.get(context, Connections)
  let before = usage()

  const runner: Runner = {
    perform: Context.get(context, Operation).perform,
    begin: Effect.fnUntraced(function* (table, sinceNanos) {
      yield* lap.begin(table, sinceNanos)
      yield* connections
      yield* eventLoop.begin
      before = usage()
    }),
    run: Effect.fnUntraced(function* (workload) {
      const begun = yield* Clock.currentTimeNanos
      yield* lane(workload)
      const ended = yield* Clock.currentTimeNanos
      const seen = yield* tally
      seen.durationMs = Number(ended - begun) / 1e6
    }),
    tally,
    report: Effect.gen(function* () {
      const own = yield* eventLoop.end
      const { cpuUs, peakRssMb } = usage()
      yield* Context.get(context, Workers).report
      const seen = yield* tally
      seen.add({
        ...Tally.nothing,
        event_loop: own,
        connections: yield* connections,
        cpu_us: cpuUs - before.cpuUs,
        peak_rss_mb: peakRssMb
      })
      return seen
    })
  }
  return runner
})
