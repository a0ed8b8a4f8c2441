import type { Item } from "../../domain/Item.ts"
import type { KeySchema } from "../../domain/Key.ts"
import type { Comparison, KeyCondition } from "../../domain/KeyCondition.ts"
import * as Position from "./Position.ts"

/** Of the sort keys of one partition, by their sortable text. */
interface Bounds {
  readonly isBelow: (sort: string) => boolean
  readonly isAbove: (sort: string) => boolean
}

const never = () => false

const bounds = (comparison: Comparison): Bounds => {
  if (comparison._tag === "between") {
    const low = Position.sortable(comparison.low)
    const high = Position.sortable(comparison.high)
    return { isBelow: (sort) => sort < low, isAbove: (sort) => sort > high }
  }
  if (comparison._tag === "begins_with") {
    const prefix = Position.sortable(comparison.prefix)
    return { isBelow: (sort) => sort < prefix, isAbove: (sort) => sort > prefix && !sort.startsWith(prefix) }
  }
  const value = Position.sortable(comparison.value)
  switch (comparison._tag) {
    case "=":
      return { isBelow: (sort) => sort < value, isAbove: (sort) => sort > value }
    case "<":
      return { isBelow: never, isAbove: (sort) => sort >= value }
    case "<=":
      return { isBelow: never, isAbove: (sort) => sort > value }
    case ">":
      return { isBelow: (sort) => sort <= value, isAbove: never }
    case ">=":
      return { isBelow: (sort) => sort < value, isAbove: never }
  }
}

const everything: Bounds = { isBelow: never, isAbove: never }

/** The condition must fit the schema. */
export const make = ({ partition: attribute }: KeySchema, { partition, sort }: KeyCondition): Position.Range => {
  const key: Item = { [attribute.name]: partition.value }
  const { hash, partition: text } = Position.of({ partition: attribute }, key)
  const { isAbove, isBelow } = sort === undefined ? everything : bounds(sort.comparison)
  const side = (at: Position.Position): number =>
    Position.compare({ ...at, sort: "" }, { hash, partition: text, sort: "" })
  return {
    begins: (at) => {
      const to = side(at)
      return to > 0 || (to === 0 && !isBelow(at.sort))
    },
    ends: (at) => {
      const to = side(at)
      return to > 0 || (to === 0 && isAbove(at.sort))
    }
  }
}
