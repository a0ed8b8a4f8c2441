import { Context, type Effect } from "effect"
import type { Item } from "./domain/Item.ts"
import type { Fatal } from "./domain/RequestError.ts"

/** What one request carries. */
export type Unit = ReadonlyArray<Item>

/** What is done with items; all that a strategy sees of the world. */
export class Operation extends Context.Tag("millrace/Operation")<
  Operation,
  {
    /** Settles every item of the unit, retries included. A refused item is tallied and is no failure. */
    readonly perform: (unit: Unit) => Effect.Effect<void, Fatal>
    /** Equal for two items exactly where they have one key. */
    readonly keyOf: (item: Item) => string
  }
>() {}
