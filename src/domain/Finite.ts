import { Schema } from "effect"

/** A number of JSON may be 1e999, which is read as Infinity; nothing that is measured is. */
export const NonNegative = Schema.Finite.pipe(Schema.nonNegative())
export const Positive = Schema.Finite.pipe(Schema.positive())
