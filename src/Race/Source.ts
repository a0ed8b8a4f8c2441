import type { KeySchema } from "../domain/Key.ts"
import type { Rejections } from "../domain/RaceResult.ts"
import type { Generated as GeneratedSpec, WorkloadSpec } from "../domain/WorkloadSpec.ts"
import type { Reading } from "../Workload/File.ts"
import * as Generated from "../Workload/Generated.ts"
import type { Workload } from "../Workload.ts"

/** Where laps get their items from: every lap the first `n` of the same. */
export interface Source {
  readonly key: KeySchema
  /** Items at most; Infinity where they are made. */
  readonly available: number
  /** Whether `prefix` keeps the items of laps apart that share a table. */
  readonly prefixed: boolean
  readonly spec: WorkloadSpec
  readonly fileRejected: Rejections | null
  readonly take: (n: number, prefix: string) => Workload
}

export const generated = (spec: GeneratedSpec): Source => ({
  key: Generated.make(spec).key,
  available: Number.POSITIVE_INFINITY,
  prefixed: true,
  spec,
  fileRejected: null,
  take: (size, prefix) => Generated.make({ ...spec, size, prefix })
})

const examplesShown = 10

export const file = ({ records, reasons, rejected, workload }: Reading): Source => ({
  key: workload.key,
  available: workload.size,
  prefixed: false,
  spec: workload.spec,
  fileRejected: {
    count: records - workload.size,
    by_reason: Object.fromEntries(reasons),
    examples: rejected.slice(0, examplesShown).map(({ line, reason }) => ({ line, reason }))
  },
  take: (n) => workload.slice(0, n)
})
