import { Schema } from "effect"
import { NonNegative } from "./Finite.ts"

/** What capacity costs. */
export const Price = Schema.Struct({
  usd_per_million_write_units: NonNegative,
  /** Not in results of before there were reads. */
  usd_per_million_read_units: Schema.optionalWith(NonNegative, { exact: true, default: () => 0.125 }),
  /** Where it is from, and of which day; or that the user gave it. */
  source: Schema.String
})
export type Price = typeof Price.Type

/** On demand reads cost a fifth of writes in every region, by AWS's price lists. */
export const writesPerRead = 5

/** Whose prices are the usual ones. */
export const pricedRegion = "us-east-1"

/** AWS Price List, published 2026-09-11: standard table class, on demand, without the free tier. */
export const usEast1: Price = {
  usd_per_million_write_units: 0.625,
  usd_per_million_read_units: 0.125,
  source: `${pricedRegion}, on demand, AWS price list of 2026-09-11`
}
