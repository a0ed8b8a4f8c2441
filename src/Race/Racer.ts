import { Clock, Context, Effect, Layer } from "effect"
import type { RequestError } from "../domain/RequestError.ts"
import { Lap, type Table } from "../Lap.ts"
import * as Writer from "../Operation/Writer.ts"
import type { Tally } from "../Tally.ts"
import type { Workload } from "../Workload.ts"
import { Backend } from "./Backend.ts"
import type { Contestant } from "./Contestant.ts"

/** One run of a contestant, from the first item handed over to the last one settled. */
export interface Run {
  readonly tally: Tally
  readonly durationMs: number
  /** User and system time of the process that the contestant runs in. */
  readonly clientCpuUs: number
}

/** Items per millisecond. */
export const paceOf = (items: number, { durationMs }: Run): number => items / Math.max(durationMs, 0.001)

/** A contestant with its clients built and its connections open. */
export interface Racer {
  readonly contestant: Contestant
  readonly openMs: number
  readonly run: (table: Table, workload: Workload) => Effect.Effect<Run, RequestError>
}

const socketsAtMost = 1024
/** What Node's HTTP clients, the SDK's among them, have where nobody says otherwise. */
const socketsOfUnbounded = 50

const socketsFor = (inFlight: number): number =>
  Number.isFinite(inFlight) ? Math.min(inFlight, socketsAtMost) : socketsOfUnbounded

/** Opens a contestant in this process, until the scope closes. */
export const open = Effect.fn("Racer.open")(function* (contestant: Contestant, table: Table) {
  const { name, settings, strategy, transport } = contestant
  const backend = yield* Backend
  const started = yield* Clock.currentTimeNanos
  const client = backend.client({ transport, sockets: socketsFor(strategy.inFlight(settings)) })
  const context = yield* Writer.layer.pipe(Layer.provideMerge(Layer.merge(client, Lap.layer(table))), Layer.build)
  const lane = yield* Effect.provide(strategy.open(settings), context)
  const opened = yield* Clock.currentTimeNanos
  const lap = Context.get(context, Lap)

  const run = Effect.fnUntraced(
    function* (table: Table, workload: Workload) {
      const tally = yield* lap.begin(table)
      const cpu = process.cpuUsage()
      const begun = yield* Clock.currentTimeNanos
      yield* lane(workload)
      const ended = yield* Clock.currentTimeNanos
      const { system, user } = process.cpuUsage(cpu)
      return { tally, durationMs: Number(ended - begun) / 1e6, clientCpuUs: system + user } satisfies Run
    },
    Effect.tagMetrics("contestant", name)
  )
  return { contestant, openMs: Number(opened - started) / 1e6, run } satisfies Racer
})
