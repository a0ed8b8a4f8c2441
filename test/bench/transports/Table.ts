import { median, medianOf, spreadOf } from "../../../src/Race/Spread.ts"
import type { Name, Took } from "./Contenders.ts"

export interface Measured {
  readonly name: Name
  readonly items: number
  /** One of each round. */
  readonly took: ReadonlyArray<Took>
}

const floor: Name = "undici, unsigned"
const base: Name = "SDK, for-each"

const usOf = ({ items, took }: Measured): ReadonlyArray<number> => took.map(({ cpuUs }) => cpuUs / items)

/** The median of the ratios inside rounds, each of which had the same weather for both. */
const ratio = (to: Measured | undefined, of: Measured | undefined): string => {
  if (to === undefined || of === undefined) return "–"
  const others = usOf(of)
  return (median(usOf(to).map((us, round) => us / (others[round] ?? Number.NaN))) ?? Number.NaN).toFixed(2)
}

const row = (...cells: readonly [name: string, ...figures: ReadonlyArray<string>]) => {
  const widths = [36, 7, 16, 12, 11, 8]
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join("")
}

/** How much of a core it kept busy tells whether it was the client that set the pace. */
export const lines = (measured: ReadonlyArray<Measured>): ReadonlyArray<string> => {
  const named = (name: Name) => measured.find((one) => one.name === name)
  const figures = measured.map((one) => {
    const us = spreadOf(usOf(one)) ?? { median: Number.NaN, min: Number.NaN, max: Number.NaN }
    const busy = medianOf(one.took, ({ cpuUs, wallUs }) => cpuUs / wallUs) ?? Number.NaN
    return row(
      one.name,
      us.median.toFixed(1),
      `${us.min.toFixed(1)} … ${us.max.toFixed(1)}`,
      ratio(one, named(floor)),
      ratio(named(base), one),
      `${(busy * 100).toFixed(0)} %`
    )
  })
  return [row("µs of CPU an item", "median", "least … most", "÷ unsigned", "SDK ÷ it", "a core"), ...figures]
}
