import { Array as Arr, Number as Num, Order } from "effect"
import type { ContestantResult, Standing } from "../domain/RaceResult.ts"
import { Swept } from "../domain/Settings.ts"
import type { Knee } from "../domain/Verdict.ts"

/** Of the best: what is within counts as good as that. */
const asGood = 0.95
/** With fewer values there is no curve. */
const enoughValues = 3

interface Point {
  readonly value: number
  readonly items_per_s: number
  readonly contestant: ContestantResult
}

const byRate = Order.mapInput(Num.Order, ({ items_per_s }: Point) => items_per_s)
const byValue = Order.mapInput(Num.Order, ({ value }: Point) => value)

/** Equal for contestants that differ in the setting alone. */
const othersOf = (setting: Swept, { contestant }: Point): string =>
  JSON.stringify([
    contestant.strategy,
    contestant.transport,
    contestant.item_size_bytes,
    contestant.rtt_ms,
    contestant.client,
    ...Swept.literals.filter((other) => other !== setting).map((other) => contestant[other])
  ])

/** A contestant's name without the setting, and without its number where it races twice. */
export const nameWithout = (setting: Swept, name: string): string =>
  name
    .replace(/#\d+$/, "")
    .split(":")
    .filter((part) => !part.startsWith(`${setting}=`))
    .join(":")

const kneeOf = (setting: Swept, points: Arr.NonEmptyReadonlyArray<Point>): ReadonlyArray<Knee> => {
  const values = Arr.dedupe(Arr.map(Arr.sort(points, byValue), ({ value }) => value))
  if (values.length < enoughValues) return []
  const best = Arr.max(points, byRate)
  const good = points.filter(({ items_per_s }) => items_per_s >= best.items_per_s * asGood)
  const knee = Arr.min([best, ...good], byValue)
  return [
    {
      name: nameWithout(setting, best.contestant.name),
      setting,
      value: knee.value,
      items_per_s: knee.items_per_s,
      best_value: best.value,
      best_items_per_s: best.items_per_s,
      values
    }
  ]
}

/** Of all that are ranked and differ in one setting alone, the smallest value that is as good as the best. */
export const kneesOf = (
  contestants: ReadonlyArray<ContestantResult>,
  standings: ReadonlyArray<Standing>
): ReadonlyArray<Knee> => {
  const medians = new Map(standings.map(({ items_per_s, name }) => [name, items_per_s?.median]))
  return Swept.literals.flatMap((setting) => {
    const points = contestants.flatMap((contestant): ReadonlyArray<Point> => {
      const value = contestant[setting]
      const items_per_s = medians.get(contestant.name)
      return value === null || items_per_s === undefined ? [] : [{ value, items_per_s, contestant }]
    })
    const groups = Arr.groupBy(points, (point) => othersOf(setting, point))
    return Object.values(groups).flatMap((group) => kneeOf(setting, group))
  })
}
