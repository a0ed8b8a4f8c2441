import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { folder } from "../setup/Folder.ts"
import { brief, resultOf, run } from "./Program.ts"

/** Writes one unit after another; dies where it is run by another Effect than it imports, or by several. */
const oneCopy = (name: string): string => `
  import * as Whole from "effect"
  import { Effect, pipe } from "effect"
  import * as Functions from "effect/Function"
  import * as Stream from "effect/Stream"
  import { Operation, Placed, Strategy, Workload } from "millrace"
  import { shared } from "./shared.js"

  const ofThisFile = Effect.runFork(Effect.void).constructor

  export const ${name} = {
    name: "${name}",
    summary: "One after the other",
    uses: ["batch"],
    inFlight: () => 1,
    open: ({ batch }) =>
      Effect.gen(function* () {
        const running = yield* Effect.withFiberRuntime((fiber) => Effect.succeed(fiber.constructor))
        if (running !== ofThisFile) return yield* Effect.die(new Error("it is run by another Effect"))
        if (Stream.map !== Whole.Stream.map || Functions.pipe !== pipe || shared !== Whole.Effect) {
          return yield* Effect.die(new Error("it imports another Effect"))
        }
        const operation = yield* Operation.Operation
        return (workload) =>
          Stream.runForEach(Stream.fromIterable(Workload.units(workload, batch)), (unit) => operation.perform(unit))
      })
  }
`

const files = {
  "shared.js":
    'import * as Effect from "effect/Effect"; import { Effect as shared } from "effect"; export { shared }; export const map = Effect.map',
  "mine.js": `${oneCopy("mine")}; export default mine`,
  "threads.mjs": `${oneCopy("mine")}; export default Placed.threads("my-threads", "Threads", mine)`,
  "hidden.mjs":
    oneCopy("inner").replace("export const", "const") +
    '; export default Placed.processes("my-processes", "Processes", inner)'
}

const race = (strategies: string, cwd: string, ...flags: ReadonlyArray<string>) =>
  run(["race", "--strategy", strategies, ...brief, ...flags, "--json", "-"], { cwd })

describe("a race with strategies in files, in a folder without node_modules", () => {
  it.scopedLive(
    "has each in a process of its own, with the program's copies there, in its threads and in its processes",
    () =>
      Effect.gen(function* () {
        const cwd = yield* folder(files)
        const typed = "./mine.js:batch=25,threads.mjs:workers=2,./hidden.mjs:workers=2:batch=5,sequential"
        const { code, stderr, stdout } = yield* race(typed, cwd)
        assert.strictEqual(code, 0, stderr)
        const { command, contestants, environment, summary } = resultOf(stdout)
        assert.isTrue(summary.verified)
        assert.deepStrictEqual(
          contestants.map(({ batch, laps, name, workers }) => [name, batch, workers, laps[0]?.verified]),
          [
            ["mine:batch=25", 25, null, true],
            ["my-threads:workers=2", 1, 2, true],
            ["my-processes:workers=2:batch=5", 5, 2, true],
            ["sequential", 1, null, true]
          ]
        )
        assert.isTrue(contestants.every(({ peak_rss_mb }) => peak_rss_mb !== null && peak_rss_mb > 20))
        assert.strictEqual(environment.backend, "embedded")
        assert.include(command, `--strategy ${typed}`)
      }),
    120_000
  )

  it.scopedLive("multiplies them over the settings that they use, and finds the same file once", () =>
    Effect.gen(function* () {
      const cwd = yield* folder(files)
      const { code, stderr, stdout } = yield* race(
        "mine.js,./mine.js:batch=3",
        cwd,
        "--batch",
        "1,2",
        "--concurrency",
        "4"
      )
      assert.strictEqual(code, 0, stderr)
      const names = resultOf(stdout).contestants.map(({ name }) => name)
      assert.deepStrictEqual(names, ["mine", "mine:batch=2", "mine:batch=3"])
    })
  )

  it.scopedLive("reads, by the same file", () =>
    Effect.gen(function* () {
      const cwd = yield* folder(files)
      const { code, stderr, stdout } = yield* run(
        ["race", "--operation", "get", "--items", "50", "--strategy", "./mine.js", "--rounds", "1", "--json", "-"],
        { cwd }
      )
      assert.strictEqual(code, 0, stderr)
      assert.isTrue(resultOf(stdout).summary.verified)
    })
  )

  it.scopedLive("tells a file that loses items from one that does not", () =>
    Effect.gen(function* () {
      const cwd = yield* folder({
        "loses.js": `
          import { Effect } from "effect"
          import { Operation, Strategy, Workload } from "millrace"
          export default Strategy.inProcess({
            name: "loses", summary: "Leaves the last item out", uses: [], inFlight: () => 1,
            run: Effect.fnUntraced(function* (workload) {
              const operation = yield* Operation.Operation
              for (const unit of Workload.units(workload.slice(0, workload.size - 1), 1)) yield* operation.perform(unit)
            })
          })`
      })
      const { code, stdout } = yield* race("./loses.js", cwd)
      assert.strictEqual(code, 1)
      assert.isFalse(resultOf(stdout).summary.verified)
    })
  )

  it.scopedLive("shows the last words of one that dies", () =>
    Effect.gen(function* () {
      const cwd = yield* folder({
        "dies.js": `
          import { Effect } from "effect"
          import { Strategy } from "millrace"
          export default Strategy.inProcess({
            name: "dies", summary: "Dies", uses: [], inFlight: () => 1,
            run: () => Effect.die(new TypeError("my own mistake"))
          })`
      })
      const { code, stderr, stdout } = yield* race("./dies.js", cwd)
      assert.strictEqual(code, 1)
      assert.include(stderr + stdout, "TypeError: my own mistake")
    })
  )
})

