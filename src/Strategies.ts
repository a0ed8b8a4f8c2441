import { Effect, Predicate } from "effect"
import type { StrategyRef } from "./domain/Job.ts"
import { unknownName } from "./domain/Nearest.ts"
import { Fatal } from "./domain/RequestError.ts"
import { coalesced } from "./Strategy/Coalesced.ts"
import { forEach } from "./Strategy/ForEach.ts"
import { forkJoin } from "./Strategy/ForkJoin.ts"
import { lockStep } from "./Strategy/LockStep.ts"
import { offload } from "./Strategy/Offload.ts"
import { perKey } from "./Strategy/PerKey.ts"
import * as Placed from "./Strategy/Placed.ts"
import { queueWorkers } from "./Strategy/QueueWorkers.ts"
import { sequential } from "./Strategy/Sequential.ts"
import { streamed } from "./Strategy/Streamed.ts"
import { unbounded } from "./Strategy/Unbounded.ts"
import type { Strategy } from "./Strategy.ts"

/** Every strategy that can be raced. The command line, `millrace strategies` and the law tests follow from this tuple. */
export const all = [
  sequential,
  lockStep,
  forEach,
  unbounded,
  forkJoin,
  queueWorkers,
  streamed,
  coalesced,
  perKey,
  Placed.threads("worker-threads", "Threads, each writing its slice one request after another", sequential),
  offload,
  Placed.processes("child-processes", "Processes, each writing its slice one request after another", sequential),
  Placed.processes("hybrid", "Processes with fibers in each: for-each on as many event loops", forEach)
] as const satisfies ReadonlyArray<Strategy>

export type Name = (typeof all)[number]["name"]

export const named: ReadonlyMap<string, Strategy> = new Map(all.map((strategy) => [strategy.name, strategy]))

const isStrategy = (value: unknown): value is Strategy =>
  Predicate.hasProperty(value, "name") &&
  Predicate.hasProperty(value, "uses") &&
  Predicate.hasProperty(value, "inFlight") &&
  Predicate.hasProperty(value, "open")

const imported = Effect.fnUntraced(function* (module: URL) {
  const fail = (what: string) => new Fatal({ code: "NoStrategy", message: `${module.href} ${what}` })
  const exports: object = yield* Effect.tryPromise({
    try: () => import(module.href),
    catch: (cause) => fail(`cannot be imported: ${cause}`)
  })
  const found = "default" in exports ? [exports.default] : Object.values(exports)
  const [strategy, ...others] = found.filter(isStrategy)
  if (strategy === undefined) return yield* fail("exports no strategy: export one, by default or as the only one")
  if (others.length > 0) return yield* fail("exports several strategies: export the one that is meant by default")
  return strategy
})

/** The strategy that is meant; Fatal with code `NoStrategy` where there is none. */
export const find = (ref: StrategyRef): Effect.Effect<Strategy, Fatal> => {
  if ("module" in ref) return imported(ref.module)
  const strategy = named.get(ref.name)
  if (strategy !== undefined) return Effect.succeed(strategy)
  const unknown = unknownName("strategy", Array.from(named.keys()), ref.name)
  const message = `${unknown} (a strategy of your own needs "module: import.meta.url")`
  return new Fatal({ code: "NoStrategy", message })
}
