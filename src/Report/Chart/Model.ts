import { Array as Arr, Order } from "effect"
import type { ContestantResult, RaceResult } from "../../domain/RaceResult.ts"
import type { Transport } from "../../domain/Settings.ts"
import { usualTransport } from "../../Race/Contestant.ts"
import * as Figure from "../Figure.ts"
import { inWords } from "../Limits.ts"
import { printable } from "../Printable.ts"
import type * as Palette from "./Palette.ts"
import { type Subject, subjects } from "./Subject.ts"

export interface Place {
  readonly subject: Subject
  readonly inFlight: number
  readonly rate: number
}

/** One strategy with one batch over one transport and client, from the least in flight to the most. */
export interface Model {
  readonly name: string
  readonly batch: number
  readonly transport: Transport | null
  readonly color: Palette.Color
  readonly places: Arr.NonEmptyReadonlyArray<Place>
}

const placeOf = (subject: Subject): ReadonlyArray<Place> => {
  const { inFlight, row } = subject
  return inFlight === null || inFlight <= 0 || row.itemsPerS === null || row.itemsPerS <= 0 || row.isVoid
    ? []
    : [{ subject, inFlight, rate: row.itemsPerS }]
}

const byInFlight = Order.mapInput(Order.number, ({ inFlight }: Place) => inFlight)
export const lastOf = ({ places }: Model): Place => Arr.lastNonEmpty(places)

/** What it is told to be like besides its settings. */
const traitsOf = ({ client, item_size_bytes, rtt_ms }: ContestantResult): ReadonlyArray<string> => [
  ...(item_size_bytes === null ? [] : [`${Figure.count(item_size_bytes)} B`]),
  ...(rtt_ms === null ? [] : [`+${Figure.exactMillis(rtt_ms)}`]),
  ...(client === null ? [] : [printable(client)])
]

/** That with the fastest end first. */
export const modelsOf = (result: RaceResult): ReadonlyArray<Model> => {
  const places = subjects(result).flatMap(placeOf)
  const groups = Object.values(
    Arr.groupBy(places, ({ subject: { contestant } }) =>
      JSON.stringify([
        contestant.strategy,
        contestant.batch,
        contestant.transport,
        contestant.item_size_bytes,
        contestant.rtt_ms,
        contestant.client
      ])
    )
  )
  const models = groups.map((group): Model => {
    const { color, contestant } = group[0].subject
    const { batch, strategy, transport } = contestant
    return {
      name: [
        printable(strategy),
        ...(batch > 1 ? [`× ${batch}`] : []),
        ...(transport === null || transport === usualTransport ? [] : [`over the ${transport}`]),
        ...traitsOf(contestant)
      ].join(" "),
      batch,
      transport,
      color,
      places: Arr.sort(group, byInFlight)
    }
  })
  return Arr.sort(models, Order.reverse(Order.mapInput(Order.number, (model: Model) => lastOf(model).rate)))
}

export const wallOf = ({ subject: { contestant, row } }: Place): string => {
  if (row.place === "not-ranked") return "not ranked"
  return row.limit === null ? "" : inWords(row.limit, null, contestant.in_flight_max)
}

export const tipOf = ({ inFlight, rate, subject }: Place): string => {
  const { contestant, row, standing } = subject
  return [
    `${row.name}: ${Figure.rate(rate)} ${row.counts}s/s with ${Figure.threeDigits(inFlight)} in flight`,
    ...row.reasons,
    ...(row.limit === null
      ? []
      : [`limited by ${inWords(row.limit, standing?.evidence ?? null, contestant.in_flight_max)}`])
  ].join(", ")
}
