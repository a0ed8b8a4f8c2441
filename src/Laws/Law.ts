import type { Effect } from "effect"
import type { Strategy } from "../Strategy.ts"
import type { Find } from "./Bench.ts"

/** One try of a law. */
export interface Trial {
  /** As shown to users: how many items, the settings that the strategy uses, and what happens meanwhile. */
  readonly name: string
  /** How the law is broken, on the clock that is provided, a virtual one; undefined where it is kept. */
  readonly broken: (find: Find) => Effect.Effect<string | undefined>
}

/** What every strategy keeps to, or every one that promises it. */
export interface Law {
  readonly name: string
  /** In ascending order; none where the strategy promises nothing of the kind. */
  readonly trials: (strategy: Strategy) => ReadonlyArray<Trial>
}
