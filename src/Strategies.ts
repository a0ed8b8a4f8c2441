import { Effect } from "effect"
import type { StrategyRef } from "./domain/Job.ts"
import { unknownName } from "./domain/Nearest.ts"
import { Fatal } from "./domain/RequestError.ts"
import { held } from "./Strategies/Held.ts"
import { exportsOf } from "./Strategies/Module.ts"
import { isStrategy } from "./Strategies/Shape.ts"
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

/** What a module exports, the default first, and what that places in workers. */
const found = (exports: object): ReadonlyArray<Strategy> => {
  const others = Object.entries(exports).flatMap(([name, value]) => (name === "default" ? [] : [value]))
  const exported = ["default" in exports ? exports.default : undefined, ...others].filter(isStrategy)
  return [...exported, ...exported.flatMap(({ inner }) => (inner === undefined ? [] : [inner]))]
}

const noStrategy = (module: URL, what: string) => new Fatal({ code: "NoStrategy", message: `${module.href} ${what}` })

const load = (module: URL): Effect.Effect<object, Fatal> =>
  Effect.mapError(exportsOf(module), ({ message }) => noStrategy(module, message))

const pick = (module: URL, exports: object, name: string | undefined): Effect.Effect<Strategy, Fatal> => {
  if (name !== undefined) {
    const strategy = found(exports).find((one) => one.name === name) ?? named.get(name)
    return strategy === undefined ? noStrategy(module, `exports no strategy ${name}`) : Effect.succeed(strategy)
  }
  const all = "default" in exports ? [exports.default] : Object.values(exports)
  const [strategy, ...others] = all.filter(isStrategy)
  if (strategy === undefined) {
    return noStrategy(module, "exports no strategy: export one, by default or as the only one")
  }
  return others.length > 0
    ? noStrategy(module, "exports several strategies: export the one that is meant by default")
    : Effect.succeed(strategy)
}

/** Finds strategies by their names in one module, and then in the registry, at once. */
export const within = (module: URL) =>
  Effect.map(
    load(module),
    (exports) =>
      ({ name }: { readonly name?: string }): Effect.Effect<Strategy, Fatal> =>
        pick(module, exports, name)
  )

/** The strategy that is meant; Fatal with code `NoStrategy` where there is none. */
export const find = (ref: StrategyRef): Effect.Effect<Strategy, Fatal> => {
  if ("module" in ref) {
    const { module } = ref
    return Effect.map(
      Effect.flatMap(within(module), (pick) => pick(ref)),
      (strategy) => held(module, strategy)
    )
  }
  const strategy = named.get(ref.name)
  if (strategy !== undefined) return Effect.succeed(strategy)
  const unknown = unknownName("strategy", Array.from(named.keys()), ref.name)
  const message = `${unknown} (a strategy of your own needs "module: import.meta.url")`
  return new Fatal({ code: "NoStrategy", message })
}
