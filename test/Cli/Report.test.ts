import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import { lineUp } from "../Report/staged.ts"
import * as Program from "./Program.ts"

const encode = Schema.encodeSync(Schema.parseJson(RaceResult))

/** A folder with a result in `line-up.json`. */
const folder = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "millrace-"))
    await writeFile(path.join(folder, "line-up.json"), encode(lineUp))
    return folder
  }),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

const text = (...parts: ReadonlyArray<string>) => Effect.promise(() => readFile(path.join(...parts), "utf8"))

/** At 95 %, one race of two equals in twenty calls one of them the faster: three in a row do so for a reason. */
const racesAtMost = 3

it.scopedLive(
  "an A/A race calls nobody the faster, and its page can be made again from its JSON",
  () =>
    Effect.gen(function* () {
      const at = yield* folder
      const [json, html] = [path.join(at, "aa.json"), path.join(at, "aa.html")]
      const race = Effect.gen(function* () {
        const { code, stdout } = yield* Program.run([
          ...["race", "--strategy", "for-each,for-each", "--lap-time", "300ms", "--json", json, "--html", html]
        ])
        assert.strictEqual(code, 0)
        return { stdout, result: Program.resultOf(yield* text(json)) }
      })
      const { result, stdout } = yield* Effect.repeat(race, {
        until: ({ result }) => result.summary.verdict?.winner == null,
        times: racesAtMost - 1
      })
      const { command, contestants, summary } = result
      assert.deepStrictEqual(
        contestants.map(({ name }) => name),
        ["for-each:concurrency=32#1", "for-each:concurrency=32#2"]
      )
      assert.isNull(summary.verdict?.winner)
      assert.include(["same", "not-decided", "too-few-rounds"], summary.pairs[0]?.verdict)
      assert.match(stdout, /no clear winner|the same within 3%|no verdict/)
      assert.notMatch(stdout, /times faster than for-each.*\n\n• Use/)
      assert.strictEqual(command, "millrace race --strategy for-each,for-each --lap-time 300ms")
      const again = path.join(at, "again.html")
      assert.strictEqual((yield* Program.run(["report", json, "--html", again])).code, 0)
      assert.strictEqual(yield* text(again), yield* text(html))
    }),
  { timeout: 120_000 }
)

