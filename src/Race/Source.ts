import type { KeySchema } from "../domain/Key.ts"
import type { Rejections } from "../domain/RaceResult.ts"
import type { Traits } from "../domain/Settings.ts"
import type { Generated as GeneratedSpec, ItemsSpec } from "../domain/WorkloadSpec.ts"
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
  readonly spec: ItemsSpec
  readonly fileRejected: Rejections | null
  /** The first `n`, as a contestant of these traits wants them. */
  readonly take: (n: number, prefix: string, traits: Traits) => Workload<ItemsSpec>
}

export const generated = (spec: GeneratedSpec): Source => ({
  key: Generated.make(spec).key,
  available: Number.POSITIVE_INFINITY,
  prefixed: true,
  spec,
  fileRejected: null,
  take: (size, prefix, { item_size_bytes, shards }) =>
    Generated.make({
      ...spec,
      size,
      prefix,
      ...(item_size_bytes === null ? {} : { item_size_bytes }),
      ...(shards === null ? {} : { shards })
    })
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
