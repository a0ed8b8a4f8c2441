import { Schema } from "effect"
import type { Item } from "./Item.ts"
import * as ItemSize from "./ItemSize.ts"
import { KeySchema, KeyType } from "./Key.ts"

export const KeyDistribution = Schema.Literal("uniform", "zipfian", "hot")
export type KeyDistribution = typeof KeyDistribution.Type

const ItemNumber = Schema.NonNegativeInt.pipe(
  Schema.lessThanOrEqualTo(2 ** 31, { message: () => `at most ${2 ** 31} items can be told apart` })
)

/** What an item takes at least, in bytes: its key, its version where it has one, their names, and a payload of three. */
export const smallestItem = (made: {
  readonly keys: KeyDistribution
  readonly repeat_keys: number
  readonly shards?: number
}): number => 14 + (made.keys === "uniform" && made.shards === undefined ? 0 : 10) + (made.repeat_keys === 0 ? 0 : 13)

/**
 * Items made from a seed: item `i` is the same wherever and however often it is made.
 * `uniform`: every item has a partition key of its own, in no order.
 * `zipfian`: 4,096 partition keys, the one of rank r drawn in proportion to 1/r, so that the first takes 11 %.
 * `hot`: 90 % of the items on one partition key, every other on its own.
 */
export const Generated = Schema.TaggedStruct("Generated", {
  /** Number of the first item; a slice of a workload begins later than at 0. */
  from: Schema.optionalWith(ItemNumber, { exact: true }),
  size: ItemNumber,
  seed: Schema.Int,
  /** Exactly so many; where it leaves a prefix no room, an item is larger by as much of the prefix as has none. */
  item_size_bytes: Schema.Int,
  keys: KeyDistribution,
  /** Share of the items, 0 to 1, that repeat the whole key of an earlier one. Where it is not 0, items carry their version. */
  repeat_keys: Schema.Number.pipe(Schema.between(0, 1)),
  /** Partition keys `k#0` to `k#N-1` over which the items of one key are spread, whatever `keys` says. */
  shards: Schema.optionalWith(Schema.Int.pipe(Schema.between(1, 1024)), { exact: true }),
  /** Stands before every partition key, so that laps can share a table. */
  prefix: Schema.String.pipe(
    Schema.pattern(/^[!-~]{0,16}$/, { message: () => "a prefix is at most 16 printable ASCII characters" })
  )
}).pipe(
  Schema.filter((made) => {
    const smallest = smallestItem(made)
    const holds = made.item_size_bytes >= smallest && made.item_size_bytes <= ItemSize.maximum
    return holds || `an item takes ${smallest}B to 400KB (${ItemSize.maximum}B)`
  })
)
export type Generated = typeof Generated.Type

export const FileFormat = Schema.Literal("ndjson", "json", "csv")
export type FileFormat = typeof FileFormat.Type

export const ColumnType = Schema.Literal(...KeyType.literals, "BOOL")
export type ColumnType = typeof ColumnType.Type

/** By which a file is known to be as it was. */
export const FileStamp = Schema.Struct({
  bytes: Schema.NonNegativeInt,
  /** Of its last modification, in milliseconds since 1970. */
  modified_ms: Schema.Int
})
export type FileStamp = typeof FileStamp.Type

/** The usable records of a file, in its order. */
export const FileRecords = Schema.TaggedStruct("FileRecords", {
  path: Schema.String,
  /** Of the file as it was first read; nothing else is read after it. None where it is no regular file. */
  stamp: Schema.optionalWith(FileStamp, { exact: true }),
  /** NDJSON: a JSON value a line. JSON: one array. CSV: RFC 4180 with a header. UTF-8 all of them. */
  format: FileFormat,
  key: KeySchema,
  /** CSV columns that are not strings: numbers, base64, true or false. An empty cell in one leaves the attribute out. */
  types: Schema.Record({ key: Schema.String, value: ColumnType }),
  /** So many usable records are passed over first; a slice of a workload begins later than at 0. */
  from: Schema.optionalWith(Schema.NonNegativeInt, { exact: true }),
  /** Reading stops after so many usable records. */
  limit: Schema.NonNegativeInt
})
export type FileRecords = typeof FileRecords.Type

/** Items as they can be written. */
export const ItemsSpec = Schema.Union(Generated, FileRecords)
export type ItemsSpec = typeof ItemsSpec.Type

/** The keys of other items, each once, in the order in which they come first: what is read one by one. */
export const Keys = Schema.TaggedStruct("Keys", {
  of: ItemsSpec,
  /** `partition`: of all items with one partition key that alone, for which one queries. */
  part: Schema.Literal("whole", "partition"),
  from: Schema.NonNegativeInt,
  size: Schema.NonNegativeInt
})
export type Keys = typeof Keys.Type

/** The parts into which a parallel scan cuts a table: see `Segment`. */
export const Segments = Schema.TaggedStruct("Segments", {
  of: Schema.Int,
  from: Schema.NonNegativeInt,
  size: Schema.NonNegativeInt
})
export type Segments = typeof Segments.Type

/** URLs of a file, one a line, without what is blank or begins with `#`; after the last one the first comes again. */
export const Urls = Schema.TaggedStruct("Urls", {
  path: Schema.String,
  /** Of the file as it was first read; nothing else is read after it. None where it is no regular file. */
  stamp: Schema.optionalWith(FileStamp, { exact: true }),
  /** So many are used at most. */
  limit: Schema.Int.pipe(Schema.positive()),
  /** How many there are of them. */
  urls: Schema.Int.pipe(Schema.positive()),
  from: Schema.NonNegativeInt,
  size: Schema.NonNegativeInt
})
export type Urls = typeof Urls.Type

/** What is raced over, as a result tells it. */
export const SourceSpec = Schema.Union(...ItemsSpec.members, Urls)
export type SourceSpec = typeof SourceSpec.Type

/** Items that stand in no file and follow no rule: they travel themselves, by structured clone, whoever gets them having to trust the sender. */
export const Given = Schema.TaggedStruct("Given", {
  key: KeySchema,
  items: Schema.declare((items: unknown): items is ReadonlyArray<Item> => Array.isArray(items))
})
export type Given = typeof Given.Type

/** Small enough to send to another thread, process or machine, which makes the same elements from it. */
export const WorkloadSpec = Schema.Union(Generated, FileRecords, Keys, Segments, Urls, Given)
export type WorkloadSpec = typeof WorkloadSpec.Type
