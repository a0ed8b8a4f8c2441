import type { Item } from "../domain/Item.ts"
import * as Key from "../domain/Key.ts"
import type { ItemsSpec, Keys } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as Range from "./Range.ts"

/** The keys of these items, each once, or their partition keys alone. All are held in memory. */
export const make = (items: Workload<ItemsSpec>, part: Keys["part"]): Workload<Keys> => {
  const key = part === "whole" ? items.key : { partition: items.key.partition }
  const distinct = new Map<string, Item>()
  for (const item of items) distinct.set(Key.toText(key, item), Key.pick(key, item))
  const keys = Array.from(distinct.values())
  const specOf = (from: number, size: number): Keys => ({ _tag: "Keys", of: items.spec, part, from, size })
  return Range.make({ key, at: (index) => keys[index], specOf }, 0, keys.length)
}
