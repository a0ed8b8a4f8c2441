import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from "hdr-histogram-js"
import { ContentSum } from "./domain/ContentSum.ts"
import type { EventLoop } from "./domain/Evidence.ts"
import type { Item } from "./domain/Item.ts"
import type { Flight } from "./domain/RaceResult.ts"
import type { Connections, TallyData } from "./domain/TallyData.ts"

export type Outcome = Flight["outcome"]

const flightsKept = 500
const timelineStepMs = 100

/** Microseconds with three digits, growing as it must. */
const histogram = () =>
  build({ bitBucketSize: 32, autoResize: true, lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 })

const takeHistogram = (of: Histogram): string | null => {
  if (of.totalCount === 0) return null
  const encoded = encodeIntoCompressedBase64(of)
  of.reset()
  return encoded
}

const addHistogram = (to: Histogram, encoded: string | null) => {
  if (encoded !== null) to.add(decodeFromCompressedBase64(encoded))
}

const add = (counts: Map<string, number>, name: string, n: number) => {
  counts.set(name, (counts.get(name) ?? 0) + n)
}

const takeCounts = (counts: Map<string, number>): ReadonlyArray<readonly [string, number]> => {
  const taken = Array.from(counts)
  counts.clear()
  return taken
}

const addCounts = (to: Map<string, number>, counts: ReadonlyArray<readonly [string, number]>) => {
  for (const [name, n] of counts) add(to, name, n)
}

/** Of several event loops the one that was busy longest. */
const busiest = (a: EventLoop | null, b: EventLoop | null): EventLoop | null =>
  a === null || b === null ? (a ?? b) : a.utilization >= b.utilization ? a : b

/** What the connections of both have done. */
export const together = (a: Connections | null, b: Connections | null): Connections | null =>
  a === null || b === null
    ? (a ?? b)
    : {
        cap: a.cap + b.cap,
        most: a.most + b.most,
        requests: a.requests + b.requests,
        waited_ms: a.waited_ms + b.waited_ms
      }

const inOrder = (a: Flight, b: Flight): number =>
  a.start_ms - b.start_ms || a.worker - b.worker || a.slot - b.slot || a.end_ms - b.end_ms

/** What nothing adds. */
export const nothing: TallyData = {
  items: 0,
  attempts: 0,
  retries: [],
  throttles: [],
  rejected: [],
  rejected_keys: [],
  reject_reasons: [],
  consumed: 0,
  content: 0n,
  request: null,
  item: null,
  timeline: [],
  flights: [],
  duration_ms: 0,
  in_flight_ms: 0,
  event_loop: null,
  connections: null,
  cpu_us: 0,
  peak_rss_mb: 0
}

/**
 * What was seen of a lap. It is written to while the lap runs, and memory is bounded by what is kept: the first 500
 * requests, histograms, counts, one number per 100 ms, and the keys of rejected items. What threads, processes and
 * machines saw is taken there and added here, in any order and in as many pieces as one likes.
 */
export class Tally {
  /** Items acknowledged, or read. */
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
  /** Why an item was given up, by key text; of several of one key, why the last was. */
  readonly rejectReasons = new Map<string, string>()
  /** Capacity units: of a write write units, of a read read units. */
  consumed = 0
  /** Of the items read. */
  readonly content = new ContentSum()
  /** Each request, sent to answered. */
  readonly request = histogram()
  /** Each item, handed over to acknowledged. */
  readonly item = histogram()
  /** Items acknowledged in each 100 ms since the start. */
  readonly timeline: Array<number> = []
  /** Times are since the start. */
  readonly flights: Array<Flight> = []
  /** From the first item handed over to the last one settled; of those who work side by side, the longest. */
  durationMs = 0
  /** Requests in flight, summed over time: whole once all are answered. */
  inFlightMs = 0
  /** The busiest of all that took part. */
  eventLoop: EventLoop | null = null
  /** Of all clients that took part. */
  connections: Connections | null = null
  /** User and system time of every process that took part. */
  cpuUs = 0
  /** Most resident memory of every process that took part, MiB. */
  peakRssMb = 0

  readonly startedNanos: bigint
  readonly #worker: number
  readonly #slots: Array<boolean> = []
  #flown = 0

  constructor(startedNanos: bigint, worker = 0) {
    this.startedNanos = startedNanos
    this.#worker = worker
  }

