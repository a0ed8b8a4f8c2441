import { Schema } from "effect"
import { Conditions, LapConditions } from "../../domain/Conditions.ts"
import { EngineReport } from "../../domain/EngineReport.ts"

/** What the engine's process is told over its IPC channel. Each command gets one answer, in the order of the commands. */
export const Command = Schema.Union(
  /** Comes first, and once. `port` 0 takes a free one. */
  Schema.TaggedStruct("Start", { conditions: Conditions, port: Schema.Int }),
  Schema.TaggedStruct("BeginLap", LapConditions.fields),
  Schema.TaggedStruct("Report", {})
)
export type Command = typeof Command.Type

export const Answer = Schema.Union(
  Schema.TaggedStruct("Ready", { port: Schema.Int }),
  /** `code` is that of the operating system, such as `EADDRINUSE`. The process ends by itself. */
  Schema.TaggedStruct("NotReady", { code: Schema.String, message: Schema.String }),
  Schema.TaggedStruct("LapBegun", {}),
  Schema.TaggedStruct("Reported", { report: EngineReport })
)
export type Answer = typeof Answer.Type
