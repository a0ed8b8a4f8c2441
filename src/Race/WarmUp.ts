import { Effect } from "effect"
import type { Tally } from "../Tally.ts"
import type { Workload } from "../Workload.ts"
import { inFlightOf } from "./Contestant.ts"
import type { Course, Ground } from "./Course.ts"
import { paceOf, type Racer } from "./Racer.ts"

/** Once a run has been long enough, runs are so much longer. */
const settling = 5 / 3
/** A rate no further above the best before it has settled; so it is when this was true twice in a row. */
const settled = 1.05
const firstRequests = { least: 8, most: 64 }
const elementsAtMost = 100_000
/** Where elements are counted, runs have as many as so many of the longest, all together. */
export const runsAtMost = 3

const readByWorkers: ReadonlySet<Workload["spec"]["_tag"]> = new Set(["FileRecords", "Keys", "Urls"])

export interface Pace {
  /** Of a run. */
  readonly longEnoughMs: number
  /** Of all runs: who has not settled by then races as it is, and a drift is told. */
  readonly patienceMs: number
}

/** What a warm-up measured: its last run, and the rate to size laps by. */
export interface WarmedUp {
  readonly tally: Tally
  readonly elements: number
  readonly itemsPerMs: number
}

/**
 * Runs a contestant over twice as many elements each time, until a run is long enough, and on until its rate has settled or
 * there are no more: code is compiled and caches are filled then, which takes some thousand requests. Of what a lap
 * reads whole all is read again and again until then. The rate of the last run is known.
 */
export const warmUp = Effect.fn("WarmUp.warmUp")(function* (
  racer: Pick<Racer, "contestant" | "run">,
  course: Course,
  ground: Ground,
  { longEnoughMs, patienceMs }: Pace,
  /** Elements of a run. */
  mostOfRun = Number.POSITIVE_INFINITY
) {
  const requests = Math.min(Math.max(inFlightOf(racer.contestant), firstRequests.least), firstRequests.most)
  const most = Math.min(course.available, elementsAtMost)
  let elements = course.inParts ? Math.min(requests * racer.contestant.settings.batch, most, mostOfRun) : most
  let handedOver = 0
  let best = 0
  let spentMs = 0
  let level = 0
  // workers read a file, and find the keys in it, in their first run, which therefore says nothing of their rate
  const first = course.take(ground, elements)
  if (readByWorkers.has(first.spec._tag)) {
    yield* racer.run(ground.table, first)
    handedOver += elements
  }
  while (true) {
    const tally = yield* racer.run(ground.table, course.take(ground, elements))
    const itemsPerMs = paceOf(tally)
    const isLong = tally.durationMs >= longEnoughMs
    spentMs += tally.durationMs
    handedOver += elements
    level = itemsPerMs <= settled * best ? level + 1 : 0
    best = Math.max(best, itemsPerMs)
    const isAll = elements >= most
    const isEnough = isLong || (isAll && course.whole)
    const wanted = isLong ? Math.max(Math.ceil(itemsPerMs * longEnoughMs * settling), 1) : elements * 2
    const next = course.inParts ? Math.min(wanted, most, mostOfRun) : elements
    const isSpent = handedOver + next > runsAtMost * mostOfRun
    if ((isAll && !course.whole) || (isEnough && (level >= 2 || spentMs >= patienceMs)) || isSpent) {
      yield* ground.wrote(elements)
      return { tally, elements, itemsPerMs } satisfies WarmedUp
    }
    elements = next
  }
})
