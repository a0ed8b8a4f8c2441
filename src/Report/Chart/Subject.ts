import type { ContestantResult, Lap, RaceResult, Standing } from "../../domain/RaceResult.ts"
import { counts, finishedLaps } from "../../Race/Laps.ts"
import * as Spread from "../../Race/Spread.ts"
import { labels, type Row, rows } from "../Row.ts"
import type { View } from "../View.ts"
import * as Palette from "./Palette.ts"

/** A contestant as all charts show it. */
export interface Subject {
  readonly contestant: ContestantResult
  readonly row: Row
  readonly standing: Standing | undefined
  /** Of its strategy. */
  readonly color: Palette.Color
  /** Those that count, or those there are where none does. */
  readonly laps: ReadonlyArray<Lap>
  /** Requests in flight: measured, else as many as it may have, else as many as its flight shows. */
  readonly inFlight: number | null
}

export const median = (values: ReadonlyArray<number | null>): number | null =>
  Spread.median(values.flatMap((value) => (value === null ? [] : [value])))

/** Requests of one lap, each in the row that it takes. */
export const slots = ({ flight }: ContestantResult): ReadonlyArray<string> =>
  [...new Map(flight.map(({ slot, worker }) => [`${worker}/${slot}`, worker * 1e6 + slot]))]
    .sort(([, a], [, b]) => a - b)
    .map(([place]) => place)

/** In the order of the standings. */
export const subjects = (result: RaceResult, view: View = {}): ReadonlyArray<Subject> => {
  const names = labels(result)
  const colors = Palette.modelsOf([...new Set(result.contestants.map(({ strategy }) => strategy))])
  return rows(result, view).flatMap((row) => {
    const contestant = result.contestants.find(({ name }) => names.get(name) === row.name)
    if (contestant === undefined) return []
    const finished = finishedLaps(contestant)
    const counted = finished.filter(counts)
    const laps = counted.length > 0 ? counted : finished
    const seen = slots(contestant).length
    return [
      {
        contestant,
        row,
        laps,
        standing: result.summary.standings.find(({ name }) => name === contestant.name),
        color: colors.get(contestant.strategy) ?? Palette.ink,
        inFlight:
          median(laps.map(({ in_flight_mean }) => in_flight_mean)) ??
          contestant.in_flight_max ??
          (seen === 0 ? null : seen)
      }
    ]
  })
}
