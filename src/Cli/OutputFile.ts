import { FileSystem, type Error as Platform } from "@effect/platform"
import { Effect } from "effect"
import * as Exit from "./Exit.ts"
import * as Output from "./Output.ts"

/** Where a flag wants something written to: a path, or `-` for stdout. */
export interface OutputFile {
  /** As it is typed. */
  readonly flag: string
  readonly path: string
}

export const isStdout = ({ path }: OutputFile): boolean => path === "-"

const problems: Readonly<Record<string, string>> = {
  NotFound: "there is no such directory",
  PermissionDenied: "it may not be written"
}

const unwritable =
  ({ flag, path }: OutputFile) =>
  (error: Platform.PlatformError) => {
    const known = error._tag === "SystemError" ? problems[error.reason] : undefined
    return Exit.failed(`${flag} ${path} cannot be written: ${known ?? error.description ?? error.message}`)
  }

/** Fails before the work where what it comes to could not be written after it. */
export const ensureWritable = Effect.fnUntraced(function* (file: OutputFile) {
  if (isStdout(file)) return
  const fs = yield* FileSystem.FileSystem
  yield* Effect.mapError(fs.open(file.path, { flag: "a" }), unwritable(file))
}, Effect.scoped)

export const write = Effect.fnUntraced(function* (file: OutputFile, text: string) {
  if (isStdout(file)) return yield* Output.result(text)
  const fs = yield* FileSystem.FileSystem
  yield* Effect.mapError(fs.writeFileString(file.path, text), unwritable(file))
})