describe("report", () => {
  it.scopedLive("prints what the race printed", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const { code, stderr, stdout } = yield* Program.run(["report", path.join(at, "line-up.json")])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.match(stdout, /^embedded DynamoDB, latency p50 7\.55 ms/)
      assert.match(stdout, /for-each:batch=25 +█/)
    })
  )

  it.scopedLive("compares with a reference, by the shortest name that is clear", () =>
    Effect.gen(function* () {
      const file = path.join(yield* folder, "line-up.json")
      const { stdout } = yield* Program.run(["report", file, "--reference", "offload"])
      assert.match(stdout, / offload/)
      const wrong = yield* Program.run(["report", file, "--reference", "for-eech"])
      assert.strictEqual(wrong.code, 2)
      assert.include(wrong.stderr, 'millrace: error: --reference: "for-eech" is no contestant: did you mean for-each')
    })
  )

  it.scopedLive("writes every form that is asked for, and prints nothing else", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const out = (name: string) => path.join(at, name)
      const { code, stderr, stdout } = yield* Program.run([
        ...["report", "--html", out("a.html"), "--markdown", out("a.md"), "--csv=-"],
        ...["--svg", out("charts"), out("line-up.json")]
      ])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.match(stdout, /^contestant,strategy,/)
      assert.match(yield* text(out("a.html")), /^<!doctype html>/i)
      assert.match(yield* text(out("a.md")), /\| contestant \|/)
      const charts = yield* Effect.promise(() => readdir(out("charts")))
      assert.includeMembers(charts, ["in-flight.svg", "throughput.svg"])
      for (const chart of charts) {
        assert.match(yield* text(out("charts"), chart), /^<svg /)
        assert.isAbove((yield* Effect.promise(() => stat(path.join(out("charts"), chart)))).size, 1_000)
      }
    })
  )

  it.scopedLive("writes the charts that are named, and no others", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const report = (...words: ReadonlyArray<string>) =>
        Program.run(["report", path.join(at, "line-up.json"), ...words])
      const charts = path.join(at, "charts")
      const { code, stdout } = yield* report("--svg", charts, "--chart", "in-flight,cpu")
      assert.deepStrictEqual({ code, stdout }, { code: 0, stdout: "" })
      assert.sameMembers(yield* Effect.promise(() => readdir(charts)), ["in-flight.svg", "cpu.svg"])
      const wrong = yield* report("--svg", charts, "--chart", "inflight")
      assert.strictEqual(wrong.code, 2)
      assert.include(wrong.stderr, '--chart: "inflight" is no chart: did you mean in-flight?')
      assert.include((yield* report("--chart", "cpu")).stderr, "--chart goes with --svg DIRECTORY")
    })
  )

  it.scopedLive("lays several side by side", () =>
    Effect.gen(function* () {
      const at = yield* folder
      yield* Effect.promise(() =>
        writeFile(
          path.join(at, "other.json"),
          encode({ ...lineUp, environment: { ...lineUp.environment, latency: { p50_ms: 83, p99_ms: 120 } } })
        )
      )
      const files = [path.join(at, "line-up.json"), path.join(at, "other.json")]
      const { code, stdout } = yield* Program.run(["report", ...files])
      assert.strictEqual(code, 0)
      assert.match(stdout, /line-up +other/)
      assert.match(stdout, /latency/)
      assert.include((yield* Program.run(["report", ...files, "--markdown", "-"])).stdout, "| `line-up` items/s |")
      const out = (name: string) => path.join(at, name)
      const written = yield* Program.run(["report", ...files, "--html", out("both.html"), "--csv", out("both.csv")])
      assert.deepStrictEqual(written, { code: 0, stdout: "", stderr: "" })
      assert.match(yield* text(out("both.html")), /^<!doctype html>[\s\S]*<h2>line-up<\/h2>[\s\S]*<h2>other<\/h2>/)
      assert.match(
        yield* text(out("both.csv")),
        /^result,contestant,[\s\S]*\nline-up,sequential,[\s\S]*\nother,sequential,/
      )
      const wrong = yield* Program.run(["report", ...files, "--svg", out("charts")])
      assert.strictEqual(wrong.code, 2)
      assert.include(wrong.stderr, "--svg takes one result: type one file, or leave --svg out")
    })
  )

  it.scopedLive("calls files of one name by their paths", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const [first, again] = [path.join(at, "line-up.json"), path.join(at, "again", "line-up.json")]
      yield* Effect.promise(() => mkdir(path.dirname(again)))
      yield* Effect.promise(() => copyFile(first, again))
      const { stdout } = yield* Program.run(["report", first, again, "--csv", "-"])
      const labels = stdout.split("\r\n").map((line) => line.split(",")[0])
      assert.deepStrictEqual([...new Set(labels)], ["result", first, again, ""])
    })
  )

  it.scopedLive("says of a file that is no result what would be one", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const file = path.join(at, "no.json")
      const endless = encode(lineUp).replace(/"items_per_s":[\d.]+/, '"items_per_s":1e999')
      for (const content of ["", "{}", "not json", "[1]", '{"schema":"millrace.race/2"}', endless]) {
        yield* Effect.promise(() => writeFile(file, content))
        const { code, stderr, stdout } = yield* Program.run(["report", file])
        assert.deepStrictEqual({ code, stdout }, { code: 1, stdout: "" })
        assert.strictEqual(
          stderr,
          `millrace: error: ${file} is no result of a race: type a file that millrace race --json FILE has written\n`
        )
      }
      const missing = yield* Program.run(["report", path.join(at, "missing.json")])
      assert.strictEqual(missing.code, 1)
      assert.include(missing.stderr, "missing.json cannot be read: there is no such file")
    })
  )

  it.scopedLive("reads what an earlier version wrote", () =>
    Effect.gen(function* () {
      const file = path.join(yield* folder, "line-up.json")
      const later = new Set(
        ["command", "evidence", "verdict", "pairs", "knees", "price", "event_loop", "sockets", "machine"].concat([
          "request_mean_ms",
          "in_flight_mean",
          "rounds_auto",
          "wcu_per_million_items",
          "cost_usd_per_million_items"
        ])
      )
      const written: unknown = JSON.parse(yield* text(file))
      const earlier = JSON.stringify(written, (key, value) => (later.has(key) ? undefined : value))
      yield* Effect.promise(() => writeFile(file, earlier))
      for (const form of [[], ["--markdown", "-"], ["--csv", "-"], ["--html", "-"]]) {
        const { code, stderr, stdout } = yield* Program.run(["report", file, ...form])
        assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
        assert.include(stdout, "for-each")
      }
    })
  )
})
