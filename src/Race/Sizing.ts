import type { Contestant } from "./Contestant.ts"
import type { Course } from "./Course.ts"
import { mostAdded } from "./Rounds.ts"
import type { Pace, WarmedUp } from "./WarmUp.ts"

/** A contestant's warm-up, and how long reading its last run back took. */
export interface Measured extends WarmedUp {
  readonly verifyingMs: number
}

/** How long a race is to be. */
export interface Plan {
  readonly rounds: number
  readonly lapTimeMs: number
  /** Items of every lap; null where laps are sized by time. */
  readonly items: number | null
  /**
   * The race shall be over by then, rounds that are added included: laps are made shorter for it, but not below half a
   * second. Null for no such wish.
   */
  readonly budgetMs: number | null
  /** Items a second that a contestant hands over at most, in all that it has started; null or nothing for no limit. */
  readonly rate?: number | null
  /** Whether laps and warm-ups keep to `Bound`: where a race costs money. */
  readonly bounded?: boolean
}

const leastLapTimeMs = 500
const itemsAtMost = 1_000_000
const warmUpMs = 1_200
const longEnoughMs = 300
const patience = { laps: 5, ms: 5_000 }
/** Reading back, tables and what else comes with a lap, as a share of it; until it has been measured. */
const aroundLap = 0.35

/**
 * A contestant warms up in runs of 300 ms, for five laps, or five seconds where laps are longer or have no time. Where laps
 * are shorter than a run, runs are like laps.
 */
export const paceOfWarmUp = ({ items, lapTimeMs }: Pick<Plan, "items" | "lapTimeMs">): Pace => {
  const lapMs = items === null ? lapTimeMs : Number.POSITIVE_INFINITY
  return {
    longEnoughMs: Math.min(longEnoughMs, lapMs),
    patienceMs: Math.min(patience.ms, patience.laps * lapMs)
  }
}

/** How long a race takes in milliseconds, before anything is known of its contestants. */
export const estimateMs = (contestants: ReadonlyArray<Contestant>, plan: Plan): number =>
  Math.min(
    contestants.length * (warmUpMs + plan.rounds * plan.lapTimeMs * (1 + aroundLap)),
    plan.budgetMs ?? Number.POSITIVE_INFINITY
  )

/** What a millisecond of lap costs in milliseconds of race, over all contestants. */
const costOfLapTime = (warm: ReadonlyArray<Measured>): number =>
  warm.reduce((sum, { tally, verifyingMs }) => sum + 1 + verifyingMs / Math.max(tally.durationMs, 1), 0)

export interface Sized {
  readonly lapTimeMs: number
  /** From now to the end. */
  readonly remainingMs: number
}

/** The same once the warm-ups are over, `elapsedMs` after the start. */
export const size = (warm: ReadonlyArray<Measured>, plan: Plan, elapsedMs: number): Sized => {
  const costOfRound = costOfLapTime(warm)
  const cost = plan.rounds * costOfRound
  if (plan.items !== null) {
    const { items } = plan
    const lapsMs = warm.reduce((sum, { itemsPerMs }) => sum + items / itemsPerMs, 0)
    return { lapTimeMs: plan.lapTimeMs, remainingMs: (lapsMs / Math.max(warm.length, 1)) * cost }
  }
  const affordable =
    plan.budgetMs === null ? plan.lapTimeMs : (plan.budgetMs - elapsedMs) / (cost + mostAdded * costOfRound)
  const lapTimeMs = Math.min(plan.lapTimeMs, Math.max(leastLapTimeMs, Math.floor(affordable)))
  return { lapTimeMs, remainingMs: lapTimeMs * cost }
}

/** How many elements a lap of this contestant takes, and whether there are no more of those that it should have taken. */
export const sizeOfLap = (
  itemsPerMs: number,
  plan: Plan,
  lapTimeMs: number,
  { available, whole }: Pick<Course, "available" | "whole">,
  most = itemsAtMost
) => {
  const wanted = plan.items ?? Math.max(1, Math.min(Math.round(itemsPerMs * lapTimeMs), itemsAtMost, most))
  return whole
    ? { elements: available, wholeFile: false }
    : { elements: Math.min(wanted, available), wholeFile: wanted > available }
}
