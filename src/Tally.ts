import { build, type Histogram } from "hdr-histogram-js"
import type { Flight } from "./domain/RaceResult.ts"

export type Outcome = Flight["outcome"]

const flightsKept = 500
const timelineStepMs = 100

/** Microseconds with three digits, growing as it must. */
const histogram = () =>
  build({ bitBucketSize: 32, autoResize: true, lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 })

const add = (counts: Map<string, number>, name: string, n: number) => {
  counts.set(name, (counts.get(name) ?? 0) + n)
}

/**
 * What was seen of a lap. It is written to while the lap runs, and memory is bounded by what is kept: the first 500
 * requests, histograms, counts, one number per 100 ms, and the keys of rejected items.
 */
export class Tally {
  /** Items acknowledged. */
  items = 0
  /** Requests sent. */
  attempts = 0
  /** Requests sent again, by the reason why the one before failed. */
  readonly retries = new Map<string, number>()
  readonly throttles = new Map<string, number>()
  /** Items given up, by reason. */
  readonly rejected = new Map<string, number>()
  /** Items given up, by key text. */
  readonly rejectedKeys = new Map<string, number>()
  /** Write capacity units. */
  consumed = 0
  /** Each request, sent to answered. */
  readonly request = histogram()
  /** Each item, handed over to acknowledged. */
  readonly item = histogram()
  /** Items acknowledged in each 100 ms since the start. */
  readonly timeline: Array<number> = []
  /** Times are since the start. */
  readonly flights: Array<Flight> = []

  readonly #startedNanos: bigint
  readonly #slots: Array<boolean> = []

  constructor(startedNanos: bigint) {
    this.#startedNanos = startedNanos
  }

  /** Returns the slot that the request holds: the lowest that is free, -1 for a request of which no flight is kept. */
  sent(): number {
    if (this.attempts++ >= flightsKept) return -1
    const free = this.#slots.indexOf(false)
    const slot = free < 0 ? this.#slots.length : free
    this.#slots[slot] = true
    return slot
  }

  answered(slot: number, sentNanos: bigint, nowNanos: bigint, outcome: Outcome, consumed: number): void {
    this.consumed += consumed
    this.request.recordValue(Number((nowNanos - sentNanos) / 1_000n))
    if (slot < 0) return
    this.#slots[slot] = false
    this.flights.push({
      worker: 0,
      slot,
      start_ms: Number(sentNanos - this.#startedNanos) / 1e6,
      end_ms: Number(nowNanos - this.#startedNanos) / 1e6,
      outcome
    })
  }

  written(items: number, handedOverNanos: bigint, nowNanos: bigint): void {
    this.items += items
    this.item.recordValueWithCount(Number((nowNanos - handedOverNanos) / 1_000n), items)
    const step = Math.floor(Number(nowNanos - this.#startedNanos) / 1e6 / timelineStepMs)
    while (this.timeline.length <= step) this.timeline.push(0)
    this.timeline[step] = (this.timeline[step] ?? 0) + items
  }

  retried(reason: string): void {
    add(this.retries, reason, 1)
  }

  throttled(reason: string, n: number): void {
    add(this.throttles, reason, n)
  }

  reject(key: string, reason: string): void {
    add(this.rejected, reason, 1)
    add(this.rejectedKeys, key, 1)
  }
}

export const sum = (counts: ReadonlyMap<string, number>): number => {
  let total = 0
  for (const n of counts.values()) total += n
  return total
}

/** A percentile in milliseconds; 0 where nothing was recorded. */
export const percentileMs = (of: Histogram, percentile: number): number =>
  of.totalCount === 0 ? 0 : of.getValueAtPercentile(percentile) / 1_000
