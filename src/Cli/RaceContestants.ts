import { Effect, Option } from "effect"
import { kinds } from "../domain/OperationKind.ts"
import * as Contestant from "../Race/Contestant.ts"
import * as Strategies from "../Strategies.ts"
import { wrongUsage } from "./Exit.ts"
import * as OwnStrategies from "./OwnStrategies.ts"
import type { Flags } from "./RaceFlags.ts"

/** What a contestant's name could say. */
export const settings = ({ batch, client, concurrency, rtt, segments, shards, transport, workers }: Flags) => [
  concurrency,
  batch,
  workers,
  transport,
  client,
  rtt,
  segments,
  shards
]

const lineUp = (flags: Flags) =>
  Option.match(flags.strategy, {
    onSome: (text) => text.split(",").map((entry) => entry.trim()),
    onNone: () => {
      const kind = kinds[flags.operation]
      return settings(flags).some((flag: Option.Option<unknown>) => Option.isSome(flag))
        ? Contestant.lineUpStrategies(kind)
        : Contestant.lineUp(kind)
    }
  })

const none = () => []

/** Items of a query have partition keys of their own, or are spread over shards. */
const partsOf = ({ from, keys, operation, segments, shards }: Flags): ReadonlyArray<number> => {
  if (operation === "scan") return Option.getOrElse(segments, none)
  if (operation !== "query" || Option.isSome(from) || Option.isSome(keys)) return []
  return Option.getOrElse(shards, () => [kinds.query.parts.usual])
}

/** Who races, and who was asked to and cannot. */
export const contestantsOf = Effect.fnUntraced(function* (flags: Flags) {
  const { operation } = flags
  const choices: Contestant.Choices = {
    concurrency: Option.getOrElse(flags.concurrency, none),
    batch: Option.getOrElse(flags.batch, none),
    workers: Option.getOrElse(flags.workers, none),
    transport: Option.getOrElse(flags.transport, none),
    client: Option.getOrElse(flags.client, none),
    rtt: Option.getOrElse(flags.rtt, none),
    itemSize: [],
    parts: partsOf(flags)
  }
  const kind = kinds[operation]
  const tooLarge = Option.getOrElse(flags.batch, none).find((size) => size > kind.largestUnit)
  if (tooLarge !== undefined) {
    return yield* wrongUsage(`--batch: ${tooLarge} is out of range: of a ${operation} type 1 to ${kind.largestUnit}`)
  }
  const own = yield* OwnStrategies.named(lineUp(flags))
  const strategies = new Map([
    ...Strategies.named,
    ...own.strategies.map((strategy) => [strategy.name, strategy] as const)
  ])
  const parsed = yield* Effect.mapError(Contestant.parse(own.entries, choices, kind, strategies), wrongUsage)
  const [first] = parsed.unsuited
  if (parsed.contestants.length === 0 && first !== undefined) {
    return yield* wrongUsage(`${first.name} is not for ${operation}: ${first.reason}; try --strategy for-each`)
  }
  return parsed
})
