import { Number } from "effect"
import type { ContestantResult, Lap, RaceResult } from "../domain/RaceResult.ts"
import { crashedLaps } from "../Race/Laps.ts"
import * as Figure from "./Figure.ts"
import { span } from "./Line.ts"
import { named } from "./Names.ts"
import { type Note, roundsOf } from "./Notes.ts"
import { printable } from "./Printable.ts"
import { has } from "./Row.ts"

const lostItems = (contestant: ContestantResult, name: string): ReadonlyArray<string> => {
  const crashed = crashedLaps(contestant)
  const laps = contestant.laps.filter((lap) => has("void")(lap) && !crashed.includes(lap))
  if (laps.length === 0) return []
  const total = (of: (found: NonNullable<Lap["discrepancies"]>) => number) =>
    Number.sumAll(laps.map(({ discrepancies }) => (discrepancies === undefined ? 0 : of(discrepancies))))
  const wrong = total(({ changed, lost }) => lost + changed)
  const unsettled = total((found) => found.unsettled)
  const was = (n: number) => (n === 1 ? "was" : "were")
  const text = [
    ...(wrong > 0
      ? [`${Figure.counted(wrong, "acknowledged item")} of ${name} ${was(wrong)} not found or changed`]
      : []),
    ...(unsettled > 0
      ? [`${Figure.counted(unsettled, "item")} of ${name} ${was(unsettled)} neither written nor rejected`]
      : [])
  ]
  const said = text.length > 0 ? text.join(", ") : `acknowledged items of ${name} were not found or changed`
  return [`${said} (${roundsOf(laps, contestant.laps)})`]
}

const lostInWarmUp = ({ warm_up_verified }: ContestantResult, name: string): ReadonlyArray<string> =>
  warm_up_verified === false ? [`acknowledged items of ${name} were not found or changed (warm-up)`] : []

const lostWorkers = ({ crashes }: ContestantResult, name: string): ReadonlyArray<string> =>
  crashes.map(
    ({ reason, round }) => `${round === 0 ? "before round 1" : `round ${round}`} of ${name}: ${printable(reason)}`
  )

/** What was lost stands above everything else. */
export const alarms = (result: RaceResult): ReadonlyArray<Note> => {
  const name = named(result)
  return result.contestants.flatMap((contestant) =>
    [lostItems, lostInWarmUp, lostWorkers]
      .flatMap((lost) => lost(contestant, name(contestant.name)))
      .map((text) => [span(`VOID: ${text}`, "bad")])
  )
}