describe("what is refused before the race, in one line", () => {
  const refused = Effect.fnUntraced(function* (strategies: string, others: Readonly<Record<string, string>> = {}) {
    const cwd = yield* folder({ ...files, ...others })
    const { code, stderr, stdout } = yield* race(strategies, cwd)
    assert.deepStrictEqual([code, stdout], [2, ""])
    const [line = "", ...more] = stderr.trimEnd().split("\n")
    assert.deepStrictEqual(more, [])
    return line.replace("millrace: error: ", "").replaceAll(cwd, ".")
  })

  it.scopedLive.each([
    {
      what: "two files with one name",
      strategies: "./mine.js,./other.js",
      others: { "other.js": files["mine.js"] },
      line: "./mine.js and ./other.js are both called mine: give one of them another name"
    },
    {
      what: "a setting that it does not use",
      strategies: "./mine.js:concurrency=8",
      line: '"mine:concurrency=8" sets concurrency, but mine takes batch, item-size, rtt, client, transport'
    },
    {
      what: "no file",
      strategies: "for-each,./none.js",
      line: './none.js: there is no such file: "millrace strategies new none" writes one to start from'
    },
    {
      what: "a syntax error",
      strategies: "./bad.js",
      others: { "bad.js": "export default = 1" },
      line: "./bad.js has a syntax error: Unexpected token '=' (`node --check` shows where)"
    },
    {
      what: "a file that throws",
      strategies: "./bad.js",
      others: { "bad.js": 'throw new RangeError("no luck")' },
      line: "./bad.js throws as it is imported: RangeError: no luck"
    },
    {
      what: "CommonJS",
      strategies: "./bad.js",
      others: { "bad.js": "module.exports = {}" },
      line: "./bad.js throws as it is imported: ReferenceError: module is not defined in ES module scope"
    },
    {
      what: "a package that is not there",
      strategies: "./bad.js",
      others: { "bad.js": 'import "left-pad"' },
      line: "./bad.js cannot be imported: Cannot find package 'left-pad' imported from ./bad.js"
    },
    {
      what: "a module of Effect that is not there",
      strategies: "./bad.js",
      others: { "bad.js": 'import "effect/Streem"' },
      line: './bad.js throws as it is imported: Error: "effect/Streem" is no module of Effect'
    },
    {
      what: "a name that strategies do not get",
      strategies: "./bad.js",
      others: { "bad.js": 'import { Race } from "millrace"' },
      line: "./bad.js imports what is not there: The requested module 'millrace' does not provide an export named 'Race'"
    }
  ])("$what", ({ line, others = {}, strategies }) =>
    Effect.map(refused(strategies, others), (said) => assert.strictEqual(said, line))
  )
})
