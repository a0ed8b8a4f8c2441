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

const isLimited = (lap: Lap): boolean => lap.marks.includes("limited-by-engine")

/** Whether a lap says something of its contestant. */
export const counts = (lap: Lap): boolean => lap.verified && !isLimited(lap) && lap.items > 0

const isMostly = (laps: ReadonlyArray<Lap>, which: (lap: Lap) => boolean): boolean =>
  laps.filter(which).length * 2 > laps.length

/** Why these laps cannot be compared with those of others; null where they can, or there are none. */
export const notRanked = (laps: ReadonlyArray<Lap>): NotRanked | null => {
  if (laps.length === 0) return null
  if (laps.some(({ verified }) => !verified)) return "void"
  if (isMostly(laps, isLimited)) return "embedded-dynamodb"
  if (laps.some(counts)) return null
  return laps.some(isLimited) ? "embedded-dynamodb" : "nothing-written"
}

const limitOf = (laps: ReadonlyArray<Lap>): Limit | null => {
  if (isMostly(laps, isLimited)) return "embedded-dynamodb"
  const judged = laps.filter((lap) => counts(lap) && lap.duration_ms >= longEnoughMs)
  const cpu = spreadOf(judged.map(({ client_cpu_share }) => client_cpu_share))
  return cpu !== null && cpu.median >= clientCpuFull ? "client-cpu" : null
}

/**
 * Fastest first; who is not ranked stands last. The slowest of those who are is what all are compared with, inside
 * rounds.
 */
export const standingsOf = (contestants: ReadonlyArray<ContestantResult>): ReadonlyArray<Standing> => {
  const rates = contestants.map(({ laps, name }) => {
    const counted = laps.filter(counts)
    const reason = notRanked(laps)
    const spread = spreadOf(counted.map(({ items_per_s }) => items_per_s))
    return { name, all: laps, laps: counted, reason, items_per_s: reason === null ? spread : null }
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
  return ranked.map(({ all, items_per_s, laps, name, reason }) => ({
    name,
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
    limited_by: limitOf(all),
    ...(reason === null ? {} : { not_ranked: reason })
  }))
}

export const summaryOf = (
  contestants: ReadonlyArray<ContestantResult>,
  race: Pick<Summary, "rounds_planned" | "stopped" | "lap_time_ms" | "lap_items" | "duration_ms">
): Summary => ({
  ...race,
  rounds: contestants.length === 0 ? 0 : Math.min(...contestants.map(({ laps }) => laps.length)),
  verified: contestants.every(
    ({ laps, warm_up_verified }) => warm_up_verified !== false && laps.every(({ verified }) => verified)
  ),
  standings: standingsOf(contestants)
})
