import { Array as Arr, Number as Num, Option, Order } from "effect"
import type { ContestantResult, Lap, Limit, NotRanked, Spread, Standing, Summary } from "../domain/RaceResult.ts"

const clientCpuFull = 0.9
/** CPU time counts in steps of some milliseconds. */
const longEnoughMs = 100

const median = (sorted: Arr.NonEmptyReadonlyArray<number>): number => {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? sorted[0]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? sorted[0]
  return (lower + upper) / 2
}

/** null of nothing. */
export const spreadOf = (values: ReadonlyArray<number>): Spread | null => {
  const sorted = Arr.sort(values, Num.Order)
  return Arr.isNonEmptyReadonlyArray(sorted)
    ? { median: median(sorted), min: sorted[0], max: Arr.lastNonEmpty(sorted) }
    : null
}

type Raced = Pick<ContestantResult, "crashes" | "laps">

/** Whether its race is over for the workers that it lost. */
export const isOut = ({ crashes }: Raced): boolean => crashes.length > 1

/** The laps that a lost worker ended: nothing is known of what they wrote, which is not to say that it was lost. */
export const crashedLaps = ({ crashes, laps }: Raced): ReadonlyArray<Lap> => {
  const rounds = new Set(crashes.map(({ round }) => round))
  return laps.filter(
    ({ discrepancies, marks, round }) => marks.includes("void") && discrepancies === undefined && rounds.has(round)
  )
}

/** The laps that ran to their end. */
export const finishedLaps = (contestant: Raced): ReadonlyArray<Lap> => {
  const crashed = crashedLaps(contestant)
  return contestant.laps.filter((lap) => !crashed.includes(lap))
}

const isLimited = (lap: Lap): boolean => lap.marks.includes("limited-by-engine")

/** Whether a lap says something of its contestant. */
export const counts = (lap: Lap): boolean => lap.verified && !isLimited(lap) && lap.items > 0

const isMostly = (laps: ReadonlyArray<Lap>, which: (lap: Lap) => boolean): boolean =>
  laps.filter(which).length * 2 > laps.length

/** Why its laps cannot be compared with those of others; null where they can, or there are none. */
export const notRanked = (contestant: Raced): NotRanked | null => {
  const laps = finishedLaps(contestant)
  if (laps.some(({ verified }) => !verified)) return "void"
  if (isOut(contestant)) return "crashed"
  if (laps.length === 0) return contestant.laps.length === 0 ? null : "crashed"
  if (isMostly(laps, isLimited)) return "embedded-dynamodb"
  if (laps.some(counts)) return null
  return laps.some(isLimited) ? "embedded-dynamodb" : "nothing-written"
}

/** With several workers the CPU is full when each has a core full, or all cores are. */
const limitOf = (laps: ReadonlyArray<Lap>, workers: number | null, cores: number): Limit | null => {
  if (isMostly(laps, isLimited)) return "embedded-dynamodb"
  const judged = laps.filter((lap) => counts(lap) && lap.duration_ms >= longEnoughMs)
  const cpu = spreadOf(judged.map(({ client_cpu_share }) => client_cpu_share))
  return cpu !== null && cpu.median >= clientCpuFull * Math.min(workers ?? 1, cores) ? "client-cpu" : null
}

/**
 * Fastest first; who is not ranked stands last. The slowest of those who are is what all are compared with, inside
 * rounds.
 */
export const standingsOf = (contestants: ReadonlyArray<ContestantResult>, cores: number): ReadonlyArray<Standing> => {
  const rates = contestants.map((contestant) => {
    const finished = finishedLaps(contestant)
    const laps = finished.filter(counts)
    const reason = notRanked(contestant)
    const spread = spreadOf(laps.map(({ items_per_s }) => items_per_s))
    return { contestant, finished, laps, reason, items_per_s: reason === null ? spread : null }
  })
  const bySpeed = Order.mapInput(
    Order.reverse(Num.Order),
    ({ items_per_s }: (typeof rates)[number]) => items_per_s?.median ?? Number.NEGATIVE_INFINITY
  )
  const ranked = Arr.sort(rates, bySpeed)
  const slowest = Arr.findLast(ranked, ({ items_per_s }) => items_per_s !== null)
  const rateOfSlowest = new Map(
    Option.match(slowest, {
      onNone: () => [],
      onSome: ({ laps }) => laps.map(({ items_per_s, round }) => [round, items_per_s] as const)
    })
  )
  return ranked.map(({ contestant, finished, items_per_s, laps, reason }) => ({
    name: contestant.name,
    laps: laps.length,
    items_per_s,
    times_slowest:
      reason === null
        ? spreadOf(
            laps.flatMap(({ items_per_s, round }) => {
              const other = rateOfSlowest.get(round)
              return other === undefined ? [] : [items_per_s / other]
            })
          )
        : null,
    limited_by: limitOf(finished, contestant.workers, cores),
    ...(reason === null ? {} : { not_ranked: reason })
  }))
}

/** Full rounds; who is out races no further and holds nobody back. */
const roundsOf = (contestants: ReadonlyArray<ContestantResult>): number => {
  const racing = contestants.filter((contestant) => !isOut(contestant))
  return racing.length === 0 ? 0 : Math.min(...racing.map(({ laps }) => laps.length))
}

const isVerified = ({ crashes, laps, warm_up_verified }: ContestantResult): boolean =>
  crashes.length === 0 && warm_up_verified !== false && laps.every(({ verified }) => verified)

export const summaryOf = (
  contestants: ReadonlyArray<ContestantResult>,
  race: Pick<Summary, "rounds_planned" | "stopped" | "lap_time_ms" | "lap_items" | "duration_ms">,
  cores: number
): Summary => ({
  ...race,
  rounds: roundsOf(contestants),
  verified: contestants.every(isVerified),
  standings: standingsOf(contestants, cores)
})
