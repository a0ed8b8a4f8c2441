import { Array as Arr, Number as Num, Option, Order } from "effect"
import type { Limit } from "../domain/Evidence.ts"
import type { Price } from "../domain/Price.ts"
import type { ContestantResult, Environment, Lap, Standing, Summary } from "../domain/RaceResult.ts"
import { counts, finishedLaps, isComparable, isLimited, isMostly, isOut, notRanked } from "./Laps.ts"
import { evidenceOf, isLongEnough, limitOf } from "./Limits.ts"
import { spreadOf } from "./Spread.ts"
import { kneesOf } from "./Sweep.ts"
import { pairsOf, type Raced, verdictOf } from "./Verdicts.ts"

/** Those who are ranked, with the rates of the rounds in which they can be compared. */
export const comparable = (contestants: ReadonlyArray<ContestantResult>): ReadonlyArray<Raced> =>
  contestants
    .filter((contestant) => contestant.laps.some(counts) && notRanked(contestant) === null)
    .map((contestant) => ({
      name: contestant.name,
      rates: new Map(
        finishedLaps(contestant)
          .filter(isComparable)
          .map(({ items_per_s, round }) => [round, items_per_s])
      )
    }))

/** What judging a race needs to know besides its laps. */
export interface Terms {
  readonly environment: Pick<Environment, "cores" | "latency">
  /** null of what nobody sells by units. */
  readonly price: Price | null
  /** Of the intervals that call a winner, and of all pairs together. */
  readonly confidence: number
  /** A share: differences below it do not matter. */
  readonly threshold: number
  /** Items a second that a contestant might hand over; null or nothing where nobody has limited that. */
  readonly rate?: number | null
}

const limitedBy = (
  contestant: ContestantResult,
  laps: ReadonlyArray<Lap>,
  { environment, rate }: Terms
): Limit | null => {
  if (isMostly(laps, isLimited)) return "embedded-dynamodb"
  const evidence = evidenceOf(
    laps.filter((lap) => counts(lap) && isLongEnough(lap)),
    environment.latency,
    contestant,
    rate
  )
  return evidence === null ? null : limitOf({ evidence, contestant, cores: environment.cores })
}

const perMillionItems = (laps: ReadonlyArray<Lap>, unitsOf: (lap: Lap) => number): number | null => {
  const items = Num.sumAll(laps.map(({ items }) => items))
  const units = Num.sumAll(laps.map(unitsOf))
  return units === 0 || items === 0 ? null : (units / items) * 1e6
}

/** What the units cost at these prices, null where none are known of. */
const costOf = (written: number | null, read: number | null, price: Price | null): number | null =>
  price === null || (written === null && read === null)
    ? null
    : ((written ?? 0) * price.usd_per_million_write_units + (read ?? 0) * price.usd_per_million_read_units) / 1e6

/**
 * Fastest first; who is not ranked stands last. The slowest of those who are is what all are compared with, inside
 * rounds.
 */
const standingsOf = (contestants: ReadonlyArray<ContestantResult>, terms: Terms): ReadonlyArray<Standing> => {
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
  return ranked.map(({ contestant, finished, items_per_s, laps, reason }) => {
    const written = perMillionItems(laps, ({ consumed_wcu }) => consumed_wcu)
    const read = perMillionItems(laps, ({ consumed_rcu }) => consumed_rcu)
    return {
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
      limited_by: limitedBy(contestant, finished, terms),
      evidence: evidenceOf(laps.length === 0 ? finished : laps, terms.environment.latency, contestant, terms.rate),
      wcu_per_million_items: written,
      rcu_per_million_items: read,
      cost_usd_per_million_items: costOf(written, read, terms.price),
      ...(reason === null ? {} : { not_ranked: reason })
    }
  })
}

/** Full rounds; who is out races no further and holds nobody back. */
const roundsOf = (contestants: ReadonlyArray<ContestantResult>): number => {
  const racing = contestants.filter((contestant) => !isOut(contestant))
  return racing.length === 0 ? 0 : Math.min(...racing.map(({ laps }) => laps.length))
}

const isVerified = ({ crashes, laps, warm_up_verified }: ContestantResult): boolean =>
  crashes.length === 0 && warm_up_verified !== false && laps.every(({ verified }) => verified)

type Known =
  | "rounds_planned"
  | "rounds_auto"
  | "stopped"
  | "lap_time_ms"
  | "lap_items"
  | "rate_items_per_s"
  | "duration_ms"

/** `isOver` says whether a verdict may be told. */
export const summaryOf = (
  contestants: ReadonlyArray<ContestantResult>,
  race: Pick<Summary, Known>,
  terms: Terms,
  isOver: boolean
): Summary => {
  const standings = standingsOf(contestants, terms)
  const ranked = isOver ? comparable(contestants) : []
  return {
    ...race,
    rounds: roundsOf(contestants),
    verified: contestants.every(isVerified),
    standings,
    verdict: isOver ? verdictOf(ranked, terms) : null,
    pairs: pairsOf(ranked, { family: 1 - terms.confidence, threshold: terms.threshold }),
    knees: kneesOf(contestants, standings),
    price: terms.price
  }
}
