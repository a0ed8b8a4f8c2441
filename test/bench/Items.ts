import * as Generated from "../../src/Workload/Generated.ts"
import type { Workload } from "../../src/Workload.ts"

/** What all benchmarks write: items of 250 bytes, no key twice. */
export const items = (size: number): Workload =>
  Generated.make({
    _tag: "Generated",
    size,
    seed: 1,
    item_size_bytes: 250,
    keys: "uniform",
    repeat_keys: 0,
    prefix: ""
  })
