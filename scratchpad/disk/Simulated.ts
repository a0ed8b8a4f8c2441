import { FileSystem } from "@effect/platform"
import { SystemError } from "@effect/platform/Error"
import { Effect, Layer } from "effect"

/** A disk in memory that serves so many at once, reading and writing 10 kB a millisecond for each. */
export const layer = (channels: number) =>
  Layer.unwrapEffect(
    Effect.map(Effect.makeSemaphore(channels), (disk) => {
      const files = new Map<string, Uint8Array>()
      let directories = 0
      const serve = (bytes: number) => disk.withPermits(1)(Effect.sleep(bytes / 10_000))
      return FileSystem.layerNoop({
        makeTempDirectoryScoped: () => Effect.sync(() => `/${++directories}`),
        writeFile: Effect.fnUntraced(function* (path, bytes) {
          yield* serve(bytes.length)
          files.set(path, bytes)
        }),
        readFile: Effect.fnUntraced(function* (path) {
          const bytes = files.get(path)
          if (bytes === undefined) {
            return yield* new SystemError({
              reason: "NotFound",
              module: "FileSystem",
              method: "readFile",
              pathOrDescriptor: path
            })
          }
          yield* serve(bytes.length)
          return bytes
        })
      })
    })
  )
