import { Context, Effect, Either, Layer } from "effect"
import { DynamoDB, Tables } from "./DynamoDB.ts"
import { InvalidOptions } from "./domain/InvalidOptions.ts"
import { kinds, type TableOperation } from "./domain/OperationKind.ts"
import { Backend } from "./Race/Backend.ts"
import * as Contest from "./Race/Contest.ts"
import * as Contestant from "./Race/Contestant.ts"
import * as Fetching from "./Race/Fetching.ts"
import * as InTables from "./Race/InTables.ts"
import * as Reading from "./Race/Reading.ts"
import * as Source from "./Race/Source.ts"
import * as Writing from "./Race/Writing.ts"
import * as Strategies from "./Strategies.ts"
import type { List } from "./Workload/Urls.ts"

export interface Options extends Contest.Terms {
  /** Puts where it is not said. Reads are of a table that `items` of the source are written into before the first lap. */
  readonly operation?: TableOperation
  readonly source: Source.Source
  /** A table that is there and empty, by its name: what the race writes into it is deleted at its end. Its own where it is not said. */
  readonly table?: string | null
}

/** Items of a table that is read, where nothing is said. */
export const usualTable = 20_000

/** A race of which nothing more is said; the command line's flags say the same. */
export const usual = {
  rounds: 6,
  lapTimeMs: 1_000,
  items: null,
  budgetMs: null,
  cpu: null,
  timeLimitMs: null,
  seed: 1
} as const satisfies Partial<Options>

/** What is not said is `usual`, over made items. */
export type Asked = Pick<Options, "contestants"> & Partial<Options>

/**
 * Contestants as they are typed after `--strategy`: `for-each:concurrency=32:batch=25`, or `all`. A left says what to type
 * instead.
 */
export const lineUp = (
  entries: ReadonlyArray<string>,
  operation: TableOperation["_tag"] = "put"
): Either.Either<ReadonlyArray<Contestant.Contestant>, InvalidOptions> =>
  Either.flatMap(
    Either.mapLeft(
      Contestant.parse(entries, Contestant.noChoices, kinds[operation], Strategies.named),
      (message) => new InvalidOptions({ message })
    ),
    ({ contestants, unsuited: [cannot] }) =>
      cannot === undefined
        ? Either.right(contestants)
        : Either.left(new InvalidOptions({ message: `${cannot.name} cannot ${operation}: ${cannot.reason}` }))
  )

/**
 * Races the contestants side by side: opens and warms them up, then rounds of laps, each verified. What it comes to is
 * what `--json` keeps.
 */
export const run = Effect.fn("Race.run")(function* (asked: Asked) {
  const options: Options = { ...usual, source: Source.generated(), ...asked }
  const { rate = null, source, operation = { _tag: "put" } } = options
  const where = { given: options.table ?? null, rate }
  const items = Math.min(options.items ?? usualTable, source.available)
  const backend = yield* Backend
  // and not the scope of whoever runs it: what is prepared ends with the race
  const context = Context.pick(Backend, Tables)(yield* Effect.context<Backend | Tables>())
  return yield* Contest.run({
    ...options,
    operation,
    items: kinds[operation._tag].reads ? items : options.items,
    bounded: backend.name === "aws",
    prepare: Effect.fnUntraced(function* (telling) {
      const client = yield* Layer.build(backend.client({ transport: "sdk", sockets: 8, reuse: "kept" }))
      const dynamodb = Context.get(client, DynamoDB)
      if (operation._tag === "put") return yield* Writing.make(dynamodb, source, where)
      return yield* Reading.make({
        ...where,
        dynamodb,
        source,
        operation,
        items,
        telling: telling({ _tag: "filling" })
      })
    }, Effect.provide(context))
  }).pipe(Effect.provide(InTables.venue(operation)))
})

export interface WebOptions extends Contest.Terms {
  readonly list: List
  /** Whom the URLs lead to, as shown to users. */
  readonly host: string
}

/** The same over the web: every URL is fetched once before the first lap, and has to be answered alike in all of them. */
export const runWeb = Effect.fn("Race.runWeb")(function* ({ host, list, ...options }: WebOptions) {
  return yield* Contest.run({
    ...options,
    operation: { _tag: "http" },
    source: Source.urls(list),
    prepare: (telling) => Fetching.make(list, telling({ _tag: "looking" }))
  }).pipe(Effect.provide(Fetching.venue(host)))
})
