import { Schedule, Schema } from "effect"
import { Job, Table } from "../domain/Job.ts"
import { Fatal, RequestError, WorkerLost } from "../domain/RequestError.ts"
import { TallyData } from "../domain/TallyData.ts"
import { WorkloadSpec } from "../domain/WorkloadSpec.ts"
import type { Unit } from "../Operation.ts"

/** What a worker is told, in order. All but `Begin` are answered, one at a time. */
export const Command = Schema.Union(
  /** Comes first, and once. */
  Schema.TaggedStruct("Open", { job: Job }),
  /** From here on requests go to this table, in a lap that began so long ago. Laps are counted from 1. */
  Schema.TaggedStruct("Begin", { lap: Schema.Int, table: Table, since_nanos: Schema.BigInt }),
  /** Performs this slice; `Done` when every item of it is settled. */
  Schema.TaggedStruct("Run", { spec: WorkloadSpec }),
  /** The lap is over: the rest of the tally, with what it has taken of the machine. */
  Schema.TaggedStruct("Report", {}),
  /** Ends whatever runs; `Interrupted` when nothing is in flight any more. */
  Schema.TaggedStruct("Interrupt", {})
)
export type Command = typeof Command.Type

/** A worker that is alive speaks so often. */
export const heartbeat = Schedule.spaced("1 second")

export const Answer = Schema.Union(
  Schema.TaggedStruct("Opened", {}),
  Schema.TaggedStruct("NotOpened", { error: Schema.Union(RequestError, WorkerLost) }),
  /** With every heartbeat, from the start on: what it has tallied in this lap since it told last. */
  Schema.TaggedStruct("Beat", { lap: Schema.Int, tally: Schema.NullOr(TallyData) }),
  Schema.TaggedStruct("Done", {}),
  Schema.TaggedStruct("Reported", { tally: TallyData }),
  Schema.TaggedStruct("Interrupted", {}),
  /** What was asked for ended so, or where it has a number, that unit. */
  Schema.TaggedStruct("Failed", {
    error: Schema.Union(Fatal, WorkerLost),
    unit: Schema.optionalWith(Schema.Int, { exact: true })
  })
)
export type Answer = typeof Answer.Type

/**
 * A unit is handed over as it is, with a number, and the number alone is the answer: what stands around a single unit
 * is what a pool of threads costs.
 */
export type HandOver = readonly [number: number, unit: Unit]
export type HandedBack = number

export type ToWorker = typeof Command.Encoded | HandOver
export type FromWorker = typeof Answer.Encoded | HandedBack
