import * as Figure from "../Report/Figure.ts"
import type { Asked, Facts } from "./Facts.ts"

/** CPU of a request in microseconds, and of each item in it, at best: measured on loopback with small items, without TLS. */
const cpuUs = { sdk: { request: 600, item: 20 }, wire: { request: 38, item: 5 } } as const

/** CPU of one request, in microseconds. */
export const cpuUsOf = ({ batch, transport }: Asked): number => cpuUs[transport].request + batch * cpuUs[transport].item

/** Items a second that a race would write from one event loop, and how that comes about. */
export interface Rate {
  readonly perSecond: number
  readonly why: string
}

/**
 * What was asked for; otherwise Little's law over the measured round trip, or what one core can send where that is less.
 * null where nothing was measured.
 */
export const rateOf = ({ asked, trips }: Facts): Rate | null => {
  if (asked.rate !== null) return { perSecond: asked.rate, why: "asked for by --rate" }
  if (trips._tag !== "Known") return null
  const { batch, concurrency, transport } = asked
  const items = batch === 1 ? "" : `, ${batch} items in each`
  const us = cpuUsOf(asked)
  const byWaiting = concurrency / (trips.value.p50Ms / 1_000)
  const byCpu = 1e6 / us
  return byWaiting <= byCpu
    ? {
        perSecond: byWaiting * batch,
        why: `${concurrency} in flight${items}, ${Figure.latency(trips.value.p50Ms)} each, measured here`
      }
    : {
        perSecond: byCpu * batch,
        why: `at most: one core at ${Figure.count(us)} µs a request by ${transport}${items}, as measured on a fast machine; --rate says another`
      }
}

/** Write units a second, with items of up to 1 KB. */
export const rateText = ({ perSecond, why }: Rate): string => `${Figure.count(perSecond)} writes/s (${why})`
