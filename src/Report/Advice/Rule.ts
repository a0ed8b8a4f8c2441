import type { Option } from "effect"
import type { Facts } from "./Facts.ts"

/** Says one short sentence, with the figures on which it rests, where it has something to say. */
export interface Rule {
  readonly name: string
  readonly says: (facts: Facts) => Option.Option<string>
}
