import { FileSystem } from "@effect/platform"
import { Array, Effect } from "effect"

/** Of 10 to 80 kB. */
const files = Array.makeBy(48, (n) => ({
  name: `${n}.bin`,
  bytes: new Uint8Array(10_000 * (1 + ((n * 7) % 8))).fill(n)
}))

export const names = files.map(({ name }) => name)

/** A directory that holds them until the scope closes. */
export const make = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const directory = yield* fs.makeTempDirectoryScoped()
  yield* Effect.forEach(files, ({ bytes, name }) => fs.writeFile(`${directory}/${name}`, bytes), { discard: true })
  return directory
})

/** How many of them stand in this directory too, byte for byte. */
export const copiedTo = Effect.fn("copiedTo")(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const copied = yield* Effect.filter(files, ({ bytes, name }) =>
    Effect.map(fs.readFile(`${directory}/${name}`), (copy) => Buffer.compare(copy, bytes) === 0)
  )
  return copied.length
})
