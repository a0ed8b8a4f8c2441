import { execFile } from "node:child_process"
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "./Program.ts"

const at = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url))
const program = pathToFileURL(at("dist/bin.js")).href

const workflow = Effect.promise(() => readFile(at("scratchpad/ci/millrace.yml"), "utf8"))

const valuesOf = (text: string, key: string) =>
  [...text.matchAll(new RegExp(`^ +-? *${key}: (.+)$`, "gm"))].map(([, value = ""]) => value)

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

/** As a step of GitHub Actions runs it; npm asks nobody. */
const shell = (line: string, cwd: string, env: Readonly<Record<string, string>> = {}) =>
  Effect.async<{ readonly code: number; readonly output: string }>((resume) => {
    const options = {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: cwd,
        npm_config_offline: "true",
        npm_config_audit: "false",
        npm_config_cache: path.join(cwd, ".npm"),
        ...env
      }
    }
    execFile("bash", ["-e", "-c", line], options, (error, stdout, stderr) =>
      resume(Effect.succeed({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }))
    )
  })

/** A repository of two commits that has this program as its dependency. */
const repository = Effect.gen(function* () {
  const root = yield* folder
  const file = (name: string, text: string) => Effect.promise(() => writeFile(path.join(root, name), text))
  yield* Effect.promise(() => mkdir(path.join(root, "vendor")))
  yield* file("vendor/package.json", JSON.stringify({ name: "millrace", version: "0.1.0", bin: "bin.mjs" }))
  yield* file("vendor/bin.mjs", `#!/usr/bin/env node\nawait import(${JSON.stringify(program)})\n`)
  yield* Effect.promise(() => chmod(path.join(root, "vendor", "bin.mjs"), 0o755))
  yield* file("package.json", JSON.stringify({ private: true, devDependencies: { millrace: "file:vendor" } }))
  yield* file(".gitignore", "node_modules\n.npm\n*.json.tmp\n")
  const git = "git -c user.name=a -c user.email=a@b.invalid"
  const { code, output } = yield* shell(
    `npm install && git init --quiet && git add . && ${git} commit --quiet -m base && ${git} commit --quiet --allow-empty -m head && git rev-parse HEAD~ HEAD`,
    root
  )
  assert.strictEqual(code, 0, output)
  const [base = "", head = ""] = output.match(/^[0-9a-f]{40}$/gm) ?? []
  return { root, base, head }
})

it.effect("pins what it uses", () =>
  Effect.gen(function* () {
    const used = valuesOf(yield* workflow, "uses")
    assert.lengthOf(used, 2)
    for (const action of used) assert.match(action, /^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })
)

it.scopedLive(
  "every step of the example runs, and leaves a summary with the comparison in it",
  () =>
    Effect.gen(function* () {
      const { base, head, root } = yield* repository
      // a server that is not ours is not watched: no lap is left out for being held up on a busy machine
      const local = yield* Program.start(["local", "--port", "0", "--latency", "none"])
      const endpoint = /--endpoint-url (\S+)/.exec(yield* local.said(/--endpoint-url \S+\n/))?.[1] ?? ""
      const steps = valuesOf(yield* workflow, "run")
      assert.lengthOf(steps, 5)
      const summary = path.join(root, "summary.md")
      const codes = yield* Effect.forEach(steps, (step) =>
        Effect.map(
          shell(step, root, {
            BASE: base,
            HEAD: head,
            RACE: `--strategy sequential,for-each --rounds 6 --items 50 --endpoint ${endpoint}`,
            RUNNER_TEMP: root,
            GITHUB_STEP_SUMMARY: summary
          }),
          ({ code, output }) => ({ code, output: code === 0 || code === 99 ? "" : output })
        )
      )
      // two races of the same are told apart in one of twenty, and by more than 5 % hardly ever
      assert.deepStrictEqual(
        codes.map(({ output }) => output),
        ["", "", "", "", ""]
      )
      const text = yield* Effect.promise(() => readFile(summary, "utf8"))
      assert.match(text, /^against `base\.json`$/m)
      assert.match(text, /its ratio to `sequential` in the same round/)
      const { baseline } = Program.resultOf(yield* Effect.promise(() => readFile(path.join(root, "head.json"), "utf8")))
      assert.deepStrictEqual(
        baseline?.changes.map(({ name }) => name),
        ["for-each:concurrency=32"]
      )
      assert.deepStrictEqual(baseline?.differences, [])
    }),
  { timeout: 120_000 }
)
