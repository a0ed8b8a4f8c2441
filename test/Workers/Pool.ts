import { Array, Context, Effect, Layer } from "effect"
import type { StrategyRef } from "../../src/domain/Job.ts"
import * as RetrySettings from "../../src/domain/RetrySettings.ts"
import { defaults, type Settings } from "../../src/domain/Settings.ts"
import { Lap } from "../../src/Lap.ts"
import * as Local from "../../src/Workers/Local.ts"
import { type Place, Workers } from "../../src/Workers.ts"
import * as Generated from "../../src/Workload/Generated.ts"
import type { Workload } from "../../src/Workload.ts"
import { keyOf, Proxied } from "../setup/Proxied.ts"

export interface Options {
  readonly place: Place
  readonly count?: number
  readonly strategy?: StrategyRef
  readonly settings?: Partial<Settings>
}

const quick = { ...RetrySettings.defaults, throttle_base_ms: 1, transient_base_ms: 1 }

/** A pool on the proxied DynamoDB, and the lap that its workers join. */
export const open = Effect.fnUntraced(function* (options: Options) {
  const { count = 1, place, settings, strategy = { name: "sequential" } } = options
  const { destination, table } = yield* Proxied
  const first = yield* table()
  const means = {
    destination,
    operation: { _tag: "put" },
    transport: "sdk",
    client: null,
    retry: quick,
    cpu: null
  } as const
  const context = yield* Layer.build(Layer.provideMerge(Local.layer({ ...means, leads: true }), Lap.layer(first.table)))
  const { open, report } = Context.get(context, Workers)
  const workers = yield* open({
    place,
    strategy,
    settings: Array.makeBy(count, () => ({ ...defaults, ...settings }))
  })
  return { workers, report, lap: Context.get(context, Lap) }
})

/** Such a pool of one. */
export const openOne = Effect.fnUntraced(function* (options: Omit<Options, "count">) {
  const { lap, report, workers } = yield* open(options)
  const [worker] = workers
  return worker === undefined ? yield* Effect.dieMessage("a pool without a worker") : { worker, lap, report }
})

export const workload = (size: number): Workload =>
  Generated.make({
    _tag: "Generated",
    size,
    seed: 1,
    item_size_bytes: 60,
    keys: "uniform",
    repeat_keys: 0,
    prefix: ""
  })

export const keysOf = (workload: Workload): ReadonlyArray<string> => [...workload].map((item) => keyOf(item)).sort()
