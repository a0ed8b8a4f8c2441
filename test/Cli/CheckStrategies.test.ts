import { readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { folder } from "../setup/Folder.ts"
import { brief, resultOf, run } from "./Program.ts"

const runsTypeScript = "typescript" in process.features && process.features.typescript !== false

describe("millrace strategies new", () => {
  it.scopedLive(
    "writes a strategy that keeps the laws and races, and says what to type",
    () =>
      Effect.gen(function* () {
        const cwd = yield* folder()
        const written = yield* run(["strategies", "new", "my-model"], { cwd })
        assert.strictEqual(written.code, 0, written.stderr)
        assert.strictEqual(
          written.stdout,
          `./my-model.js is a strategy. Race it, change it, and check that it keeps the laws:

  millrace race --strategy ./my-model.js,for-each --concurrency 8,32
  millrace strategies check ./my-model.js
`
        )
        const checked = yield* run(["strategies", "check", "./my-model.js"], { cwd })
        assert.strictEqual(checked.code, 0, checked.stdout)
        const [title, ...laws] = checked.stdout.trimEnd().split("\n")
        assert.match(title ?? "", /^my-model: Groups of 1, 2, 4/)
        assert.strictEqual(laws.pop(), "my-model keeps 8 laws: millrace race --strategy ./my-model.js,for-each")
        assert.isTrue(laws.every((law) => /^kept {4}.+ \(\d+ cases\)$/.test(law)))
        const raced = yield* run(
          ["race", "--strategy", "./my-model.js,for-each", "--concurrency", "8,32", ...brief, "--json", "-"],
          { cwd }
        )
        assert.strictEqual(raced.code, 0, raced.stderr)
        const { contestants, summary } = resultOf(raced.stdout)
        assert.isTrue(summary.verified)
        assert.deepStrictEqual(
          contestants.map(({ name }) => name),
          ["my-model:concurrency=8", "my-model:concurrency=32", "for-each:concurrency=8", "for-each:concurrency=32"]
        )
      }),
    120_000
  )

  it.scopedLive("never writes over a file", () =>
    Effect.gen(function* () {
      const cwd = yield* folder({ "my-model.js": "mine" })
      const { code, stderr, stdout } = yield* run(["strategies", "new", "my-model.js"], { cwd })
      assert.deepStrictEqual([code, stdout], [2, ""])
      assert.include(
        stderr,
        "./my-model.js: it is there already, and stays as it is: type another name, or remove it first"
      )
      const text = yield* Effect.promise(() => readFile(path.join(cwd, "my-model.js"), "utf8"))
      assert.strictEqual(text, "mine")
    })
  )

  it.scopedLive.each([
    ["for-each", 2, './for-each.js: "for-each" is a built-in strategy: call yours something else, such as my-for-each'],
    ["MyModel", 2, './MyModel.js: "MyModel" is no name: type one in kebab-case, such as my-model'],
    ["mine.py", 2, "./mine.py: a strategy's file is a module: name it .js, .mjs, .ts, .mts"],
    ["no/where/mine", 1, "./no/where/mine.js cannot be written: there is no such directory"]
  ] as const)("refuses %j", ([name, exit, message]) =>
    Effect.gen(function* () {
      const cwd = yield* folder()
      const { code, stderr, stdout } = yield* run(["strategies", "new", name], { cwd })
      assert.deepStrictEqual([code, stdout], [exit, ""])
      assert.include(stderr, message)
    })
  )
})

/** `for-each` with a fault in `run`, as it is written by people. */
const faulty = (run: string): string => `
  import { Effect } from "effect"
  import { Operation, Strategy, Workload } from "millrace"
  export default Strategy.inProcess({
    name: "faulty", summary: "Has a fault", uses: ["concurrency"],
    inFlight: ({ concurrency }) => concurrency,
    run: Effect.fnUntraced(function* (workload, { concurrency }) {
      const operation = yield* Operation.Operation
      const units = Array.from(Workload.units(workload, 1))
      ${run}
    })
  })
`

describe("millrace strategies check", () => {
  it.scopedLive.each([
    {
      what: "skips an item",
      run: "yield* Effect.forEach(units.slice(0, 2), (unit) => operation.perform(unit), { concurrency, discard: true })",
      line: "broken  each item exactly once: 3 items, concurrency 1: item 2 was never performed",
      last: /^faulty breaks \d of 8 laws$/
    },
    {
      what: "overshoots",
      run: "yield* Effect.forEach(units, (unit) => operation.perform(unit), { concurrency: concurrency + 1, discard: true })",
      line: "broken  never more in flight than inFlight says: 2 items, concurrency 1: 2 requests were in flight, and inFlight says 1",
      last: /^faulty breaks \d of 8 laws$/
    },
    {
      what: "swallows interruption",
      run: "yield* Effect.uninterruptible(Effect.forEach(units, (unit) => operation.perform(unit), { concurrency, discard: true }))",
      line: "broken  interruption ends it at once, and all that it has begun: 2 items, concurrency 1, interrupted after 5 ms: it began 1 request more after it was interrupted",
      last: /^faulty breaks \d of 8 laws$/
    },
    {
      what: "hangs",
      run: "yield* units.length === 2 ? Effect.never : Effect.forEach(units, (unit) => operation.perform(unit), { concurrency, discard: true })",
      line: "broken  each item exactly once: 2 items, concurrency 1: the lane never ended (time is virtual here: Effect.sleep passes, and setTimeout, promises that wait for it and other runtimes do not)",
      last: /^faulty breaks \d of 8 laws$/
    },
    {
      what: "hands over items one by one, and not as units",
      run: "yield* Effect.forEach(workload, (item) => operation.perform(item), { concurrency, discard: true })",
      line: "broken  each item exactly once: 1 item, concurrency 1: the lane died: TypeError: perform takes a list of items, as units cuts them, and got object",
      last: /^faulty breaks \d of 8 laws$/
    },
    {
      what: "does not let go of the event loop",
      run: "if (units.length === 2) while (true) {}\n yield* Effect.forEach(units, (unit) => operation.perform(unit), { concurrency, discard: true })",
      line: "broken  each item exactly once: 2 items, concurrency 1: it has not let go of the event loop for 10s",
      last: "faulty breaks 1 of 2 laws; those after the last were not tried"
    },
    {
      what: "ends the process",
      run: "if (units.length === 2) process.exit(7)\n yield* Effect.forEach(units, (unit) => operation.perform(unit), { concurrency, discard: true })",
      line: "broken  each item exactly once: 2 items, concurrency 1: it ended the process (exit code 7)",
      last: "faulty breaks 1 of 2 laws; those after the last were not tried"
    }
  ])(
    "names the law, and the smallest case, of one that $what",
    ({ last, line, run: body }) =>
      Effect.gen(function* () {
        const cwd = yield* folder({ "faulty.js": faulty(body) })
        const { code, stderr, stdout } = yield* run(["strategies", "check", "./faulty.js"], { cwd })
        assert.deepStrictEqual([code, stderr], [1, ""])
        const lines = stdout.trimEnd().split("\n")
        assert.include(lines, line)
        if (typeof last === "string") assert.strictEqual(lines.at(-1), last)
        else assert.match(lines.at(-1) ?? "", last)
      }),
    120_000
  )

  it.scopedLive(
    "says of one that leaves the event loop what was not tried, and takes several files",
    () =>
      Effect.gen(function* () {
        const cwd = yield* folder({
          "faulty.js": faulty("yield* Effect.void"),
          "threads.js": `
            import { Placed, Strategies } from "millrace"
            export default Placed.threads("my-threads", "Threads of per-key", Strategies.named.get("per-key"))`
        })
        const { code, stdout } = yield* run(["strategies", "check", "./threads.js", "./faulty.js"], { cwd })
        assert.strictEqual(code, 1)
        const lines = stdout.split("\n")
        assert.include(
          lines,
          "not tried: my-threads in threads or processes; fibers of one process stood in for them, and a race shows the rest"
        )
        assert.include(lines, "my-threads keeps 8 laws: millrace race --strategy ./threads.js,for-each")
        assert.include(lines, "broken  each item exactly once: 1 item, concurrency 1: item 0 was never performed")
      }),
    120_000
  )

  it.scopedLive("says what is wrong with a file that is no strategy", () =>
    Effect.gen(function* () {
      const cwd = yield* folder({ "mine.js": "export default {}" })
      const { code, stderr } = yield* run(["strategies", "check", "mine.js"], { cwd })
      assert.strictEqual(code, 2)
      assert.include(
        stderr,
        'mine.js: its default export has no "name": its name in kebab-case, such as my-model; has no'
      )
    })
  )

  it.scopedLive.each([
    [[], "millrace strategies check wants FILE…: type millrace strategies check FILE…"],
    [["--fast"], "millrace strategies check has no flag --fast: see millrace strategies check --help"]
  ] as const)("wants its words: %j", ([words, message]) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* run(["strategies", "check", ...words])
      assert.strictEqual(code, 2)
      assert.include(stderr, message)
    })
  )
})

