import { ContentSum } from "../domain/ContentSum.ts"
import type { Item } from "../domain/Item.ts"
import type * as Tally from "../Tally.ts"
import type { Verdict } from "./Course.ts"

/** What a lap that reads is to come to, in any order. */
export interface Expected {
  readonly items: number
  readonly content: bigint
}

export const of = (items: Iterable<Item>): Expected => {
  const content = new ContentSum()
  let count = 0
  for (const item of items) {
    content.add(item)
    count++
  }
  return { items: count, content: content.value }
}

export const isSame = (expected: Expected, { content, items }: Pick<Tally.Tally, "content" | "items">): boolean =>
  expected.items === items && expected.content === content.value

export const verdictOf = (expected: Expected, tally: Tally.Tally): Verdict => ({
  lost: Math.max(expected.items - tally.items, 0),
  changed: 0,
  unsettled: Math.max(tally.items - expected.items, 0),
  ...(tally.items === expected.items && !isSame(expected, tally) ? { differs: true as const } : {})
})
