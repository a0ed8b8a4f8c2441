import { Schema } from "effect"
import { ThrottlingReason } from "./RequestError.ts"

/**
 * What goes wrong with a request.
 * `throttle`: refused with reasons. `unprocessed`: a batch comes back whole as unprocessed.
 * `delay`: answered so many milliseconds later. `reset`: the connection dies, before or after the request was carried out.
 * `truncate`: carried out, but the answer breaks off. `crash`: the engine itself dies.
 */
export const Fault = Schema.Union(
  Schema.TaggedStruct("throttle", { reasons: Schema.Array(ThrottlingReason) }),
  Schema.TaggedStruct("unprocessed", {}),
  Schema.TaggedStruct("delay", { ms: Schema.NonNegative }),
  Schema.TaggedStruct("reset", { when: Schema.Literal("before", "after") }),
  Schema.TaggedStruct("truncate", {}),
  Schema.TaggedStruct("crash", {})
)
export type Fault = typeof Fault.Type

/** One line of a script: the requests from number `from` (the first is 0) up to and without `to` meet the fault. */
export const FaultLine = Schema.Struct({
  from: Schema.NonNegativeInt,
  to: Schema.NonNegativeInt,
  fault: Fault
})

/** Data-plane requests are counted in the order of their arrival; the first line that fits applies. */
export const FaultPlan = Schema.Array(FaultLine)
export type FaultPlan = typeof FaultPlan.Type
