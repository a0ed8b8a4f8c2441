import { Array as Arr, Number as Num } from "effect"
import type { Spread } from "../domain/RaceResult.ts"

const middle = (sorted: Arr.NonEmptyReadonlyArray<number>): number => {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? sorted[0]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? sorted[0]
  return (lower + upper) / 2
}

/** null of nothing. */
export const spreadOf = (values: ReadonlyArray<number>): Spread | null => {
  const sorted = Arr.sort(values, Num.Order)
  return Arr.isNonEmptyReadonlyArray(sorted)
    ? { median: middle(sorted), min: sorted[0], max: Arr.lastNonEmpty(sorted) }
    : null
}

/** null of nothing. */
export const median = (values: ReadonlyArray<number>): number | null => spreadOf(values)?.median ?? null

export const medianOf = <A>(all: ReadonlyArray<A>, value: (one: A) => number): number | null =>
  median(all.map((one) => value(one)))
