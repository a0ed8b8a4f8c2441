import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { Effect } from "effect"

/** A folder with these files, far from any node_modules, removed with the scope. */
export const folder = Effect.fnUntraced(function* (files: Readonly<Record<string, string>> = {}) {
  const made = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-"))),
    (made) => Effect.promise(() => rm(made, { recursive: true, force: true }))
  )
  yield* Effect.promise(() =>
    Promise.all(Object.entries(files).map(([name, text]) => writeFile(path.join(made, name), text)))
  )
  return made
})
