import type { AttributeValue } from "./Item.ts"

export interface Ordered {
  readonly _tag: "=" | "<" | "<=" | ">" | ">="
  readonly value: AttributeValue
}

/** What a key attribute is compared with, in the service's own words. */
export type Comparison =
  | Ordered
  /** Both ends belong to it. */
  | { readonly _tag: "between"; readonly low: AttributeValue; readonly high: AttributeValue }
  /** Of strings and binaries alone. */
  | { readonly _tag: "begins_with"; readonly prefix: AttributeValue }

/** Which items of a table a query is for: those of one partition key, of which the sort key may choose. */
export interface KeyCondition {
  readonly partition: { readonly name: string; readonly value: AttributeValue }
  readonly sort?: { readonly name: string; readonly comparison: Comparison } | undefined
}

/** The values of a comparison, as they stand in it. */
export const values = (comparison: Comparison): ReadonlyArray<AttributeValue> => {
  switch (comparison._tag) {
    case "between":
      return [comparison.low, comparison.high]
    case "begins_with":
      return [comparison.prefix]
    default:
      return [comparison.value]
  }
}
