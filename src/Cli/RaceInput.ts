import { Effect, Layer, Option, type Scope } from "effect"
import type { TableOperation } from "../domain/OperationKind.ts"
import { kinds } from "../domain/OperationKind.ts"
import * as Price from "../domain/Price.ts"
import type { RaceResult } from "../domain/RaceResult.ts"
import type { Fatal, RequestError, WorkerLost } from "../domain/RequestError.ts"
import * as CpuWork from "../Operation/CpuWork.ts"
import type { Terms } from "../Race/Contest.ts"
import type * as Contestant from "../Race/Contestant.ts"
import { unfit } from "../Race/Fetching.ts"
import * as GivenTable from "../Race/GivenTable.ts"
import * as Rounds from "../Race/Rounds.ts"
import * as Sizing from "../Race/Sizing.ts"
import { type Origin, urls } from "../Race/Source.ts"
import * as Race from "../Race.ts"
import * as ShortNames from "../Report/ShortNames.ts"
import { contradictions, meaningless } from "./Contradictions.ts"
import { type Exit, refused, wrongUsage } from "./Exit.ts"
import { gateOf } from "./Gate.ts"
import type { Presentation } from "./Present.ts"
import { placeOf } from "./RaceBackend.ts"
import { commandOf, Typed } from "./RaceCommand.ts"
import { contestantsOf, settings } from "./RaceContestants.ts"
import type { Flags } from "./RaceFlags.ts"
import { itemsOf, sourceOf } from "./RaceItems.ts"
import { listOf } from "./RaceUrls.ts"
import { scenarios } from "./Scenario.ts"

const contestantsUnasked = 24
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

/** What is done in tables; null over the web. */
const operationOf = ({ consistent, operation, page }: Flags): TableOperation | null => {
  switch (operation) {
    case "put":
      return { _tag: "put" }
    case "get":
      return { _tag: "get", consistent }
    case "http":
      return null
    default:
      return { _tag: operation, consistent, page: Option.getOrNull(page) }
  }
}

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

const timeLimitOf = ({ rounds, timeLimit }: Flags): number | null =>
  Option.getOrElse(timeLimit, () => (rounds === "auto" ? patienceMs : null))

/** One price is typed, that of what is raced; the other one follows from it. */
const priceOf = ({ operation, price }: Flags): Price.Price =>
  Option.match(price, {
    onNone: () => Price.usEast1,
    onSome: (usd) => {
      const { reads } = kinds[operation]
      return {
        usd_per_million_write_units: reads ? usd * Price.writesPerRead : usd,
        usd_per_million_read_units: reads ? usd : usd / Price.writesPerRead,
        source: "given by --price"
      }
    }
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

/** What is to be raced once all is settled. */
interface Prepared {
  readonly source: Origin
  /** Opens the place of the race, until the scope closes; then the race itself. */
  readonly open: Effect.Effect<Effect.Effect<RaceResult, RequestError | WorkerLost | Exit>, Fatal | Exit, Scope.Scope>
}

/** An error of this code says why what was named cannot be raced over. */
const refusing = <R>(code: string, race: Effect.Effect<RaceResult, RequestError | WorkerLost, R>) =>
  Effect.mapError(race, (error) => (error._tag === "Fatal" && error.code === code ? refused(error.message) : error))

const inTables = Effect.fnUntraced(function* (flags: Flags, operation: TableOperation) {
  const place = yield* placeOf(flags)
  return Effect.fnUntraced(function* (terms: Terms) {
    const source = yield* sourceOf(flags)
    yield* place.agree({ ...terms, price: priceOf(flags), operation, source })
    const race = refusing(
      GivenTable.unfit,
      Race.run({ ...terms, operation, source, table: Option.getOrNull(flags.table) })
    )
    return {
      source,
      open: Effect.map(Layer.build(place.layer), (context) => Effect.provide(race, context))
    } satisfies Prepared
  })
})

const overWeb = Effect.fnUntraced(function* (flags: Flags) {
  const { host, list } = yield* listOf(flags)
  return (terms: Terms): Effect.Effect<Prepared> => {
    const race = refusing(unfit, Race.runWeb({ ...terms, list, host }))
    return Effect.succeed({ source: urls(list), open: Effect.succeed(race) })
  }
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
  const presentation = yield* presentationOf(flags, contestants)
  const gate = yield* gateOf(flags, contestants, presentation.view)
  const plan = planOf(flags)
  if (contestants.length > contestantsUnasked && !flags.yes) return yield* guard(contestants, plan)
  const operation = operationOf(flags)
  const prepare = yield* operation === null ? overWeb(flags) : inTables(flags, operation)
  const terms: Terms = {
    ...plan,
    rounds: flags.rounds,
    threshold: flags.threshold,
    price: priceOf(flags),
    command: commandOf(yield* Typed),
    contestants,
    unsuited,
    cpu: Option.getOrNull(yield* Effect.transposeMapOption(flags.cpu, CpuWork.calibrate)),
    rate: Option.getOrNull(flags.rate),
    timeLimitMs: timeLimitOf(flags),
    seed: flags.seed
  }
  const { open, source } = yield* prepare(terms)
  return { options: { ...terms, source }, open, presentation, gate }
})
