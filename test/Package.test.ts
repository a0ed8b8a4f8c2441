import { execFile } from "node:child_process"
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { resultOf } from "./Cli/Program.ts"

const run = promisify(execFile)
const repository = fileURLToPath(new URL("..", import.meta.url))
const packed = ["package.json", "README.md", "LICENSE", "src", "tsconfig.json", "tsconfig.build.json"]

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-package-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
)

/** Packs a copy, for packing builds `dist` anew and other tests run from it. */
const pack = async (source: string, to: string): Promise<string> => {
  await Promise.all(packed.map((file) => cp(path.join(repository, file), path.join(source, file), { recursive: true })))
  await symlink(path.join(repository, "node_modules"), path.join(source, "node_modules"))
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", to], { cwd: source })
  const tarball = /"filename": "(.+\.tgz)"/.exec(stdout)?.[1]
  if (tarball === undefined) return assert.fail(stdout)
  return tarball
}

const tsc = path.join(repository, "node_modules", "typescript", "bin", "tsc")
/** Without `skipLibCheck` the AWS SDK's own types would ask for those of Node. */
const strict = [
  "--noEmit",
  "--strict",
  "--exactOptionalPropertyTypes",
  "--skipLibCheck",
  "--target",
  "es2022",
  "--module",
  "nodenext"
]

/** A file that `strategies new` has written races as JavaScript, and is TypeScript whose types are those of the package. */
const strategyIn = async (app: string) => {
  const millrace = path.join(app, "node_modules", ".bin", "millrace")
  await run(millrace, ["strategies", "new", "my-model"], { cwd: app })
  const flags = ["--rounds", "1", "--lap-time", "100ms", "--latency", "none", "--json", "-"]
  const { stdout } = await run(millrace, ["race", "--strategy", "./my-model.js", ...flags], { cwd: app })
  assert.isTrue(resultOf(stdout).summary.verified)
  const text = await readFile(path.join(app, "my-model.js"), "utf8")
  await writeFile(path.join(app, "my-model.ts"), text)
  await run(process.execPath, [tsc, ...strict, "my-model.ts"], { cwd: app }).catch((cause) => assert.fail(cause.stdout))
  await writeFile(path.join(app, "wrong.ts"), text.replace("=> concurrency,", "=> String(concurrency),"))
  const wrong = await run(process.execPath, [tsc, ...strict, "wrong.ts"], { cwd: app }).catch(({ stdout }) => stdout)
  assert.match(wrong, /^wrong\.ts\(\d+,\d+\): error TS2322: Type 'string' is not assignable to type 'number'/)
}

const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/

it.scopedLive(
  "the packed program finds its entries where it is installed, and the library is whole",
  (context) =>
    Effect.gen(function* () {
      const source = yield* folder
      const app = yield* folder
      const tarball = yield* Effect.promise(() => pack(source, app))
      yield* Effect.promise(async () => {
        await writeFile(path.join(app, "package.json"), JSON.stringify({ name: "app", type: "module", private: true }))
        const flags = ["--prefer-offline", "--no-audit", "--no-fund"]
        await run("npm", ["install", ...flags, `./${tarball}`], { cwd: app }).catch((cause: unknown) => {
          if (process.env.CI !== undefined || !offline.test(String(cause))) throw cause
          const why = "no registry can be reached, and what the package depends on is in no cache"
          console.warn(`SKIPPED: installing the packed tarball: ${why}`)
          context.skip(why)
        })
      })
      const race = ["race", "--strategy", "worker-threads:workers=2,child-processes:workers=2", "--rounds", "1"]
      const brief = ["--lap-time", "200ms", "--latency", "none", "--json", "-"]
      const { stdout } = yield* Effect.promise(() =>
        run(path.join(app, "node_modules", ".bin", "millrace"), [...race, ...brief], { cwd: app })
      )
      const { contestants, summary } = resultOf(stdout)
      assert.isTrue(summary.verified)
      assert.deepStrictEqual(
        contestants.map(({ workers }) => workers),
        [2, 2]
      )
      const library =
        'import { Strategies, Workers } from "millrace"; console.log(Strategies.all.length, typeof Workers.Workers)'
      const imported = yield* Effect.promise(() => run("node", ["--input-type=module", "-e", library], { cwd: app }))
      assert.match(imported.stdout, /^13 function/)
      yield* Effect.promise(() => strategyIn(app))
    }),
  { timeout: 300_000 }
)