describe("what stands around it", () => {
  it.live.each([
    [["strategies", "--help"], /Usage: millrace strategies COMMAND \[FLAGS\][\s\S]+new +Write[\s\S]+check +Hold/],
    [["strategies", "new", "--help"], /Usage: millrace strategies new NAME \[FLAGS\]/],
    [["strategies", "check", "--help"], /Usage: millrace strategies check FILE… \[FLAGS\]/],
    [["strategies"], /for-each[\s\S]+One of your own: millrace strategies new my-model/]
  ] as const)("%j", ([words, said]) =>
    Effect.map(run(words), ({ code, stdout }) => {
      assert.strictEqual(code, 0)
      assert.match(stdout, said)
    })
  )

  it.live("a word that is none of its commands", () =>
    Effect.map(run(["strategies", "nwe"]), ({ code, stderr }) => {
      assert.strictEqual(code, 2)
      assert.include(stderr, '"nwe" is no command of millrace strategies: did you mean new?')
    })
  )
})

describe("TypeScript", () => {
  const text = `
    import { Effect } from "effect"
    import { Operation, Strategy, Workload } from "millrace"
    const most: number = 1
    export default Strategy.inProcess({
      name: "typed", summary: "One after the other", uses: [], inFlight: (): number => most,
      run: Effect.fnUntraced(function* (workload, _settings) {
        const operation = yield* Operation.Operation
        for (const unit of Workload.units(workload, most)) yield* operation.perform(unit)
      })
    })`

  it.scopedLive.each(["typed.ts", "typed.mts"])(
    "%s races where Node runs it, and elsewhere it is said what to do",
    (file) =>
      Effect.gen(function* () {
        const cwd = yield* folder()
        yield* Effect.promise(() => writeFile(path.join(cwd, file), text))
        const { code, stderr, stdout } = yield* run(["race", "--strategy", `./${file}`, ...brief, "--json", "-"], {
          cwd
        })
        if (runsTypeScript) {
          assert.strictEqual(code, 0, stderr)
          assert.isTrue(resultOf(stdout).summary.verified)
          return
        }
        assert.strictEqual(code, 2)
        const how = `use Node 22.18 or newer, or compile it to ./${file.replace("ts", "js")}`
        assert.include(stderr, `./${file}: Node ${process.versions.node} does not run TypeScript: ${how}`)
      })
  )
})
