import type { Item } from "./Item.ts"
import type { KeySchema } from "./Key.ts"

/** One of the parts into which a parallel scan cuts a table: `index` counts from 0 to `of` - 1. */
export interface Segment {
  readonly index: number
  readonly of: number
}

/** What tells the segments of one scan apart. */
export const key: KeySchema = { partition: { name: "segment", type: "N" } }

/** As an element of a workload. */
export const toItem = ({ index, of }: Segment): Item => ({ segment: { N: `${index}` }, of: { N: `${of}` } })

const numberIn = (item: Item, name: string): number => {
  const value = item[name]
  return value !== undefined && "N" in value ? Number(value.N) : Number.NaN
}

/** `index` and `of` are NaN of an item that is no segment. */
export const fromItem = (item: Item): Segment => ({ index: numberIn(item, "segment"), of: numberIn(item, "of") })
