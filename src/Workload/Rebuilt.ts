import { FileSystem } from "@effect/platform"
import { Effect, Ref } from "effect"
import { Fatal } from "../domain/RequestError.ts"
import type {
  FileRecords,
  ItemsSpec,
  Keys as KeysSpec,
  Urls as UrlsSpec,
  WorkloadSpec
} from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import { changed } from "./File/Contents.ts"
import type { FileError } from "./File/FileError.ts"
import * as File from "./File.ts"
import * as Generated from "./Generated.ts"
import * as Given from "./Given.ts"
import * as Keys from "./Keys.ts"
import * as Segments from "./Segments.ts"
import * as Urls from "./Urls.ts"

/** More than most laps take, so that no lap has to wait for the file to be read on. */
const recordsAtLeast = 100_000

const nothing: { readonly items: Workload<FileRecords> | null; readonly limit: number } = { items: null, limit: 0 }

const unreadable = ({ message }: FileError) => new Fatal({ code: "FileUnreadable", message })

const noKeys: { readonly keys: Workload | null; readonly of: string } = { keys: null, of: "" }

const noUrls: { readonly list: Urls.List | null } = { list: null }

/**
 * Makes workloads anew from their specs, away from whoever made them first. The first records of a file are read once
 * and kept, all specs being of the same file, and so are URLs, and keys for as long as they are of the same items.
 */
export const make = Effect.gen(function* () {
  const known = yield* Ref.make(nothing)
  const lastKeys = yield* Ref.make(noKeys)
  const lastUrls = yield* Ref.make(noUrls)
  const fs = yield* FileSystem.FileSystem

  /** The first records of the file, `end` of them at least. */
  const first = Effect.fnUntraced(function* (spec: FileRecords, end: number) {
    const { items, limit } = yield* Ref.get(known)
    if (items !== null && limit >= end) return items
    const enough = end <= recordsAtLeast ? recordsAtLeast : end * 2
    const upTo = (limit: number) =>
      Effect.map(File.read({ ...spec, from: 0, limit }), ({ workload }) => ({ items: workload, limit }))
    // behind the records that are wanted the file may be broken, which is nobody's concern
    const read = yield* Effect.orElse(upTo(enough), () => upTo(end))
    yield* Ref.set(known, read)
    return read.items
  })

  const records = Effect.fnUntraced(
    function* (spec: FileRecords) {
      const from = spec.from ?? 0
      const end = from + spec.limit
      const items = (yield* first(spec, end)).slice(from, end)
      return items.size === spec.limit ? items : yield* changed(spec.path)
    },
    Effect.mapError(unreadable),
    Effect.provideService(FileSystem.FileSystem, fs)
  )

  const items = (spec: ItemsSpec): Effect.Effect<Workload<ItemsSpec>, Fatal> =>
    spec._tag === "Generated" ? Effect.sync(() => Generated.make(spec)) : records(spec)

  const allKeys = Effect.fnUntraced(function* ({ of, part }: KeysSpec) {
    const text = JSON.stringify([of, part])
    const before = yield* Ref.get(lastKeys)
    if (before.keys !== null && before.of === text) return before.keys
    const keys = Keys.make(yield* items(of), part)
    yield* Ref.set(lastKeys, { keys, of: text })
    return keys
  })

  const allUrls = Effect.fnUntraced(
    function* (spec: UrlsSpec) {
      const { list } = yield* Ref.get(lastUrls)
      if (list !== null) return list
      const read = yield* Urls.read(spec)
      yield* Ref.set(lastUrls, { list: read })
      return read
    },
    Effect.mapError(unreadable),
    Effect.provideService(FileSystem.FileSystem, fs)
  )

  return (spec: WorkloadSpec): Effect.Effect<Workload, Fatal> => {
    switch (spec._tag) {
      case "Keys":
        return Effect.map(allKeys(spec), (keys) => keys.slice(spec.from, spec.from + spec.size))
      case "Given":
        return Effect.sync(() => Given.make(spec.key, spec.items))
      case "Segments":
        return Effect.sync(() => Segments.make(spec.of).slice(spec.from, spec.from + spec.size))
      case "Urls":
        return Effect.map(allUrls(spec), (list) =>
          Urls.make(list, spec.from + spec.size).slice(spec.from, spec.from + spec.size)
        )
      default:
        return items(spec)
    }
  }
})
