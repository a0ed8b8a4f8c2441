import { Effect, Option } from "effect"
import { kinds, type OperationKind } from "../domain/OperationKind.ts"
import { type FileRecords, smallestItem } from "../domain/WorkloadSpec.ts"
import * as Source from "../Race/Source.ts"
import * as Race from "../Race.ts"
import { printable } from "../Report/Printable.ts"
import * as File from "../Workload/File.ts"
import { wrongUsage } from "./Exit.ts"
import type { Flags } from "./RaceFlags.ts"

/** Records, or URLs. */
export const recordsAtMost = 100_000
const rejectionsTold = 3

/** Where every item, or nearly every one, is a request of its own: a table as large as those for scans takes minutes to read one by one. */
const isByKey = ({ from, keys, operation }: Flags): boolean =>
  operation === "get" || (operation === "query" && (Option.isSome(from) || Option.isSome(keys)))

/** Whether it reads a table, which has to be filled. */
const isOfTable = ({ reads, service }: OperationKind): boolean => reads && service === "DynamoDB"

/** How many are raced over, or stand in the table that is read; none where the time of a lap says it. */
export const itemsOf = (flags: Flags): Option.Option<number> =>
  Option.isSome(flags.items) || !isOfTable(kinds[flags.operation])
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
    ...Source.usual,
    size: Option.getOrElse(flags.items, () => Source.usual.size),
    seed: flags.seed,
    item_size_bytes: Option.getOrElse(flags.itemSize, () => Source.usual.item_size_bytes),
    keys: Option.getOrElse(flags.keys, () => Source.usual.keys),
    repeat_keys: Option.getOrElse(flags.repeatKeys, () => Source.usual.repeat_keys)
  }
  const smallest = smallestItem(spec)
  return spec.item_size_bytes < smallest
    ? wrongUsage(`an item of ${spec.item_size_bytes}B does not hold such keys: type --item-size ${smallest}B or more`)
    : Effect.succeed(Source.generated(spec))
}

/** What is raced over. */
export const sourceOf = (flags: Flags) =>
  Option.match(Option.all([flags.from, flags.key]), {
    onSome: ([path, key]) => fileSource(path, flags, key),
    onNone: () => madeSource(flags)
  })
