import { Array, Order } from "effect"
import * as Figure from "../Figure.ts"
import { countsOf } from "../Terms.ts"
import type { Facts, Ranked } from "./Facts.ts"

/** Less of a difference is nobody's reason to choose. */
const leastMib = 16
const leastShare = 0.1

export const peakMib = ({ contestant }: Ranked): number | null => contestant.peak_rss_mb

/** Whether one peak is above another by something worth telling. */
export const isMoreMemory = (more: number, less: number): boolean =>
  more - less >= leastMib && more - less >= leastShare * less

interface Priced {
  readonly each: Ranked
  readonly price: number
}

const cheapest = (equals: ReadonlyArray<Ranked>, of: (each: Ranked) => number | null) => {
  const priced = equals.flatMap((each): ReadonlyArray<Priced> => {
    const price = of(each)
    return price === null ? [] : [{ each, price }]
  })
  if (priced.length < equals.length || !Array.isNonEmptyReadonlyArray(priced)) return null
  const sorted = Array.sort(
    priced,
    Order.mapInput(Order.number, ({ price }: Priced) => price)
  )
  return { least: Array.headNonEmpty(sorted), most: Array.lastNonEmpty(sorted) }
}

/** Of all its laps. */
export const cpuUs = ({ contestant: { laps } }: Ranked): number | null => {
  const counted = laps.filter(({ items }) => items > 0)
  const items = counted.reduce((sum, lap) => sum + lap.items, 0)
  return items === 0 ? null : counted.reduce((sum, lap) => sum + lap.items * lap.client_cpu_us_per_item, 0) / items
}

/** `take for-each, for 131 MiB less`: which of those that are equally fast costs less memory, or else CPU. */
export const choose = (equals: ReadonlyArray<Ranked>, { name, result }: Facts): string => {
  const memory = cheapest(equals, peakMib)
  if (memory !== null && isMoreMemory(memory.most.price, memory.least.price)) {
    return `take ${name(memory.least.each.name)}, for ${Figure.count(memory.most.price - memory.least.price)} MiB less`
  }
  const cpu = cheapest(equals, cpuUs)
  if (cpu !== null && cpu.least.price < cpu.most.price * (1 - leastShare)) {
    const { least, most } = cpu
    return `take ${name(least.each.name)}, for ${Figure.micros(most.price - least.price)} µs less CPU per ${countsOf(result)}`
  }
  return "take the simplest"
}
