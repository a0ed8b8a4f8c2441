import { Effect, type Layer, Option } from "effect"
import type { Tables } from "../DynamoDB.ts"
import * as Latency from "../domain/Latency.ts"
import type { Fatal } from "../domain/RequestError.ts"
import type { FileRecords } from "../domain/WorkloadSpec.ts"
import * as Backend from "../Race/Backend.ts"
import * as Contestant from "../Race/Contestant.ts"
import * as Sizing from "../Race/Sizing.ts"
import * as Source from "../Race/Source.ts"
import type * as Race from "../Race.ts"
import { printable } from "../Report/Printable.ts"
import * as File from "../Workload/File.ts"
import * as Endpoint from "./Endpoint.ts"
import { type Exit, refused, wrongUsage } from "./Exit.ts"
import type { Flags } from "./RaceFlags.ts"

const recordsAtMost = 100_000
const contestantsUnasked = 24
const rejectionsTold = 3
const usualLapTimeMs = 1_000
/** `npm start` and everything like it is over within a minute. */
const lineUpBudgetMs = 55_000

/** Flags of which one only has a meaning without the other. */
const contradictions = (flags: Flags) => {
  const isFile = Option.isSome(flags.from)
  const given = <A>(flag: Option.Option<A>) => Option.isSome(flag)
  return [
    [isFile && !given(flags.key), "--from needs --key: name the attribute that is the items' key, --key NAME"],
    [!isFile && given(flags.key), "--key goes with --from FILE; made items have keys of their own"],
    [!isFile && given(flags.types), "--types goes with --from FILE.csv"],
    [isFile && given(flags.itemSize), "--item-size is for made items: leave it out, or leave out --from"],
    [isFile && given(flags.keys), "--keys is for made items: leave it out, or leave out --from"],
    [isFile && given(flags.repeatKeys), "--repeat-keys is for made items: leave it out, or leave out --from"],
    [
      given(flags.endpoint) && given(flags.latency),
      "--latency is the embedded DynamoDB's: leave it out, or leave out --endpoint"
    ],
    [!given(flags.endpoint) && flags.allowHttp, "--allow-http goes with --endpoint URL"],
    [!given(flags.endpoint) && flags.allowEndpoint, "--allow-endpoint goes with --endpoint URL"],
    [
      given(flags.items) && given(flags.lapTime) && !isFile,
      "--items and --lap-time both say how long a run is: give one of them"
    ]
  ] as const
}

const lineUp = ({ batch, concurrency, strategy, transport }: Flags) =>
  Option.match(strategy, {
    onSome: (text) => text.split(",").map((entry) => entry.trim()),
    onNone: () =>
      Option.isSome(concurrency) || Option.isSome(batch) || Option.isSome(transport)
        ? Contestant.lineUpStrategies
        : Contestant.lineUp
  })

const none = () => []

const contestantsOf = (flags: Flags) =>
  Effect.mapError(
    Contestant.parse(lineUp(flags), {
      concurrency: Option.getOrElse(flags.concurrency, none),
      batch: Option.getOrElse(flags.batch, none),
      transport: Option.toArray(flags.transport)
    }),
    wrongUsage
  )

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
    limit: Option.getOrElse(flags.items, () => recordsAtMost)
  })
  yield* tellRejected(path, reading)
  return Source.file(reading)
})

const sourceOf = (flags: Flags) =>
  Option.match(Option.all([flags.from, flags.key]), {
    onSome: ([path, key]) => fileSource(path, flags, key),
    onNone: () =>
      Effect.succeed(
        Source.generated({
          _tag: "Generated",
          size: Option.getOrElse(flags.items, () => 0),
          seed: flags.seed,
          item_size_bytes: Option.getOrElse(flags.itemSize, () => 250),
          keys: Option.getOrElse(flags.keys, () => "uniform" as const),
          repeat_keys: Option.getOrElse(flags.repeatKeys, () => 0),
          prefix: ""
        })
      )
  })

/** Fails with exit code 5 where there are more contestants than anybody wants to wait for. */
const guard = (contestants: ReadonlyArray<Contestant.Contestant>, plan: Sizing.Plan) => {
  const minutes = Math.ceil(Sizing.estimateMs(contestants, plan) / 60_000)
  const time = minutes === 1 ? "a minute" : `${minutes} minutes`
  return refused(`${contestants.length} contestants would take about ${time}: add --yes, or race fewer`)
}

const planOf = (flags: Flags): Sizing.Plan => {
  const { batch, concurrency, from, items, lapTime, rounds, strategy, transport } = flags
  const isLineUp =
    [strategy, concurrency, batch, transport, lapTime, items, from].every((flag) => Option.isNone<unknown>(flag)) &&
    rounds === 6
  return {
    rounds,
    lapTimeMs: Option.getOrElse(lapTime, () => usualLapTimeMs),
    // with a time given, --items says how much of a file is read
    items: Option.isSome(lapTime) ? null : Option.getOrNull(items),
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

/** What the flags ask for, and where. Fails with what to type instead, before anything is raced. */
export const raceInput = Effect.fn("RaceInput.raceInput")(function* (flags: Flags) {
  for (const [wrong, message] of contradictions(flags)) {
    if (wrong) return yield* wrongUsage(message)
  }
  const contestants = yield* contestantsOf(flags)
  const plan = planOf(flags)
  if (contestants.length > contestantsUnasked && !flags.yes) return yield* guard(contestants, plan)
  const backend: Layer.Layer<Backend.Backend | Tables, Fatal | Exit> = yield* backendOf(flags)
  const options: Race.Options = {
    ...plan,
    contestants,
    source: yield* sourceOf(flags),
    timeLimitMs: Option.getOrNull(flags.timeLimit),
    seed: flags.seed
  }
  return { options, backend }
})
