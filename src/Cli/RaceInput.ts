import { Effect, type Layer, Option } from "effect"
import type { Tables } from "../DynamoDB.ts"
import * as Latency from "../domain/Latency.ts"
import { kinds, type OperationSpec } from "../domain/OperationKind.ts"
import * as Price from "../domain/Price.ts"
import type { Fatal } from "../domain/RequestError.ts"
import { type FileRecords, smallestItem } from "../domain/WorkloadSpec.ts"
import * as CpuWork from "../Operation/CpuWork.ts"
import * as Backend from "../Race/Backend.ts"
import * as Contestant from "../Race/Contestant.ts"
import * as Rounds from "../Race/Rounds.ts"
import * as Sizing from "../Race/Sizing.ts"
import * as Source from "../Race/Source.ts"
import * as Race from "../Race.ts"
import { printable } from "../Report/Printable.ts"
import * as ShortNames from "../Report/ShortNames.ts"
import * as File from "../Workload/File.ts"
import { contradictions, meaningless } from "./Contradictions.ts"
import * as Endpoint from "./Endpoint.ts"
import { type Exit, refused, wrongUsage } from "./Exit.ts"
import type { Presentation } from "./Present.ts"
import { commandOf, Typed } from "./RaceCommand.ts"
import type { Flags } from "./RaceFlags.ts"
import { scenarios } from "./Scenario.ts"

const recordsAtMost = 100_000
const contestantsUnasked = 24
const rejectionsTold = 3
const usualLapTimeMs = 1_000
/** Of a race that ends when enough is known. */
const patienceMs = 300_000
/** `npm start` and everything like it is over within a minute. */
const lineUpBudgetMs = 55_000

/** A scenario says what the flags leave open, as if it had been typed. */
const withScenario = (flags: Flags): Flags =>
  Option.match(flags.scenario, {
    onNone: () => flags,
    onSome: (name) => {
      const { cpu, itemSize, items, keys, repeatKeys, strategy } = scenarios[name]
      // what races over another transport as well would race twice over one that is typed
      const isOpen = (entry: string) => Option.isNone(flags.transport) || !entry.includes(":transport=")
      const or = <A>(typed: Option.Option<A>, said: A | undefined) =>
        Option.orElse(typed, () => Option.fromNullable(said))
      return {
        ...flags,
        strategy: Option.some(strategy.filter((entry) => isOpen(entry)).join(",")),
        items: Option.isSome(flags.lapTime) ? flags.items : or(flags.items, items),
        itemSize: or(flags.itemSize, itemSize),
        keys: or(flags.keys, keys),
        repeatKeys: or(flags.repeatKeys, repeatKeys),
        cpu: or(flags.cpu, cpu)
      }
    }
  })

