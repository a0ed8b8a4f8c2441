import type { FileSystem } from "@effect/platform"
import { Effect, Either, Option, type Scope, Stream } from "effect"
import type { Item } from "../domain/Item.ts"
import type { FileFormat, FileRecords } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as Contents from "./File/Contents.ts"
import { csv } from "./File/Csv.ts"
import type { Decoded, Decoder, SourceRecord } from "./File/Decoder.ts"
import { FileError } from "./File/FileError.ts"
import { json, ndjson } from "./File/Json.ts"
import * as Usable from "./File/Usable.ts"
import * as Range from "./Range.ts"

/** A record that cannot be written. */
export interface Rejection {
  readonly line: number
  /** Holds no value of the record, so that rejections can be counted by it. */
  readonly reason: string
  /** Names of the attributes that the record has; none where it is no object. */
  readonly attributes: ReadonlyArray<string>
}

export type FileRecord = Either.Either<{ readonly line: number; readonly item: Item }, Rejection>

/** `records` is the number of usable records passed over or taken and of all that `reasons` counts. */
export interface Reading {
  readonly workload: Workload<FileRecords>
  /** Records seen until the limit or the end. */
  readonly records: number
  /** How many were rejected, by reason. */
  readonly reasons: ReadonlyMap<string, number>
  /** The first hundred of them. */
  readonly rejected: ReadonlyArray<Rejection>
}

const rejectionsKept = 100

const extensions: ReadonlyMap<string, FileFormat> = new Map([
  ["csv", "csv"],
  ["ndjson", "ndjson"],
  ["jsonl", "ndjson"]
])

const sniffed = 4096

/** By the extension; where that does not say it (`.json` may be an array or NDJSON) by the first character. */
export const formatOf = Effect.fn("File.formatOf")(function* (path: string) {
  const named = extensions.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase())
  if (named !== undefined) return named
  const start = yield* Contents.bytes(path, { bytesToRead: sniffed }).pipe(Stream.runHead)
  const first = /\S/.exec(new TextDecoder().decode(Option.getOrUndefined(start)))
  if (first?.[0] === "[") return "json"
  if (first?.[0] === "{" || path.toLowerCase().endsWith(".json")) return "ndjson"
  return yield* new FileError({
    path,
    problem: "its name does not say what it holds; name it .csv, .ndjson, .jsonl or .json"
  })
})

const decoder = (spec: FileRecords): Effect.Effect<Decoder, never, Scope.Scope> => {
  switch (spec.format) {
    case "csv":
      return csv(spec)
    case "json":
      return Effect.sync(() => json(spec.path))
    case "ndjson":
      return Effect.sync(() => ndjson(spec.path))
  }
}

const decoded = ({ failure, records }: Decoded): Stream.Stream<SourceRecord, FileError> => {
  const complete = Stream.fromIterable(records)
  return failure === undefined ? complete : Stream.concat(complete, Stream.fail(failure))
}

const judged =
  ({ key }: FileRecords) =>
  ({ attributes, line }: SourceRecord): FileRecord =>
    Either.match(attributes, {
      onLeft: (reason) => Either.left({ line, reason, attributes: [] }),
      onRight: (item) => {
        const reason = Usable.problemOf(key, item)
        return reason === undefined
          ? Either.right({ line, item })
          : Either.left({ line, reason, attributes: Object.keys(item) })
      }
    })

/**
 * Every record of the file in its order, usable or not, in bounded memory; `from` and `limit` are the reader's matter.
 * Text that is not of its format fails the stream after the records before it; the file is closed with the stream.
 */
export const records = (spec: FileRecords): Stream.Stream<FileRecord, FileError, FileSystem.FileSystem> =>
  Effect.map(decoder(spec), ({ end, push }) =>
    Contents.texts(spec.path).pipe(
      Stream.mapEffect(push),
      Stream.concat(Stream.fromEffect(end)),
      Stream.flatMap(decoded),
      Stream.map(judged(spec))
    )
  ).pipe(Stream.unwrapScoped)

const workload = (spec: FileRecords, items: ReadonlyArray<Item>): Workload<FileRecords> =>
  Range.make(
    {
      key: spec.key,
      at: (index) => items[index],
      specOf: (from, size) => ({ ...spec, from: (spec.from ?? 0) + from, limit: size })
    },
    0,
    items.length
  )

const namesShown = 12

/** Says of a file without a usable record what most of its records lack, and what the first of them has. */
const nothingUsable = (path: string, { reasons, records, rejected }: Omit<Reading, "workload">): FileError => {
  if (records === 0) return new FileError({ path, problem: "it holds no records" })
  const counted = [...reasons].sort(([, a], [, b]) => b - a)
  const [first] = rejected
  const names = first?.attributes.slice(0, namesShown).join(", ") ?? ""
  const has = names === "" ? "" : `; line ${first?.line} has the attributes ${names}: name one with --key`
  const problem = `none of its ${records} records can be written: ${counted
    .slice(0, 3)
    .map(([reason, count]) => `${reason} (${count})`)
    .join(", ")}${has}`
  return new FileError({ path, problem })
}

/**
 * The workload that the spec describes, stamped, and what was rejected on the way to it. Fails where no record is usable,
 * and where the file is not as the spec's stamp has it, from before the first record to behind the last.
 */
export const read = Effect.fn("File.read")(function* (spec: FileRecords) {
  const passedOver = spec.from ?? 0
  const stamp = yield* Contents.stampOf(spec.path, spec.stamp)
  const items: Array<Item> = []
  const rejected: Array<Rejection> = []
  const reasons = new Map<string, number>()
  let usable = 0
  let seen = 0
  const take = (record: FileRecord): boolean => {
    seen++
    if (Either.isRight(record)) {
      usable++
      if (usable > passedOver) items.push(record.right.item)
    } else {
      const { reason } = record.left
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      if (rejected.length < rejectionsKept) rejected.push(record.left)
    }
    return items.length < spec.limit
  }
  if (spec.limit > 0) {
    const outcome = yield* Effect.either(
      Stream.runForEachWhile(records(spec), (record) => Effect.sync(() => take(record)))
    )
    // what changes meanwhile can be read as anything, and as broken
    yield* Contents.stampOf(spec.path, stamp)
    yield* outcome
    if (usable === 0) return yield* nothingUsable(spec.path, { records: seen, reasons, rejected })
  }
  const stamped = stamp === undefined ? spec : { ...spec, stamp }
  return { workload: workload(stamped, items), records: seen, reasons, rejected } satisfies Reading
})
