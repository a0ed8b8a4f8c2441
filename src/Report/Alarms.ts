import { Number } from "effect"
import { kinds } from "../domain/OperationKind.ts"
import type { ContestantResult, Lap, RaceResult } from "../domain/RaceResult.ts"
import { crashedLaps } from "../Race/Laps.ts"
import * as Figure from "./Figure.ts"
import { span } from "./Line.ts"
import { named } from "./Names.ts"
import { type Note, roundsOf } from "./Notes.ts"
import { printable } from "./Printable.ts"
import { has } from "./Row.ts"

type Found = NonNullable<Lap["discrepancies"]>

const were = (n: number, what: string, name = ""): string =>
  `${Figure.counted(n, what)}${name} ${n === 1 ? "was" : "were"}`

/** How what happened to items is told: of writes, and of reads. */
interface Words {
  readonly wrong: (n: number, name: string) => string
  readonly unsettled: (n: number, name: string) => string
  readonly otherwise: (name: string) => string
}

const ofWrites: Words = {
  wrong: (n, name) => `${were(n, "acknowledged item", ` of ${name}`)} not found or changed`,
  unsettled: (n, name) => `${were(n, "item", ` of ${name}`)} neither written nor rejected`,
  otherwise: (name) => `acknowledged items of ${name} were not found or changed`
}

const ofReads: Words = {
  wrong: (n, name) => `${were(n, "item")} not read by ${name}`,
  unsettled: (n, name) => `${were(n, "item")} read too often by ${name}`,
  otherwise: (name) => `${name} read other items than were written`
}

const lostItems = (contestant: ContestantResult, name: string, words: Words): ReadonlyArray<string> => {
  const crashed = crashedLaps(contestant)
  const laps = contestant.laps.filter((lap) => has("void")(lap) && !crashed.includes(lap))
  if (laps.length === 0) return []
  const total = (of: (found: Found) => number) =>
    Number.sumAll(laps.map(({ discrepancies }) => (discrepancies === undefined ? 0 : of(discrepancies))))
  const told = (n: number, say: Words["wrong"]) => (n === 0 ? [] : [say(n, name)])
  const text = [
    ...told(
      total(({ changed, lost }) => lost + changed),
      words.wrong
    ),
    ...told(
      total((found) => found.unsettled),
      words.unsettled
    )
  ]
  const said = text.length > 0 ? text.join(", ") : words.otherwise(name)
  return [`${said} (${roundsOf(laps, contestant.laps)})`]
}

const lostInWarmUp = ({ warm_up_verified }: ContestantResult, name: string, words: Words): ReadonlyArray<string> =>
  warm_up_verified === false ? [`${words.otherwise(name)} (warm-up)`] : []

const lostWorkers = ({ crashes }: ContestantResult, name: string): ReadonlyArray<string> =>
  crashes.map(
    ({ reason, round }) => `${round === 0 ? "before round 1" : `round ${round}`} of ${name}: ${printable(reason)}`
  )

/** What was lost stands above everything else. */
export const alarms = (result: RaceResult): ReadonlyArray<Note> => {
  const name = named(result)
  const words = kinds[result.operation._tag].reads ? ofReads : ofWrites
  return result.contestants.flatMap((contestant) =>
    [lostItems, lostInWarmUp, lostWorkers]
      .flatMap((lost) => lost(contestant, name(contestant.name), words))
      .map((text) => [span(`VOID: ${text}`, "bad")])
  )
}
