import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Strategies from "../../src/Strategies.ts"
import * as Program from "./Program.ts"

const escape = "\u001b["

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-"))),
  (directory) => Effect.promise(() => rm(directory, { recursive: true }))
)

it.live("strategies lists the registry, one line each", () =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* Program.run(["strategies"])
    const [heading, ...lines] = stdout.split("\n\n")[0]?.split("\n") ?? []
    assert.match(heading ?? "", /^strategy +in flight +uses$/)
    assert.deepStrictEqual(
      lines.map((line) => line.split(" ")[0]),
      Strategies.all.map(({ name }) => name)
    )
    for (const [index, { summary }] of Strategies.all.entries()) assert.include(lines[index], summary)
    assert.include(stdout, "\nNot for query: coalesced.\nNot for scan: coalesced, per-key.\n")
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
  })
)

it.live(
  "races every strategy and reads every item back; --json - leaves stdout to the JSON",
  () =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Program.run([
        "race",
        "--strategy",
        "all",
        "--json",
        "-",
        ...Program.brief
      ])
      const { contestants, schema, summary } = Program.resultOf(stdout)
      assert.strictEqual(code, 0)
      assert.strictEqual(schema, "millrace.race/1")
      assert.deepStrictEqual(
        contestants.map(({ strategy }) => strategy),
        Strategies.all.map(({ name }) => name)
      )
      assert.isTrue(summary.verified)
      assert.isTrue(contestants.every(({ laps }) => laps.every(({ items, verified }) => verified && items > 0)))
      assert.match(stderr, /^racing 13 contestants in 1 round: about \d+ s\n/)
      assert.match(stderr, /every acknowledged item was read back and compared/)
    }),
  { timeout: 120_000 }
)

it.scopedLive("what is typed twice races twice; --json FILE; colours where they are asked for", () =>
  Effect.gen(function* () {
    const file = path.join(yield* directory, "result.json")
    const { code, stderr, stdout } = yield* Program.run([
      ...["race", "--strategy", "for-each,for-each", "--json", file, "--color", "always"],
      ...Program.brief
    ])
    const { contestants } = Program.resultOf(yield* Effect.promise(() => readFile(file, "utf8")))
    assert.deepStrictEqual(
      contestants.map(({ name }) => name),
      ["for-each:concurrency=32#1", "for-each:concurrency=32#2"]
    )
    assert.include(stdout, escape)
    assert.match(
      stripVTControlCharacters(stdout),
      /for-each#1.*\n(.*\n)*.*for-each#2|for-each#2.*\n(.*\n)*.*for-each#1/
    )
    assert.strictEqual(stderr, "racing 2 contestants in 1 round: about 3 s\n")
    assert.strictEqual(code, 0)
  })
)

it.live("says before the race that the result cannot be written", () =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* Program.run(["race", "--json", "/no/such/place.json"])
    assert.deepStrictEqual(
      { code, stderr, stdout },
      {
        code: 1,
        stderr: "millrace: error: --json /no/such/place.json cannot be written: there is no such directory\n",
        stdout: ""
      }
    )
  })
)

describe("--time-limit", () => {
  const sequential = ["race", "--strategy", "sequential", "--latency", "none"]

  it.live("ends the race, which is good where a round stands", () =>
    Effect.gen(function* () {
      const limited = ["--rounds", "1000", "--lap-time", "50ms", "--time-limit", "3s"]
      const { code, stdout } = yield* Program.run([...sequential, ...limited])
      assert.match(stdout, /stopped by the time limit after \d+ of 1,000 rounds/)
      assert.strictEqual(code, 0)
    })
  )

  it.live("fails where none does", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* Program.run([...sequential, "--lap-time", "10m", "--time-limit", "2s"])
      assert.match(stderr, /error: the race was over before a full round stood: raise --time-limit, or race fewer/)
      assert.strictEqual(code, 1)
    })
  )
})

describe("colours", () => {
  const help = ["race", "--help"]
  const list = ["strategies"]
  const error = ["race", "--strategy", "for-eech"]
  const complaint = ["race", "--batch", "26"]
  const cases: ReadonlyArray<
    readonly [why: string, env: Record<string, string>, flags: ReadonlyArray<string>, on: boolean]
  > = [
    ["none where no terminal is", {}, [], false],
    ["FORCE_COLOR", { FORCE_COLOR: "1" }, [], true],
    ["NO_COLOR goes before FORCE_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, [], false],
    ["an empty NO_COLOR is none", { FORCE_COLOR: "1", NO_COLOR: "" }, [], true],
    ["TERM=dumb", { FORCE_COLOR: "1", TERM: "dumb" }, [], false],
    ["--color always goes before NO_COLOR", { NO_COLOR: "1" }, ["--color", "always"], true],
    ["--color=never goes before FORCE_COLOR", { FORCE_COLOR: "1" }, ["--color=never"], false]
  ]
  it.live.each(cases.map(([why, env, flags, on]) => ({ why, env, flags, on })))("$why", ({ env, flags, on }) =>
    Effect.gen(function* () {
      const outputs = yield* Effect.forEach(
        [help, list, error, complaint],
        (words) => Effect.map(Program.run([...words, ...flags], { env }), ({ stderr, stdout }) => stdout + stderr),
        { concurrency: 2 }
      )
      for (const output of outputs) assert.strictEqual(output.includes(escape), on, output)
    })
  )
})

describe("a pipe whose other end is closed is no failure", () => {
  const race = ["race", "--strategy", "sequential", ...Program.brief]

  it.live.each([{ words: ["strategies"] }, { words: ["--help"] }, { words: race }])("$words", ({ words }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* Program.run(words, { closed: "stdout" })
      assert.strictEqual(code, 0)
      assert.notInclude(stderr, "EPIPE")
    })
  )

  it.live("on stderr neither", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* Program.run(race, { closed: "stderr" })
      assert.strictEqual(code, 0)
      assert.include(stdout, "sequential")
    })
  )
})

it.live("--help names every flag with its default", () =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* Program.run(["race", "--help"])
    const text = stdout.replaceAll(/\s+/g, " ")
    for (const words of ["-s, --strategy NAME", "(default 32)", "(default 6)", "(default 250B)", "(default lambda)"]) {
      assert.include(text, words)
    }
    assert.isTrue(stdout.split("\n").every(({ length }) => length <= 80))
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
  })
)

it.live("--version is the package's", () =>
  Effect.gen(function* () {
    const { stdout } = yield* Program.run(["--version"])
    const manifest = yield* Effect.promise(() => readFile(new URL("../../package.json", import.meta.url), "utf8"))
    assert.strictEqual(stdout.trim(), String(JSON.parse(manifest).version))
  })
)
