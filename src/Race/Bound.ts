import { Array as Arr, Number as Num } from "effect"
import * as ItemSize from "../domain/ItemSize.ts"
import { kinds, type TableOperation } from "../domain/OperationKind.ts"
import type { Price } from "../domain/Price.ts"
import { noTraits } from "../domain/Settings.ts"
import { type Contestant, inFlightOf } from "./Contestant.ts"
import * as Rounds from "./Rounds.ts"
import type { Plan } from "./Sizing.ts"
import type { Source } from "./Source.ts"
import { runsAtMost } from "./WarmUp.ts"

/** DynamoDB's own limit of a table, where nobody has had it raised: write units a second. */
const tableAtMost = 40_000
/** No request is answered sooner. */
const fastestMs = 1
/** A contestant that loses a worker is opened, and warms up, twice. */
const openings = 2

/** Elements that a lap has at most where what it costs is bounded. */
export const lapAtMost = (
  contestant: Contestant,
  { items, lapTimeMs, rate = null }: Pick<Plan, "items" | "lapTimeMs" | "rate">
): number => {
  if (items !== null) return items
  const perSecond = Math.min(
    rate ?? Number.POSITIVE_INFINITY,
    tableAtMost,
    (inFlightOf(contestant) * contestant.settings.batch * 1_000) / fastestMs
  )
  return Math.max(1, Math.ceil((perSecond * lapTimeMs) / 1_000))
}

/** What a race does at most; requests that are sent again because their answer was lost come on top. */
export interface Bound {
  /** Items written; those that are written again count again. */
  readonly items: number
  readonly writeUnits: number
  readonly readUnits: number
}

export interface Options extends Pick<Plan, "items" | "lapTimeMs" | "rate"> {
  readonly contestants: ReadonlyArray<Contestant>
  readonly rounds: Rounds.Rounds
  readonly operation: TableOperation
  readonly source: Source
  /** Whether it races in a table that was there before, from which it deletes what it has written. */
  readonly isGiven: boolean
}

const largestOf = ({ available, spec, take }: Source): number =>
  spec._tag === "Generated"
    ? spec.item_size_bytes
    : Arr.fromIterable(take(available, "", noTraits)).reduce((most, item) => Math.max(most, ItemSize.ofItem(item)), 0)

const lapsOf = (rounds: Rounds.Rounds): number => Rounds.atMost(rounds) + openings * runsAtMost

/** Every item is written in laps and warm-ups, read back once, and deleted once where it is not left to its table. */
const ofWrites = ({ isGiven, source, ...race }: Options): Bound => {
  const laps = lapsOf(race.rounds)
  const largest = largestOf(source)
  const isDeleted = isGiven || !source.prefixed
  const all = race.contestants.map((contestant) => {
    const bytes = contestant.traits.item_size_bytes ?? largest
    const items = laps * Math.min(lapAtMost(contestant, race), source.available)
    const writes = items * ItemSize.writeUnits(bytes)
    const reads = items * ItemSize.readUnits(bytes, true)
    return {
      items,
      writes: isDeleted ? 2 * writes : writes,
      // what is to be deleted is looked for, before each lap at most
      reads: isDeleted ? 2 * reads + laps : reads
    }
  })
  return {
    items: Num.sumAll(all.map(({ items }) => items)),
    writeUnits: Num.sumAll(all.map(({ writes }) => writes)),
    readUnits: Num.sumAll(all.map(({ reads }) => reads))
  }
}

/** Segments or partition keys, each of which may end with a page of nothing. */
const endsOf = ({ traits }: Contestant, operation: TableOperation, items: number): number => {
  if (operation._tag === "scan") return traits.segments ?? kinds.scan.parts.usual
  return operation._tag === "query" ? (traits.shards ?? items) : 0
}

/** Of every table that is filled, all is read once to be sure of it, and in each lap and warm-up. */
const ofReads = ({ contestants, isGiven, operation, rounds, source, ...plan }: Options): Bound => {
  const items = Math.min(plan.items ?? Number.POSITIVE_INFINITY, source.available)
  const largest = largestOf(source)
  const bytesOf = ({ traits }: Contestant) => traits.item_size_bytes ?? largest
  const isStrong = operation._tag !== "put" && operation.consistent
  const tables = Arr.dedupeWith(
    contestants,
    ({ traits: a }, { traits: b }) => a.item_size_bytes === b.item_size_bytes && a.shards === b.shards
  )
  const writes = Num.sumAll(tables.map((one) => items * ItemSize.writeUnits(bytesOf(one))))
  const first = Num.sumAll(tables.map((one) => items * ItemSize.readUnits(bytesOf(one), true) + kinds.scan.parts.usual))
  const laps = Num.sumAll(
    contestants.map(
      (one) =>
        lapsOf(rounds) *
        (items * ItemSize.readUnits(bytesOf(one), isStrong) +
          endsOf(one, operation, items) * ItemSize.readUnits(0, isStrong))
    )
  )
  return {
    items: items * tables.length,
    writeUnits: isGiven ? 2 * writes : writes,
    readUnits: (isGiven ? 2 * first : first) + laps
  }
}

export const boundOf = (options: Options): Bound =>
  kinds[options.operation._tag].reads ? ofReads(options) : ofWrites(options)

/** On demand, in US dollars. */
export const costUsd = ({ readUnits, writeUnits }: Bound, price: Price): number =>
  (writeUnits * price.usd_per_million_write_units + readUnits * price.usd_per_million_read_units) / 1e6