  /** Returns the slot that the request holds: the lowest that is free, -1 for a request of which no flight is kept. */
  sent(nowNanos: bigint): number {
    this.attempts++
    this.inFlightMs -= this.#sinceStart(nowNanos)
    if (this.#flown >= flightsKept) return -1
    this.#flown++
    const free = this.#slots.indexOf(false)
    const slot = free < 0 ? this.#slots.length : free
    this.#slots[slot] = true
    return slot
  }

  answered(
    slot: number,
    sentNanos: bigint,
    nowNanos: bigint,
    outcome: Outcome,
    consumed: number,
    attempt: number
  ): void {
    this.consumed += consumed
    this.inFlightMs += this.#sinceStart(nowNanos)
    this.request.recordValue(Number((nowNanos - sentNanos) / 1_000n))
    if (slot < 0) return
    this.#slots[slot] = false
    this.flights.push({
      worker: this.#worker,
      slot,
      start_ms: this.#sinceStart(sentNanos),
      end_ms: this.#sinceStart(nowNanos),
      attempt,
      outcome
    })
  }

  /** So many items of a unit that was handed over then. */
  settled(items: number, handedOverNanos: bigint, nowNanos: bigint): void {
    if (items === 0) return
    this.items += items
    this.item.recordValueWithCount(Number((nowNanos - handedOverNanos) / 1_000n), items)
    const step = Math.floor(this.#sinceStart(nowNanos) / timelineStepMs)
    this.#acknowledged(step, items)
  }

  read(items: ReadonlyArray<Item>, handedOverNanos: bigint, nowNanos: bigint): void {
    for (const item of items) this.content.add(item)
    this.settled(items.length, handedOverNanos, nowNanos)
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
    this.rejectReasons.set(key, reason)
  }

  /** What was seen since it was taken last. */
  take(): TallyData {
    const { attempts, connections, consumed, cpuUs, durationMs, eventLoop, inFlightMs, items, peakRssMb } = this
    this.attempts = 0
    this.consumed = 0
    this.connections = null
    this.cpuUs = 0
    this.durationMs = 0
    this.eventLoop = null
    this.inFlightMs = 0
    this.items = 0
    this.peakRssMb = 0
    const rejectReasons = Array.from(this.rejectReasons)
    this.rejectReasons.clear()
    return {
      items,
      attempts,
      retries: takeCounts(this.retries),
      throttles: takeCounts(this.throttles),
      rejected: takeCounts(this.rejected),
      rejected_keys: takeCounts(this.rejectedKeys),
      reject_reasons: rejectReasons,
      consumed,
      content: this.content.take(),
      request: takeHistogram(this.request),
      item: takeHistogram(this.item),
      timeline: this.timeline.splice(0),
      flights: this.flights.splice(0),
      duration_ms: durationMs,
      in_flight_ms: inFlightMs,
      event_loop: eventLoop,
      connections,
      cpu_us: cpuUs,
      peak_rss_mb: peakRssMb
    }
  }

  /** Adds what was seen elsewhere, in times since the same start. */
  add(seen: TallyData): void {
    this.items += seen.items
    this.attempts += seen.attempts
    addCounts(this.retries, seen.retries)
    addCounts(this.throttles, seen.throttles)
    addCounts(this.rejected, seen.rejected)
    addCounts(this.rejectedKeys, seen.rejected_keys)
    for (const [key, reason] of seen.reject_reasons) this.rejectReasons.set(key, reason)
    this.consumed += seen.consumed
    this.content.addSum(seen.content)
    addHistogram(this.request, seen.request)
    addHistogram(this.item, seen.item)
    seen.timeline.forEach((items, step) => {
      if (items > 0) this.#acknowledged(step, items)
    })
    this.flights.push(...seen.flights)
    if (this.flights.length > flightsKept) this.flights.sort(inOrder).splice(flightsKept)
    this.durationMs = Math.max(this.durationMs, seen.duration_ms)
    this.inFlightMs += seen.in_flight_ms
    this.eventLoop = busiest(this.eventLoop, seen.event_loop)
    this.connections = together(this.connections, seen.connections)
    this.cpuUs += seen.cpu_us
    this.peakRssMb += seen.peak_rss_mb
  }

  #sinceStart(nanos: bigint): number {
    return Number(nanos - this.startedNanos) / 1e6
  }

  #acknowledged(step: number, items: number): void {
    while (this.timeline.length <= step) this.timeline.push(0)
    this.timeline[step] = (this.timeline[step] ?? 0) + items
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

/** The mean in milliseconds; 0 where nothing was recorded. */
export const meanMs = (of: Histogram): number => (of.totalCount === 0 ? 0 : of.mean / 1_000)
