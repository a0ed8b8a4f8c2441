import { assert, describe, it } from "@effect/vitest"
import { usEast1 } from "../../src/domain/Price.ts"
import { costs } from "../../src/Report/Cost.ts"
import { contestant, lineUp, race, standing } from "./staged.ts"

const costing = (...units: ReadonlyArray<number | null>) => {
  const names = units.map((_, index) => `s${index}`)
  return race(
    names.map((name) => contestant(name)),
    names.map((name, index) => {
      const wcu = units[index] ?? null
      return standing(name, {
        wcu_per_million_items: wcu,
        cost_usd_per_million_items: wcu === null ? null : (wcu / 1e6) * 0.625
      })
    }),
    { price: usEast1 }
  )
}

describe("what capacity costs", () => {
  it("is said once where it is all the same", () => {
    assert.deepStrictEqual(costs(lineUp), [
      "1 WCU per item, $0.63 per million items",
      "prices: us-east-1, on demand, AWS price list of 2026-09-11"
    ])
  })

  it("is said of each where it differs", () => {
    assert.deepStrictEqual(costs(costing(1e6, 2e6, 1e6, null)).slice(0, 2), [
      "s0 and s2 1 WCU per item, $0.63 per million items",
      "s1 2 WCU per item, $1.25 per million items"
    ])
  })

  it("is not said where nobody knows", () => {
    assert.deepStrictEqual(costs(costing(null, null)), [])
  })

  it("may be without a price, and shows none that could move a cursor", () => {
    const free = costing(1e6)
    const standings = free.summary.standings.map((each) => ({ ...each, cost_usd_per_million_items: null }))
    assert.deepStrictEqual(costs({ ...free, summary: { ...free.summary, standings, price: null } }), ["1 WCU per item"])
    const price = { ...usEast1, source: "\u001b[2J" }
    assert.include(costs({ ...free, summary: { ...free.summary, price } }), "prices: \\u{1b}[2J")
  })
})
