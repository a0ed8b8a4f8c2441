import type { ContestantResult, Lap, NotRanked } from "../domain/RaceResult.ts"

type Course = Pick<ContestantResult, "crashes" | "laps">

/** Whether its race is over for the workers that it lost. */
export const isOut = ({ crashes }: Course): boolean => crashes.length > 1

/** The laps that a lost worker ended: nothing is known of what they wrote, which is not to say that it was lost. */
export const crashedLaps = ({ crashes, laps }: Course): ReadonlyArray<Lap> => {
  const rounds = new Set(crashes.map(({ round }) => round))
  return laps.filter(
    ({ discrepancies, marks, round }) => marks.includes("void") && discrepancies === undefined && rounds.has(round)
  )
}

/** The laps that ran to their end. */
export const finishedLaps = (contestant: Course): ReadonlyArray<Lap> => {
  const crashed = crashedLaps(contestant)
  return contestant.laps.filter((lap) => !crashed.includes(lap))
}

export const isLimited = (lap: Lap): boolean => lap.marks.includes("limited-by-engine")

/** Whether a lap says something of its contestant. */
export const counts = (lap: Lap): boolean => lap.verified && !isLimited(lap) && lap.items > 0

/** Whether a lap can be compared with one of the same round. */
export const isComparable = (lap: Lap): boolean => counts(lap) && !lap.marks.includes("short")

export const isMostly = (laps: ReadonlyArray<Lap>, which: (lap: Lap) => boolean): boolean =>
  laps.filter(which).length * 2 > laps.length

/** Why its laps cannot be compared with those of others; null where they can, or there are none. */
export const notRanked = (contestant: Course): NotRanked | null => {
  const laps = finishedLaps(contestant)
  if (laps.some(({ verified }) => !verified)) return "void"
  if (isOut(contestant)) return "crashed"
  if (laps.length === 0) return contestant.laps.length === 0 ? null : "crashed"
  if (isMostly(laps, isLimited)) return "embedded-dynamodb"
  if (laps.some(counts)) return null
  return laps.some(isLimited) ? "embedded-dynamodb" : "nothing-written"
}
