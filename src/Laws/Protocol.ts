import { Schema } from "effect"
import { Verdict } from "./Verdict.ts"

/** What the child is told, once: whom to hold to the laws. */
export const Suspect = Schema.Struct({ module: Schema.URL, name: Schema.String })

/** What it says, a law after the other. */
export const Word = Schema.Union(
  /** Comes before each trial: a strategy may block the event loop, or end the process. */
  Schema.TaggedStruct("Trying", { law: Schema.String, trial: Schema.String }),
  Schema.TaggedStruct("Judged", { law: Schema.String, verdict: Verdict }),
  Schema.TaggedStruct("Finished", {}),
  Schema.TaggedStruct("NotFound", { message: Schema.String })
)
export type Word = typeof Word.Type
