import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import { contestant, lineUp, raced, steady, troubled } from "../Report/staged.ts"
import * as Program from "./Program.ts"

const encode = Schema.encodeSync(Schema.parseJson(RaceResult))

const slowed = (name: string, factor: number): RaceResult =>
  raced(
    lineUp.contestants.map((one) =>
      one.name === name
        ? { ...one, laps: one.laps.map((lap) => ({ ...lap, items_per_s: lap.items_per_s * factor })) }
        : one
    )
  )

const elsewhere = { ...lineUp, environment: { ...lineUp.environment, node: "22.18.0", cpu: "another CPU" } }

const results = {
  "old.json": lineUp,
  "new.json": slowed("offload:workers=4", 0.5),
  "elsewhere.json": elsewhere,
  "troubled.json": troubled,
  "other.json": raced([contestant("unbounded", { laps: steady(100) })]),
  "more.json": { ...lineUp, contestants: [...lineUp.contestants, contestant("unbounded", { laps: steady(100) })] },
  "few.json": raced(lineUp.contestants.map((one) => ({ ...one, laps: one.laps.slice(0, 3) })))
}

/** A folder with a result in each. */
const folder = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "millrace-"))
    for (const [name, result] of Object.entries(results)) await writeFile(path.join(folder, name), encode(result))
    return folder
  }),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

const inFolder = Effect.map(folder, (at) => ({
  at,
  /** Names of files among the words stand for their paths. */
  run: (...words: ReadonlyArray<string>) =>
    Effect.map(
      Program.run(words.map((word) => (/^[a-z]+\.(json|html|ndjson)$/.test(word) ? path.join(at, word) : word))),
      ({ code, stderr, stdout }) => ({ code, stdout, stderr: stderr.replaceAll(`${at}/`, "") })
    )
}))

describe("report --compare", () => {
  it.scopedLive("tells who has become slower, fails where that is asked for, and shows it in every form", () =>
    Effect.gen(function* () {
      const { at, run } = yield* inFolder
      const { code, stderr, stdout } = yield* run("report", "new.json", "--compare", "old.json")
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.match(stdout, /^against old\.json\n {2}worker-threads: not decided .*\n {2}offload ran 2\.00/m)
      const words = ["report", "new.json", "--compare", "old.json", "--fail-if", "slower:5%"]
      const failed = yield* run(
        ...words,
        "--fail-if",
        "sequential.request_ms.p99 > 50",
        "--markdown",
        "-",
        "--html",
        "a.html"
      )
      assert.strictEqual(failed.code, 99)
      assert.match(
        failed.stderr,
        /^millrace: error: --fail-if slower:5%: offload ran 2\.00.* times slower than before\n$/
      )
      assert.match(failed.stdout, /^- `offload` ran 2\.00.* times slower than before$/m)
      assert.match(yield* Effect.promise(() => readFile(path.join(at, "a.html"), "utf8")), /offload ran 2\.00/)
      assert.strictEqual((yield* run("report", "old.json", "--compare", "old.json", "--fail-if", "slower")).code, 0)
    })
  )

  it.scopedLive("takes another reference where one is asked for", () =>
    Effect.gen(function* () {
      const { run } = yield* inFolder
      const words = ["report", "new.json", "--compare", "old.json", "--reference", "offload", "--fail-if", "slower"]
      const { code, stdout } = yield* run(...words)
      assert.strictEqual(code, 0)
      assert.match(stdout, /sequential ran 2\.00.* times faster than before/)
    })
  )

  it.scopedLive("refuses other conditions unless told to take them, and tells them then", () =>
    Effect.gen(function* () {
      const { run } = yield* inFolder
      const words = ["report", "elsewhere.json", "--compare", "old.json"]
      assert.deepStrictEqual(yield* run(...words), {
        code: 5,
        stdout: "",
        stderr:
          "millrace: error: --compare: old.json was raced under other conditions (machine: a CPU, 2 cores, linux x64 there, another CPU, 2 cores, linux x64 here; Node: 20.19.0 there, 22.18.0 here): race it again under these, or add --across-environments\n"
      })
      const { code, stdout } = yield* run(...words, "--across-environments")
      assert.strictEqual(code, 0)
      assert.match(stdout, /^ {2}different Node: 20\.19\.0 before, 22\.18\.0 now$/m)
    })
  )

  it.scopedLive.each<{ readonly words: ReadonlyArray<string>; readonly code: number; readonly said: string }>([
    { words: ["--compare", "none.json"], code: 1, said: "none.json cannot be read: there is no such file" },
    {
      words: ["--compare", "other.json"],
      code: 5,
      said: "--compare: no contestant of other.json is among these: race one of unbounded"
    },
    {
      words: ["--compare", "more.json", "--fail-if", "slower"],
      code: 5,
      said: "--fail-if slower: unbounded of more.json is not among these, and nobody would notice: race the same ones, or add --across-environments"
    },
    {
      words: ["--compare", "few.json", "--fail-if", "slower"],
      code: 5,
      said: "--fail-if slower: no contestant of few.json has 6 rounds that count: race it again with --rounds 6 or more"
    },
    {
      words: ["--compare", "troubled.json", "--reference", "offload"],
      code: 2,
      said: "--reference: offload:workers=4 is not in troubled.json: type one of sequential, for-each and for-each:batch=25"
    },
    { words: ["--across-environments"], code: 2, said: "--across-environments goes with --compare OLD.json" },
    {
      words: ["--fail-if", "slower:5%"],
      code: 2,
      said: "--fail-if slower is against an earlier result: add --compare OLD.json"
    },
    {
      words: ["--fail-if", "offload.retrys > 0"],
      code: 2,
      said: '--fail-if: "retrys" is no figure of a contestant: did you mean retries?'
    },
    {
      words: ["new.json", "--compare", "old.json"],
      code: 2,
      said: "--compare and --fail-if take one result: type one file, or leave them out"
    },
    {
      words: ["--compare", "old.json", "--compare", "old.json"],
      code: 2,
      said: "--compare is there twice: give it once"
    }
  ])("says what to type instead of $words", ({ code, said, words }) =>
    Effect.gen(function* () {
      const { run } = yield* inFolder
      const ended = yield* run("report", "old.json", ...words)
      assert.deepStrictEqual(ended, { code, stdout: "", stderr: `millrace: error: ${said}\n` })
    })
  )
})

