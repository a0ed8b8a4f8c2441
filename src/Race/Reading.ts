import { Array as Arr, type Context, Effect, Layer, Ref } from "effect"
import { DynamoDB, Tables } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import type { Table } from "../domain/Job.ts"
import * as Key from "../domain/Key.ts"
import type { TableOperation } from "../domain/OperationKind.ts"
import { Fatal, type RequestError, type WorkerLost } from "../domain/RequestError.ts"
import type { ItemsSpec } from "../domain/WorkloadSpec.ts"
import { limiterOf } from "../Operation/Rate.ts"
import * as Operations from "../Operations.ts"
import * as Runner from "../Runner.ts"
import { forEach } from "../Strategy/ForEach.ts"
import { perKey } from "../Strategy/PerKey.ts"
import type { Strategy } from "../Strategy.ts"
import * as Tally from "../Tally.ts"
import * as Unavailable from "../Workers/Unavailable.ts"
import * as Keys from "../Workload/Keys.ts"
import * as Segments from "../Workload/Segments.ts"
import type { Workload } from "../Workload.ts"
import type { Contestant } from "./Contestant.ts"
import type { CourseOf } from "./Course.ts"
import * as Expected from "./Expected.ts"
import * as GivenTable from "./GivenTable.ts"
import type * as LapTables from "./LapTables.ts"
import * as OwnTables from "./OwnTables.ts"
import type { Source } from "./Source.ts"

export interface Options extends LapTables.Options {
  readonly dynamodb: Context.Tag.Service<DynamoDB>
  readonly source: Source
  /** Items of every table; of a file no more than it has. */
  readonly items: number
  readonly operation: Exclude<TableOperation, { readonly _tag: "put" }>
  /** Tells of a table that is being filled for as long as that takes. */
  readonly telling: <A, E>(filling: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

/** What was filled in, once. */
interface Filled {
  readonly table: Table
  readonly written: Workload<ItemsSpec>
  /** null of a scan, which has segments. */
  readonly keys: Workload | null
  /** Of all that can be read. */
  readonly all: Expected.Expected
}

const inFlight = 16

/** Of the items of one key the last, which is what the table holds then. */
const last = (items: Workload): Iterable<Item> => {
  if (items.spec._tag === "Generated") return items
  return new Map(Array.from(items, (item) => [Key.toText(items.key, item), item])).values()
}

/** Runs a strategy of ours over the whole of a workload, outside the race. */
const perform = (
  dynamodb: Context.Tag.Service<DynamoDB>,
  operation: TableOperation,
  strategy: Strategy,
  table: Table,
  workload: Workload,
  rate: number | null
): Effect.Effect<Tally.Tally, RequestError | WorkerLost> =>
  Effect.gen(function* () {
    const runner = yield* Runner.open({
      strategy,
      settings: { concurrency: inFlight, batch: operation._tag === "put" ? 25 : 1, workers: 1 },
      operation: () => Operations.layerOver(operation, Layer.succeed(DynamoDB, dynamodb)),
      cpu: null,
      rate,
      table,
      workers: Unavailable.layer
    })
    yield* runner.run(workload)
    return yield* runner.tally
  }).pipe(Effect.scoped)

const notFilled = (what: string) => new Fatal({ code: "NotFilled", message: `the table to be read from ${what}` })

/** Writes the items, and reads them once to be sure of them. */
const fill = Effect.fnUntraced(function* (
  dynamodb: Options["dynamodb"],
  table: Table,
  items: Workload,
  all: Expected.Expected,
  rate: number | null
) {
  // of a file's items with one key the last one is what stays
  const strategy = items.spec._tag === "Generated" ? forEach : perKey
  const written = yield* perform(dynamodb, { _tag: "put" }, strategy, table, items, rate)
  const [reason] = Array.from(written.rejected.keys())
  if (reason !== undefined)
    return yield* notFilled(`did not take ${Tally.sum(written.rejected)} of its items (${reason})`)
  const scan = { _tag: "scan", consistent: true, page: null } as const
  const read = yield* perform(dynamodb, scan, forEach, table, Segments.make(inFlight), null)
  if (!Expected.isSame(all, read)) {
    return yield* notFilled(`holds ${read.items} items that are not the ${all.items} that were written into it`)
  }
})

/** Laps that read a table which was filled before the first of them, each all of it and once. */
export const make = Effect.fn("Reading.make")(function* (options: Options) {
  const { dynamodb, given, items, operation, rate, source, telling } = options
  const { create } = yield* OwnTables.make()
  const limiter = yield* limiterOf(rate)
  const port = yield* Tables
  const tables = yield* Ref.make(new Map<string, Filled>())

  const filled = Effect.fnUntraced(function* ({ traits }: Contestant) {
    const { key } = source.take(0, "", traits)
    const fitting = { ...source, key }
    const { prefix, table } =
      given === null
        ? { prefix: "", table: yield* create(key) }
        : yield* GivenTable.claim({ dynamodb, limiter, name: given, source: fitting }).pipe(
            Effect.provideService(Tables, port)
          )
    const written = source.take(items, prefix, traits)
    const all = Expected.of(last(written))
    yield* telling(fill(dynamodb, table, written, all, rate))
    const keys =
      operation._tag === "scan" ? null : Keys.make(written, operation._tag === "query" ? "partition" : "whole")
    return { table, written, keys, all } satisfies Filled
  })

  /** Contestants that differ in nothing that stands in the table read the same one. */
  const filledFor = Effect.fnUntraced(function* (contestant: Contestant) {
    const { item_size_bytes, shards } = contestant.traits
    const name = JSON.stringify([item_size_bytes, shards])
    const before = (yield* Ref.get(tables)).get(name)
    if (before !== undefined) return before
    const fresh = yield* filled(contestant)
    yield* Ref.update(tables, (tables) => new Map(tables).set(name, fresh))
    return fresh
  })

  /** What these keys lead to, without those that were given up. */
  const expectedBy = ({ all, keys, written }: Filled, workload: Workload, rejected: Tally.Tally["rejectedKeys"]) => {
    if (operation._tag !== "get" || (rejected.size === 0 && workload.size === keys?.size)) return all
    const wanted = new Set(Array.from(workload, (key) => Key.toText(written.key, key)))
    const isExpected = (item: Item) => {
      const text = Key.toText(written.key, item)
      return wanted.has(text) && !rejected.has(text)
    }
    return Expected.of(Arr.filter(last(written), isExpected))
  }

  return ((contestant) =>
    Effect.map(filledFor(contestant), (filled) => {
      const elements = filled.keys ?? Segments.make(contestant.traits.segments ?? 1)
      return {
        next: Effect.succeed({ table: filled.table, prefix: "", wrote: () => Effect.void }),
        available: elements.size,
        whole: true,
        inParts: operation._tag === "get",
        take: (_, n) => elements.slice(0, n),
        verify: (_, workload, tally) =>
          Effect.sync(() => Expected.verdictOf(expectedBy(filled, workload, tally.rejectedKeys), tally))
      }
    })) satisfies CourseOf
})
