import { coalesced } from "./Strategy/Coalesced.ts"
import { forEach } from "./Strategy/ForEach.ts"
import { forkJoin } from "./Strategy/ForkJoin.ts"
import { lockStep } from "./Strategy/LockStep.ts"
import { perKey } from "./Strategy/PerKey.ts"
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
  perKey
] as const satisfies ReadonlyArray<Strategy>

export type Name = (typeof all)[number]["name"]

export const named: ReadonlyMap<string, Strategy> = new Map(all.map((strategy) => [strategy.name, strategy]))
