import { Array as Arr, Number as Num, Option } from "effect"
import type { EventLoop, Evidence, Limit, Machine, Sockets } from "../domain/Evidence.ts"
import * as Latency from "../domain/Latency.ts"
import type { ContestantResult, Environment, Lap } from "../domain/RaceResult.ts"
import { medianOf } from "./Spread.ts"

const known = <A>(laps: ReadonlyArray<Lap>, value: (lap: Lap) => A | null): ReadonlyArray<A> =>
  Arr.filterMap(laps, (lap) => Option.fromNullable(value(lap)))

const medianOfKnown = (laps: ReadonlyArray<Lap>, value: (lap: Lap) => number | null | undefined): number | null =>
  medianOf(
    known(laps, (lap) => value(lap) ?? null),
    (value) => value
  )

/** The struct whose fields are the medians of theirs. */
const middle = <A>(all: ReadonlyArray<A>, fields: (median: (field: (one: A) => number) => number) => A): A | null =>
  all.length === 0 ? null : fields((field) => medianOf(all, field) ?? 0)

const throttledShare = ({ items, throttles }: Lap): number => {
  const throttled = Num.sumAll(Object.values(throttles))
  return throttled === 0 ? 0 : throttled / (throttled + items)
}

/** What these laps tell of how their contestant was held up; null of none. */
export const evidenceOf = (
  laps: ReadonlyArray<Lap>,
  latency: Environment["latency"],
  { rtt_ms }: Pick<ContestantResult, "rtt_ms">,
  rate: number | null = null
): Evidence | null => {
  if (laps.length === 0) return null
  const loops = known(laps, ({ event_loop }) => event_loop)
  const sockets = known(laps, ({ sockets }) => sockets)
  const machines = known(laps, ({ machine }) => machine)
  return {
    in_flight_mean: medianOfKnown(laps, ({ in_flight_mean }) => in_flight_mean),
    request_mean_ms: medianOfKnown(laps, ({ request_mean_ms }) => request_mean_ms),
    service_mean_ms: latency === null ? null : Latency.meanMs(latency) + (rtt_ms ?? 0),
    client_cpu_share: medianOf(laps, ({ client_cpu_share }) => client_cpu_share) ?? 0,
    event_loop: middle<EventLoop>(loops, (median) => ({
      utilization: median(({ utilization }) => utilization),
      delay_p99_ms: median(({ delay_p99_ms }) => delay_p99_ms),
      gc_share: median(({ gc_share }) => gc_share)
    })),
    sockets: middle<Sockets>(sockets, (median) => ({
      cap: median(({ cap }) => cap),
      most: median(({ most }) => most),
      wait_mean_ms: median(({ wait_mean_ms }) => wait_mean_ms)
    })),
    throttled_share: medianOf(laps, throttledShare) ?? 0,
    ...(rate === null ? {} : { rate_share: (medianOf(laps, ({ items_per_s }) => items_per_s) ?? 0) / rate }),
    engine_cpu_share: medianOfKnown(laps, ({ engine }) => engine?.cpu_share),
    engine_late_mean_ms: medianOfKnown(laps, ({ engine }) => engine?.overshoot_mean_ms),
    machine: middle<Machine>(machines, (median) => ({
      cores: median(({ cores }) => cores),
      busy_cores: median(({ busy_cores }) => busy_cores),
      other_cores: median(({ other_cores }) => other_cores)
    }))
  }
}

const throttledFelt = 0.05
/** Who hands over evenly loses a little at the beginning and the end of a lap. */
const rateFull = 0.95
/** CPU time counts in steps of some milliseconds. */
const longEnoughMs = 100
/** An event loop that is never idle wants a core whole; whether it had one, its CPU time says. */
const loopFull = 0.95
const coreFull = 0.85
/** Requests that take so many times what the service takes are held up on the way. */
const heldUp = 1.25
/** As a share of what a request takes. */
const socketWaitFelt = 0.1

interface Judged {
  readonly evidence: Evidence
  readonly contestant: Pick<ContestantResult, "workers" | "in_flight_max">
  readonly cores: number
}

const isHeldUp = ({ request_mean_ms, service_mean_ms }: Evidence): boolean =>
  request_mean_ms === null || service_mean_ms === null || request_mean_ms > heldUp * service_mean_ms

const isLoopFull = ({ event_loop }: Evidence): boolean => event_loop !== null && event_loop.utilization >= loopFull

const isMachineFull = ({ machine }: Evidence): boolean =>
  machine !== null && machine.busy_cores >= coreFull * machine.cores

/** With several workers each wants a core. */
const hasItsCores = ({ contestant: { workers }, evidence }: Judged): boolean =>
  evidence.client_cpu_share >= coreFull * (workers ?? 1)

/** Above it, requests that are held up may be held up by their own event loop; with a core in use, they are. */
const loopBusy = 0.8

const isLoopBusy = ({ event_loop }: Evidence): boolean => event_loop !== null && event_loop.utilization >= loopBusy

const isCpuFull = (judged: Judged): boolean =>
  hasItsCores(judged) &&
  (judged.contestant.workers !== null ||
    isLoopFull(judged.evidence) ||
    (isLoopBusy(judged.evidence) && isHeldUp(judged.evidence)))

/**
 * More than their cores can workers not have; an event loop that is never idle and has less than a core shares it. One
 * that is idle at times loses little to others.
 */
const sharesCores = (judged: Judged): boolean => {
  const { contestant, cores, evidence } = judged
  if (contestant.workers === null) return isLoopFull(evidence)
  return evidence.client_cpu_share >= coreFull * cores || (isMachineFull(evidence) && isHeldUp(evidence))
}

const waitsForSockets = ({ contestant: { in_flight_max }, evidence: { request_mean_ms, sockets } }: Judged): boolean =>
  sockets !== null &&
  sockets.cap < (in_flight_max ?? Number.POSITIVE_INFINITY) &&
  sockets.most >= sockets.cap &&
  sockets.wait_mean_ms > socketWaitFelt * (request_mean_ms ?? 0)

const onlyWaits = ({ contestant, evidence }: Judged): boolean =>
  contestant.in_flight_max !== null && (!isHeldUp(evidence) || !isLoopBusy(evidence))

/** The first that is true: what is nearest to the table comes before what more requests in flight would change. */
const limits: ReadonlyArray<readonly [Limit, (judged: Judged) => boolean]> = [
  ["capacity", ({ evidence }) => evidence.throttled_share >= throttledFelt],
  ["rate", ({ evidence: { rate_share = 0 } }) => rate_share >= rateFull],
  ["client-cpu", isCpuFull],
  ["machine", sharesCores],
  ["sockets", waitsForSockets],
  ["own-waiting", onlyWaits]
]

/** What held a contestant back in the laps of this evidence; the embedded DynamoDB is judged lap by lap: see `Marks`. */
export const limitOf = (judged: Judged): Limit | null => limits.find(([, holds]) => holds(judged))?.[0] ?? null

/** Whether laps are long enough to be judged. */
export const isLongEnough = ({ duration_ms }: Lap): boolean => duration_ms >= longEnoughMs
