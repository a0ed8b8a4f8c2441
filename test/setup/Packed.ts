import { execFile } from "node:child_process"
import { cp, symlink } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { folder } from "./Folder.ts"

export const run = promisify(execFile)

const repository = fileURLToPath(new URL("../..", import.meta.url))
export const inRepository = (file: string): string => path.join(repository, file)

const packed = ["package.json", "README.md", "LICENSE", "src", "tsconfig.json", "tsconfig.build.json"]

/** What `npm pack` makes: of a copy, for it builds `dist` anew, and other tests run from that. */
export class Packed extends Context.Tag("millrace/test/setup/Packed")<Packed, { readonly tarball: string }>() {}

export const layer: Layer.Layer<Packed> = Layer.scoped(
  Packed,
  Effect.gen(function* () {
    const source = yield* folder()
    const to = yield* folder()
    return yield* Effect.promise(async () => {
      await Promise.all(packed.map((file) => cp(inRepository(file), path.join(source, file), { recursive: true })))
      await symlink(inRepository("node_modules"), path.join(source, "node_modules"))
      const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", to], { cwd: source })
      const name = /"filename": "(.+\.tgz)"/.exec(stdout)?.[1]
      return { tarball: path.join(to, name ?? assert.fail(stdout)) }
    })
  })
)
