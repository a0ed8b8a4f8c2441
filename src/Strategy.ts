import { Effect, type Scope } from "effect"
import type { StrategyRef } from "./domain/Job.ts"
import type { Fatal, RequestError, WorkerLost } from "./domain/RequestError.ts"
import type { Setting, Settings } from "./domain/Settings.ts"
import { Operation } from "./Operation.ts"
import type { Place, Workers } from "./Workers.ts"
import type { Workload } from "./Workload.ts"

/** What a strategy may want of an operation: requests that carry more than one thing, and things that have keys. */
export type Need = "batches" | "keys"

/** All that a strategy may ask for. */
export type Environment = Operation | Workers

/** Performs every unit of the workload. Fails only with what must stop the whole run. */
export type Lane = (workload: Workload) => Effect.Effect<void, Fatal | WorkerLost>

/** A concurrency model: when units go out, and how many at once. Nothing else: no retries, no timing, no SDK. */
export interface Strategy {
  /** kebab-case, as typed on the command line */
  readonly name: string
  /** one line for `--help` and `millrace strategies` */
  readonly summary: string
  /** Contestants multiply over these settings alone. */
  readonly uses: ReadonlyArray<Setting>
  /** Where this model wants another value than others do when none is given. */
  readonly defaults?: Partial<Settings>
  /** It does not race where an operation lacks one of these. */
  readonly needs?: ReadonlyArray<Need>
  /** Items of one key are written in the order of the workload, whatever the settings. */
  readonly ordered?: boolean
  /** Where its units are performed when it leaves the event loop: it then performs none itself. */
  readonly place?: Place
  /** What each of its workers runs. */
  readonly inner?: Strategy
  /** `import.meta.url` of a strategy that is in no registry, so that workers find it there by its name. */
  readonly module?: string
  /** Requests in flight at most; Infinity for unbounded. */
  readonly inFlight: (settings: Settings) => number
  /** Starts whatever the model needs and hands back a ready lane. */
  readonly open: (settings: Settings) => Effect.Effect<Lane, RequestError | WorkerLost, Environment | Scope.Scope>
}

/** How a worker finds it. */
export const refOf = ({ module, name }: Strategy): StrategyRef =>
  module === undefined ? { name } : { module: new URL(module), name }

/** A strategy that starts nothing before its first lap. */
export const inProcess = <const Name extends string>({
  run,
  ...strategy
}: Omit<Strategy, "name" | "open"> & {
  readonly name: Name
  readonly run: (workload: Workload, settings: Settings) => Effect.Effect<void, Fatal, Operation>
}) =>
  ({
    ...strategy,
    open: (settings) =>
      Effect.map(
        Operation,
        (operation): Lane =>
          (workload) => {
            const running = run(workload, settings)
            return Effect.isEffect(running)
              ? Effect.provideService(running, Operation, operation)
              : Effect.dieMessage("run returns no Effect: where it is async, wrap it in Effect.promise")
          }
      )
  }) satisfies Strategy
