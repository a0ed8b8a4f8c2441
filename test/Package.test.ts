import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises"
import path from "node:path"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import * as Embedded from "../src/DynamoDB/Embedded.ts"
import * as SdkTables from "../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../src/DynamoDB/Target.ts"
import { Tables } from "../src/DynamoDB.ts"
import * as Latency from "../src/domain/Latency.ts"
import { resultOf } from "./Cli/Program.ts"
import { folder } from "./setup/Folder.ts"
import { inRepository, Packed, layer as packed, run } from "./setup/Packed.ts"

const tsc = inRepository("node_modules/typescript/bin/tsc")
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

/** The programs of the README's section for library users, as they stand there. */
const programs = async () => {
  const readme = await readFile(inRepository("README.md"), "utf8")
  const [, section = ""] = readme.split("\n## As a library\n")
  return Array.from((section.split("\n## ")[0] ?? "").matchAll(/^```ts\n(.+?)^```$/gms), ([, program = ""]) => program)
}

/** The tarball unpacked where it would be installed; all that it depends on is this repository's. */
const unpacked = async (tarball: string, app: string) => {
  const modules = path.join(app, "node_modules")
  await mkdir(path.join(modules, "millrace"), { recursive: true })
  await run("tar", ["xzf", tarball, "--strip-components=1", "-C", path.join(modules, "millrace")])
  const others = (await readdir(inRepository("node_modules"))).filter((name) => !name.startsWith("."))
  await Promise.all(others.map((name) => symlink(inRepository(`node_modules/${name}`), path.join(modules, name))))
}

const tsconfig = {
  extends: inRepository("tsconfig.json"),
  compilerOptions: { noEmit: false, incremental: false, tsBuildInfoFile: null, rootDir: ".", outDir: "out" },
  include: ["*.ts"]
}

const environment = { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true" }

const engine = Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } })

layer(packed, { excludeTestServices: true, timeout: "3 minutes" })("what is packed", (it) => {
  it.scoped(
    "the packed program finds its entries where it is installed, and the library is whole",
    (context) =>
      Effect.gen(function* () {
        const { tarball } = yield* Packed
        const app = yield* folder()
        yield* Effect.promise(async () => {
          await writeFile(
            path.join(app, "package.json"),
            JSON.stringify({ name: "app", type: "module", private: true })
          )
          const flags = ["--prefer-offline", "--no-audit", "--no-fund"]
          await run("npm", ["install", ...flags, tarball], { cwd: app }).catch((cause: unknown) => {
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

  it.scoped(
    "as a library, as the README shows it, it type-checks as strictly as this repository, and runs",
    () =>
      Effect.gen(function* () {
        const { endpoint } = yield* Embedded.Embedded
        const tables = Context.get(yield* Layer.build(SdkTables.layer(Target.embedded(endpoint))), Tables)
        yield* tables.create({ name: "films", key: { partition: { name: "id", type: "S" } } })
        const { tarball } = yield* Packed
        const app = yield* folder()
        const count = yield* Effect.promise(async () => {
          await unpacked(tarball, app)
          await writeFile(path.join(app, "package.json"), JSON.stringify({ type: "module" }))
          await writeFile(path.join(app, "tsconfig.json"), JSON.stringify(tsconfig))
          const texts = await programs()
          await Promise.all(texts.map((text, nth) => writeFile(path.join(app, `${nth}.ts`), text)))
          await run(inRepository("node_modules/.bin/tsc"), ["-p", app]).catch(({ stdout }) => assert.fail(stdout))
          return texts.length
        })
        const env = { ...environment, HOME: app, AWS_ENDPOINT_URL_DYNAMODB: endpoint }
        const printed = (nth: number) =>
          Effect.map(
            Effect.promise(() => run(process.execPath, [path.join(app, "out", `${nth}.js`)], { cwd: app, env })),
            ({ stdout }) => stdout
          )
        assert.strictEqual(count, 2)
        assert.match(yield* printed(0), /^5000 items in \d+(\.\d+)? ms\nfor-each:concurrency=32 before sequential\n$/)
        assert.strictEqual(yield* printed(1), "500 items\n")
      }).pipe(Effect.provide(engine)),
    { timeout: 240_000 }
  )
})
