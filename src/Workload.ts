import type { Item } from "./domain/Item.ts"
import type { KeySchema } from "./domain/Key.ts"
import type { WorkloadSpec } from "./domain/WorkloadSpec.ts"

/** A bounded run of items that can be walked as often as one likes, and cut. */
export interface Workload<Spec extends WorkloadSpec = WorkloadSpec> extends Iterable<Item> {
  readonly size: number
  readonly key: KeySchema
  readonly spec: Spec
  /** Items `from` up to and without `to`. */
  readonly slice: (from: number, to: number) => Workload<Spec>
}

/** Cuts into pieces of `size`, in order; the last may be smaller. A workload is cut into units, units into groups. */
export function* units<A>(items: Iterable<A>, size: number): Generator<ReadonlyArray<A>> {
  let unit: Array<A> = []
  for (const item of items) {
    unit.push(item)
    if (unit.length === size) {
      yield unit
      unit = []
    }
  }
  if (unit.length > 0) yield unit
}
