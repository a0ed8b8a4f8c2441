import type { KeySchema } from "../domain/Key.ts"
import type { Rejections } from "../domain/RaceResult.ts"
import type { Traits } from "../domain/Settings.ts"
import type { Generated as GeneratedSpec, ItemsSpec, SourceSpec } from "../domain/WorkloadSpec.ts"
import type { Reading } from "../Workload/File.ts"
import * as Generated from "../Workload/Generated.ts"
import type { List } from "../Workload/Urls.ts"
import type { Workload } from "../Workload.ts"

/** What a race tells of what it is over. */
export interface Origin {
  /** Elements at most; Infinity where they are made, or come again. */
  readonly available: number
  readonly spec: SourceSpec
  readonly fileRejected: Rejections | null
}

/** Where laps get their items from: every lap the first `n` of the same. */
export interface Source extends Origin {
  readonly key: KeySchema
  /** Whether `prefix` keeps the items of laps apart that share a table. */
  readonly prefixed: boolean
  readonly spec: ItemsSpec
  /** The first `n`, as a contestant of these traits wants them. */
  readonly take: (n: number, prefix: string, traits: Traits) => Workload<ItemsSpec>
}

/** Made items of which nothing else is said. */
export const usual: GeneratedSpec = {
  _tag: "Generated",
  size: 0,
  seed: 1,
  item_size_bytes: 250,
  keys: "uniform",
  repeat_keys: 0,
  prefix: ""
}

/** Items that are made: of 250 bytes and keys that never repeat, where nothing else is said. */
export const generated = (said: Partial<GeneratedSpec> = {}): Source => {
  const spec = { ...usual, ...said }
  return {
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
  }
}

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

export const urls = ({ spec }: List): Origin => ({ available: Number.POSITIVE_INFINITY, spec, fileRejected: null })