describe("report --fail-if", () => {
  it.scopedLive("tells all that is missed", () =>
    Effect.gen(function* () {
      const { run } = yield* inFolder
      const failIf = ["--fail-if", "offload.request_ms.p99 > 5ms", "--fail-if", "sequential.items_per_s < 1k"]
      const { code, stderr, stdout } = yield* run("report", "old.json", ...failIf)
      assert.strictEqual(code, 99)
      assert.match(stdout, /^embedded DynamoDB/)
      assert.strictEqual(
        stderr,
        "millrace: error: --fail-if offload.request_ms.p99 > 5ms: it is 18.9\nmillrace: error: --fail-if sequential.items_per_s < 1k: it is 115\n"
      )
    })
  )

  it.scopedLive("fails with 1 where the race is void, whatever is missed", () =>
    Effect.gen(function* () {
      const { run } = yield* inFolder
      for (const limit of ["0", "1m"]) {
        const { code, stderr } = yield* run("report", "troubled.json", "--fail-if", `unbounded.retries > ${limit}`)
        assert.strictEqual(code, 1)
        assert.strictEqual(stderr !== "", limit === "0")
      }
      assert.strictEqual((yield* run("report", "troubled.json")).code, 0)
    })
  )
})

describe("race", () => {
  const race = ["race", "--strategy", "sequential,for-each", "--latency", "none", "--items", "20"]

  it.scopedLive("ends before its first lap where it cannot be compared, and writes over nothing", () =>
    Effect.gen(function* () {
      const { at, run } = yield* inFolder
      const before = yield* Effect.promise(() => readFile(path.join(at, "old.json"), "utf8"))
      const { code, stderr, stdout } = yield* run(...race, "--compare", "old.json", "--json", "old.json")
      assert.deepStrictEqual({ code, stdout }, { code: 5, stdout: "" })
      assert.match(
        stderr,
        /^racing 2 contestants.*\n(?:opening.*\n)*millrace: error: --compare: old\.json was raced under other/
      )
      assert.strictEqual(yield* Effect.promise(() => readFile(path.join(at, "old.json"), "utf8")), before)
    })
  )

  it.scopedLive.each<{ readonly words: ReadonlyArray<string>; readonly code: number; readonly said: RegExp }>([
    { words: ["--compare", "other.json"], code: 5, said: /^millrace: error: --compare: no contestant of other\.json/ },
    { words: ["--fail-if", "for-each.p99 > 5"], code: 2, said: /^millrace: error: --fail-if: "p99" is no figure/ },
    {
      words: ["--fail-if", "stream.retries > 5"],
      code: 2,
      said: /^millrace: error: --fail-if: "stream" is no contestant/
    },
    {
      words: ["--compare", "old.json", "--fail-if", "slower", "--rounds", "5"],
      code: 2,
      said: /^millrace: error: --fail-if slower needs 6 rounds: type --rounds 6 or more, or leave it out\n$/
    }
  ])("says so before it begins: $words", ({ code, said, words }) =>
    Effect.gen(function* () {
      const { run } = yield* inFolder
      const ended = yield* run(...race, ...words)
      assert.deepStrictEqual({ code: ended.code, stdout: ended.stdout }, { code, stdout: "" })
      assert.match(ended.stderr, said)
    })
  )

  it.scopedLive(
    "fails with 99 rather than with 3, after all is printed; the command that is kept is what is raced",
    () =>
      Effect.gen(function* () {
        const { at, run } = yield* inFolder
        yield* Effect.promise(() => writeFile(path.join(at, "items.ndjson"), '{"id":"a"}\n{"id":1}\n{"id":"b"}\n'))
        const words = ["race", "--strategy", "sequential", "--latency", "none", "--from", "items.ndjson", "--key", "id"]
        const limits = ["--fail-if", "sequential.retries == 0", "--fail-if", "sequential.rejected > 0"]
        const few = [...words, "--rounds", "1", "--items", "2"]
        assert.strictEqual((yield* run(...few)).code, 3)
        const { code, stderr, stdout } = yield* run(...few, ...limits, "--json", "result.json")
        assert.strictEqual(code, 99)
        assert.match(stderr, /millrace: error: --fail-if sequential\.retries == 0: it is 0\n$/)
        assert.match(stdout, /sequential/)
        const { command } = Program.resultOf(
          yield* Effect.promise(() => readFile(path.join(at, "result.json"), "utf8"))
        )
        assert.notMatch(command ?? "", /fail-if/)
      })
  )
})
