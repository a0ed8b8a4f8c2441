import { Number } from "effect"
import type { ContestantResult, Lap, RaceResult } from "../domain/RaceResult.ts"
import { crashedLaps } from "../Race/Laps.ts"
import { span } from "./Line.ts"
import { named } from "./Names.ts"
import { type Note, roundsOf } from "./Notes.ts"
import { printable } from "./Printable.ts"
import { has } from "./Row.ts"
import { type Terms, termsOf } from "./Terms.ts"

type Found = NonNullable<Lap["discrepancies"]>

const lostItems = (contestant: ContestantResult, name: string, terms: Terms): ReadonlyArray<string> => {
  const crashed = crashedLaps(contestant)
  const laps = contestant.laps.filter((lap) => has("void")(lap) && !crashed.includes(lap))
  if (laps.length === 0) return []
  const total = (of: (found: Found) => number) =>
    Number.sumAll(laps.map(({ discrepancies }) => (discrepancies === undefined ? 0 : of(discrepancies))))
  const told = (n: number, say: Terms["wrong"]) => (n === 0 ? [] : [say(n, name)])
  const text = [
    ...told(
      total(({ changed, lost }) => lost + changed),
      terms.wrong
    ),
    ...told(
      total((found) => found.unsettled),
      terms.unsettled
    )
  ]
  const said = text.length > 0 ? text.join(", ") : terms.otherwise(name)
  return [`${said} (${roundsOf(laps, contestant.laps)})`]
}

const lostInWarmUp = ({ warm_up_verified }: ContestantResult, name: string, terms: Terms): ReadonlyArray<string> =>
  warm_up_verified === false ? [`${terms.otherwise(name)} (warm-up)`] : []

const lostWorkers = ({ crashes }: ContestantResult, name: string): ReadonlyArray<string> =>
  crashes.map(
    ({ reason, round }) => `${round === 0 ? "before round 1" : `round ${round}`} of ${name}: ${printable(reason)}`
  )

/** What was lost stands above everything else. */
export const alarms = (result: RaceResult): ReadonlyArray<Note> => {
  const name = named(result)
  const terms = termsOf(result)
  return result.contestants.flatMap((contestant) =>
    [lostItems, lostInWarmUp, lostWorkers]
      .flatMap((lost) => lost(contestant, name(contestant.name), terms))
      .map((text) => [span(`VOID: ${text}`, "bad")])
  )
}
