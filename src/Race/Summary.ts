import { Array as Arr, Number as Num, Option, Order } from "effect"
import type { ContestantResult, Lap, Limit, Spread, Standing, Summary } from "../domain/RaceResult.ts"

const clientCpuFull = 0.9

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

/** Whether a lap says something of its contestant. */
export const counts = (lap: Lap): boolean => lap.verified && !lap.marks.includes("limited-by-engine")

const limitOf = (laps: ReadonlyArray<Lap>): Limit | null => {
  const limited = laps.filter(({ marks }) => marks.includes("limited-by-engine"))
  if (limited.length * 2 > laps.length) return "embedded-dynamodb"
  const cpu = spreadOf(laps.map(({ client_cpu_share }) => client_cpu_share))
  return cpu !== null && cpu.median >= clientCpuFull ? "client-cpu" : null
}

/** Fastest first; who has no lap that counts stands last. The slowest of them is what all are compared with, inside rounds. */
export const standingsOf = (contestants: ReadonlyArray<ContestantResult>): ReadonlyArray<Standing> => {
  const rates = contestants.map(({ laps, name }) => ({
    name,
    all: laps,
    laps: laps.filter(counts),
    items_per_s: spreadOf(laps.filter(counts).map(({ items_per_s }) => items_per_s))
  }))
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
  return ranked.map(({ all, items_per_s, laps, name }) => ({
    name,
    laps: laps.length,
    items_per_s,
    times_slowest: spreadOf(
      laps.flatMap(({ items_per_s, round }) => {
        const other = rateOfSlowest.get(round)
        return other === undefined || other === 0 ? [] : [items_per_s / other]
      })
    ),
    limited_by: limitOf(all)
  }))
}

export const summaryOf = (
  contestants: ReadonlyArray<ContestantResult>,
  race: Pick<Summary, "rounds_planned" | "stopped" | "lap_time_ms" | "lap_items" | "duration_ms">
): Summary => ({
  ...race,
  rounds: contestants.length === 0 ? 0 : Math.min(...contestants.map(({ laps }) => laps.length)),
  verified: contestants.every(({ laps }) => laps.every(({ verified }) => verified)),
  standings: standingsOf(contestants)
})
