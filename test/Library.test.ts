import { execFile } from "node:child_process"
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import * as Embedded from "../src/DynamoDB/Embedded.ts"
import * as SdkTables from "../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../src/DynamoDB/Target.ts"
import { Tables } from "../src/DynamoDB.ts"
import * as Latency from "../src/domain/Latency.ts"

const run = promisify(execFile)
const repository = fileURLToPath(new URL("..", import.meta.url))
const inRepository = (file: string) => path.join(repository, file)
const packed = ["package.json", "README.md", "LICENSE", "src", "tsconfig.json", "tsconfig.build.json"]

/** The programs of the README's section for library users, as they stand there. */
const programs = async () => {
  const readme = await readFile(inRepository("README.md"), "utf8")
  const [, section = ""] = readme.split("\n## As a library\n")
  return Array.from((section.split("\n## ")[0] ?? "").matchAll(/^```ts\n(.+?)^```$/gms), ([, program = ""]) => program)
}

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-library-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

/** What `npm pack` makes of a copy, unpacked there; all that it depends on is this repository's. */
const installed = async (source: string, app: string) => {
  await Promise.all(packed.map((file) => cp(inRepository(file), path.join(source, file), { recursive: true })))
  await symlink(inRepository("node_modules"), path.join(source, "node_modules"))
  await run("npm", ["pack", "--pack-destination", app], { cwd: source })
  const [tarball = ""] = (await readdir(app)).filter((file) => file.endsWith(".tgz"))
  const modules = path.join(app, "node_modules")
  await mkdir(path.join(modules, "millrace"), { recursive: true })
  await run("tar", ["xzf", path.join(app, tarball), "--strip-components=1", "-C", path.join(modules, "millrace")])
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

layer(engine, { excludeTestServices: true })("the library, as the README shows it", (it) => {
  it.scoped(
    "type-checks as strictly as this repository over the packed package, and runs",
    () =>
      Effect.gen(function* () {
        const { endpoint } = yield* Embedded.Embedded
        const tables = Context.get(yield* Layer.build(SdkTables.layer(Target.embedded(endpoint))), Tables)
        yield* tables.create({ name: "films", key: { partition: { name: "id", type: "S" } } })
        const source = yield* folder
        const app = yield* folder
        const count = yield* Effect.promise(async () => {
          await installed(source, app)
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
      }),
    { timeout: 240_000 }
  )
})
