import type { Item } from "../domain/Item.ts"
import type { KeySchema } from "../domain/Key.ts"
import type { WorkloadSpec } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"

/** What is known by its number, or made from it. */
export interface Numbered<Spec extends WorkloadSpec> {
  readonly key: KeySchema
  readonly at: (index: number) => Item | undefined
  readonly specOf: (from: number, size: number) => Spec
}

/** Elements number `from` up to and without `from + size`; slices of it are no longer than it. */
export const make = <Spec extends WorkloadSpec>(
  numbered: Numbered<Spec>,
  from: number,
  size: number
): Workload<Spec> => ({
  size,
  key: numbered.key,
  spec: numbered.specOf(from, size),
  slice: (start, end) => {
    const first = Math.min(Math.max(start, 0), size)
    return make(numbered, from + first, Math.max(Math.min(end, size) - first, 0))
  },
  *[Symbol.iterator]() {
    for (let index = from; index < from + size; index++) {
      const item = numbered.at(index)
      if (item !== undefined) yield item
    }
  }
})
