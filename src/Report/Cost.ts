import { Array } from "effect"
import type { RaceResult } from "../domain/RaceResult.ts"
import * as Figure from "./Figure.ts"
import { listed, type Named, named } from "./Names.ts"
import { printable } from "./Printable.ts"

const namesShown = 4

/** What capacity costs, in parts of a sentence: once where it costs all the same, else for each. */
export const costs = (result: RaceResult, name: Named = named(result)): ReadonlyArray<string> => {
  const { price, standings } = result.summary
  const priced = standings.flatMap((standing) => {
    const {
      cost_usd_per_million_items: usd,
      name,
      rcu_per_million_items: read,
      wcu_per_million_items: written
    } = standing
    const units = written ?? read
    if (units === null) return []
    const perItem = `${Figure.exact(units / 1e6)} ${written === null ? "RCU" : "WCU"} per item`
    return [{ name, text: usd === null ? perItem : `${perItem}, ${Figure.usd(usd)} per million items` }]
  })
  const groups = Object.entries(Array.groupBy(priced, ({ text }) => text))
  const source = price === null || priced.length === 0 ? [] : [`prices: ${printable(price.source)}`]
  return [
    ...groups.map(([text, group]) => {
      const who = listed(
        group.map((each) => name(each.name)),
        namesShown
      )
      return groups.length === 1 ? text : `${who} ${text}`
    }),
    ...source
  ]
}
