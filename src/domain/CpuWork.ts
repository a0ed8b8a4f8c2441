import { Schema } from "effect"

/** Work of the CPU alone, done on every item before it is written: one SHA-256 over so many bytes. */
export const CpuWork = Schema.Struct({
  /** What was asked for. */
  ms: Schema.NonNegative,
  /** What takes one core as long, by the calibration; the same for every contestant. */
  bytes: Schema.NonNegativeInt
})
export type CpuWork = typeof CpuWork.Type