/** What a contestant's name could say. */
const settings = ({ batch, client, concurrency, rtt, segments, shards, transport, workers }: Flags) => [
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

const contestantsOf = Effect.fnUntraced(function* (flags: Flags) {
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
  const parsed = yield* Effect.mapError(Contestant.parse(lineUp(flags), choices, kind), wrongUsage)
  const [first] = parsed.unsuited
  if (parsed.contestants.length === 0 && first !== undefined) {
    return yield* wrongUsage(`${first.name} is not for ${operation}: ${first.reason}; try --strategy for-each`)
  }
  return parsed
})

const operationOf = ({ consistent, operation, page }: Flags): OperationSpec => {
  switch (operation) {
    case "put":
      return { _tag: "put" }
    case "get":
      return { _tag: "get", consistent }
    default:
      return { _tag: operation, consistent, page: Option.getOrNull(page) }
  }
}

/** Where every item, or nearly every one, is a request of its own: a table as large as those for scans takes minutes to read one by one. */
const isByKey = ({ from, keys, operation }: Flags): boolean =>
  operation === "get" || (operation === "query" && (Option.isSome(from) || Option.isSome(keys)))

const itemsOf = (flags: Flags): Option.Option<number> =>
  Option.isSome(flags.items) || !kinds[flags.operation].reads
    ? flags.items
    : Option.some(isByKey(flags) ? 1_000 : Option.isSome(flags.from) ? recordsAtMost : Race.usualTable)

/** Names the first records that are not used, with their lines. */
const tellRejected = Effect.fnUntraced(function* (path: string, { records, rejected, workload }: File.Reading) {
  const told = rejected.slice(0, rejectionsTold)
  for (const { line, reason } of told) {
    yield* Effect.logWarning(printable(`${path}, line ${line} is not used: ${reason}`))
  }
  const more = records - workload.size - told.length
  if (more > 0) yield* Effect.logWarning(`${more} more are not used; --json has the lines of the first ten`)
})

const fileSource = Effect.fnUntraced(function* (path: string, flags: Flags, key: FileRecords["key"]) {
  const format = yield* File.formatOf(path)
  if (Option.isSome(flags.types) && format !== "csv") {
    return yield* wrongUsage(
      `--types is for CSV; ${path} is ${format === "json" ? "JSON" : "NDJSON"}, which says its types itself`
    )
  }
  const reading = yield* File.read({
    _tag: "FileRecords",
    path,
    format,
    key,
    types: Option.getOrElse(flags.types, () => ({})),
    limit: Option.getOrElse(itemsOf(flags), () => recordsAtMost)
  })
  yield* tellRejected(path, reading)
  return Source.file(reading)
})

const madeSource = (flags: Flags) => {
  const spec = {
    _tag: "Generated" as const,
    size: Option.getOrElse(flags.items, () => 0),
    seed: flags.seed,
    item_size_bytes: Option.getOrElse(flags.itemSize, () => 250),
    keys: Option.getOrElse(flags.keys, () => "uniform" as const),
    repeat_keys: Option.getOrElse(flags.repeatKeys, () => 0),
    prefix: ""
  }
  const smallest = smallestItem(spec)
  return spec.item_size_bytes < smallest
    ? wrongUsage(`an item of ${spec.item_size_bytes}B does not hold such keys: type --item-size ${smallest}B or more`)
    : Effect.succeed(Source.generated(spec))
}

const sourceOf = (flags: Flags) =>
  Option.match(Option.all([flags.from, flags.key]), {
    onSome: ([path, key]) => fileSource(path, flags, key),
    onNone: () => madeSource(flags)
  })

/** Fails with exit code 5 where there are more contestants than anybody wants to wait for. */
const guard = (contestants: ReadonlyArray<Contestant.Contestant>, plan: Sizing.Plan) => {
  const minutes = Math.ceil(Sizing.estimateMs(contestants, plan) / 60_000)
  const time = minutes === 1 ? "a minute" : `${minutes} minutes`
  return refused(`${contestants.length} contestants would take about ${time}: add --yes, or race fewer`)
}

const planOf = (flags: Flags): Sizing.Plan => {
  const { cpu, from, items, lapTime, rounds, strategy } = flags
  const isLineUp =
    ![...settings(flags), strategy, lapTime, items, from, cpu].some((flag: Option.Option<unknown>) =>
      Option.isSome(flag)
    ) && rounds === 6
  return {
    rounds: Rounds.most(rounds),
    lapTimeMs: Option.getOrElse(lapTime, () => usualLapTimeMs),
    // with a time given, --items says how much of a file is read
    items: Option.isSome(lapTime) ? null : Option.getOrNull(itemsOf(flags)),
    budgetMs: isLineUp ? lineUpBudgetMs : null
  }
}

const backendOf = (flags: Flags) =>
  Option.match(flags.endpoint, {
    onSome: (endpoint) => Endpoint.backend(endpoint, flags),
    onNone: () =>
      Effect.succeed(
        Backend.layerEmbedded({
          seed: flags.seed,
          latency: Option.getOrElse(flags.latency, () => Latency.named.lambda),
          faults: []
        })
      )
  })

const timeLimitOf = ({ rounds, timeLimit }: Flags): number | null =>
  Option.getOrElse(timeLimit, () => (rounds === "auto" ? patienceMs : null))

const priceOf = ({ price }: Flags): Price.Price =>
  Option.match(price, {
    onNone: () => Price.usEast1,
    onSome: (usd) => ({ usd_per_million_write_units: usd, usd_per_million_read_units: usd, source: "given by --price" })
  })

const presentationOf = Effect.fnUntraced(function* (flags: Flags, contestants: ReadonlyArray<Contestant.Contestant>) {
  const reference = yield* Effect.transposeMapOption(flags.reference, (typed) =>
    Effect.mapError(ShortNames.find(contestants, typed), (message) => wrongUsage(`--reference: ${message}`))
  )
  return {
    json: Option.map(flags.json, (path) => ({ flag: "--json", path })),
    html: Option.map(flags.html, (path) => ({ flag: "--html", path })),
    view: Option.match(reference, { onNone: () => ({}), onSome: (reference) => ({ reference }) })
  } satisfies Presentation
})

/** What the flags ask for, and where. Fails with what to type instead, before anything is raced. */
export const raceInput = Effect.fn("RaceInput.raceInput")(function* (typed: Flags) {
  for (const [wrong, message] of contradictions(typed)) {
    if (wrong) return yield* wrongUsage(message)
  }
  const flags = withScenario(typed)
  const { contestants, unsuited } = yield* contestantsOf(flags)
  for (const [wrong, message] of meaningless(flags, contestants)) {
    if (wrong) return yield* wrongUsage(message)
  }
  const plan = planOf(flags)
  if (contestants.length > contestantsUnasked && !flags.yes) return yield* guard(contestants, plan)
  const backend: Layer.Layer<Backend.Backend | Tables, Fatal | Exit> = yield* backendOf(flags)
  const presentation = yield* presentationOf(flags, contestants)
  const options: Race.Options = {
    ...plan,
    rounds: flags.rounds,
    threshold: flags.threshold,
    price: priceOf(flags),
    command: commandOf(yield* Typed),
    contestants,
    operation: operationOf(flags),
    unsuited,
    source: yield* sourceOf(flags),
    cpu: Option.getOrNull(yield* Effect.transposeMapOption(flags.cpu, CpuWork.calibrate)),
    timeLimitMs: timeLimitOf(flags),
    seed: flags.seed
  }
  return { options, backend, presentation }
})
