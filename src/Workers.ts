import { type Array, Context, type Effect, type Scope } from "effect"
import type { StrategyRef } from "./domain/Job.ts"
import type { Fatal, RequestError, WorkerLost } from "./domain/RequestError.ts"
import type { Settings } from "./domain/Settings.ts"
import type { Unit } from "./Operation.ts"
import type { Workload } from "./Workload.ts"

/** Away from the event loop of whoever opens it: a thread of the same process, or a process of its own. */
export type Place = "thread" | "process"

/** A strategy opened elsewhere, its connections warm. */
export interface Worker {
  /** Performs every unit of the slice there, which is made anew from its `spec`: no items are sent. */
  readonly run: (slice: Workload) => Effect.Effect<void, Fatal | WorkerLost>
  /** Performs one unit there, whose items are sent; one after another. To interrupt one interrupts all that wait there. */
  readonly perform: (unit: Unit) => Effect.Effect<void, Fatal | WorkerLost>
}

/** Runs strategies elsewhere. */
export class Workers extends Context.Tag("millrace/Workers")<
  Workers,
  {
    /** One worker for each of the settings, until the scope closes. */
    readonly open: (options: {
      readonly place: Place
      readonly strategy: StrategyRef
      readonly settings: Array.NonEmptyReadonlyArray<Settings>
    }) => Effect.Effect<ReadonlyArray<Worker>, RequestError | WorkerLost, Scope.Scope>
    /**
     * Adds to the tally of the lap that runs here what all workers have seen and used since it began. To be called
     * once, when it is over: telling takes time that is none of the lap's.
     */
    readonly report: Effect.Effect<void, Fatal | WorkerLost>
  }
>() {}
