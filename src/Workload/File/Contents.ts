import { FileSystem, type Error as Platform } from "@effect/platform"
import { Effect, Option, Stream } from "effect"
import type { FileStamp } from "../../domain/WorkloadSpec.ts"
import { FileError } from "./FileError.ts"
import * as Text from "./Text.ts"

const fromPlatform = (path: string) => (error: Platform.PlatformError) => {
  const problems: Readonly<Record<string, string>> = {
    NotFound: "there is no such file",
    PermissionDenied: "it may not be read"
  }
  const reason = error._tag === "SystemError" ? error.reason : error._tag
  return new FileError({ path, problem: problems[reason] ?? `it cannot be read: ${error.message}` })
}

const stat = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.mapError(fs.stat(path), fromPlatform(path)))

export const bytes = (
  path: string,
  options?: FileSystem.StreamOptions
): Stream.Stream<Uint8Array, FileError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { size, type } = yield* stat(path)
    if (type === "Directory") return yield* new FileError({ path, problem: "it is a directory; name a file in it" })
    if (type === "File" && size === FileSystem.Size(0)) return yield* new FileError({ path, problem: "it is empty" })
    return Stream.mapError(fs.stream(path, options), fromPlatform(path))
  }).pipe(Stream.unwrap)

export const texts = (path: string, options?: FileSystem.StreamOptions) => Text.decode(path)(bytes(path, options))

/** What a file comes to that is not what it was when it was first read. */
export const changed = (path: string): FileError =>
  new FileError({ path, problem: "it has changed since it was first read; leave it as it is while it is raced" })

/** What the file has now; none where it is no regular file. Fails where that is not `before`. */
export const stampOf = Effect.fnUntraced(function* (path: string, before: FileStamp | undefined) {
  const { mtime, size, type } = yield* stat(path)
  const stamp: FileStamp | undefined =
    type === "File" && Option.isSome(mtime) ? { bytes: Number(size), modified_ms: mtime.value.getTime() } : undefined
  const isSame = stamp?.bytes === before?.bytes && stamp?.modified_ms === before?.modified_ms
  return before === undefined || isSame ? stamp : yield* changed(path)
})
