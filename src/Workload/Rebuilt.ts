import { FileSystem } from "@effect/platform"
import { Effect, Ref } from "effect"
import { Fatal } from "../domain/RequestError.ts"
import type { FileRecords, WorkloadSpec } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as File from "./File.ts"
import * as Generated from "./Generated.ts"

/** More than most laps take, so that no lap has to wait for the file to be read on. */
const recordsAtLeast = 100_000

const nothing: { readonly items: Workload | null; readonly limit: number } = { items: null, limit: 0 }

/**
 * Makes workloads anew from their specs, away from whoever made them first. Of a file the first records are read once
 * and kept; all specs are of the same file.
 */
export const make = Effect.gen(function* () {
  const known = yield* Ref.make(nothing)
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
      return items.size === spec.limit ? items : yield* File.changed(spec.path)
    },
    Effect.mapError(({ message }) => new Fatal({ code: "FileUnreadable", message })),
    Effect.provideService(FileSystem.FileSystem, fs)
  )

  return (spec: WorkloadSpec): Effect.Effect<Workload, Fatal> =>
    spec._tag === "Generated" ? Effect.sync(() => Generated.make(spec)) : records(spec)
})
