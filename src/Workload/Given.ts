import type { Item } from "../domain/Item.ts"
import type { KeySchema } from "../domain/Key.ts"
import type { Given } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as Range from "./Range.ts"

/** These items, which whoever makes the workload holds in memory anyway. */
export const make = (key: KeySchema, items: ReadonlyArray<Item>): Workload<Given> => {
  const specOf = (from: number, size: number): Given => ({ _tag: "Given", key, items: items.slice(from, from + size) })
  return Range.make({ key, at: (index) => items[index], specOf }, 0, items.length)
}
