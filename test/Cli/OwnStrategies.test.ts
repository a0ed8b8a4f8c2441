import path from "node:path"
import { pathToFileURL } from "node:url"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as OwnStrategies from "../../src/Cli/OwnStrategies.ts"
import { folder } from "../setup/Folder.ts"

/** A strategy as text, of which members are replaced, or left out where they are undefined. */
const source = (other: Readonly<Record<string, string | undefined>> = {}): string => {
  const members = {
    name: '"mine"',
    summary: '"Mine"',
    uses: '["concurrency"]',
    inFlight: "({ concurrency }) => concurrency",
    open: "() => null",
    ...other
  }
  return `export default { ${Object.entries(members)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    .join(", ")} }`
}

const complaintOf = Effect.fnUntraced(function* (text: string, file = "mine.mjs") {
  const at = path.join(yield* folder({ [file]: text }), file)
  const { code, message } = yield* Effect.flip(OwnStrategies.load(at))
  assert.strictEqual(code, 2)
  assert.notInclude(message, "\n")
  return message.replaceAll(path.dirname(at), ".")
}, Effect.provide(NodeFileSystem.layer))

describe("a strategy in a file", () => {
  it.scopedLive("is found by workers in its file", () =>
    Effect.gen(function* () {
      const at = path.join(yield* folder({ "mine.mjs": source() }), "mine.mjs")
      const { module, name } = yield* OwnStrategies.load(at)
      assert.deepStrictEqual([module, name], [pathToFileURL(at).href, "mine"])
      const again = yield* OwnStrategies.load(pathToFileURL(at).href)
      assert.strictEqual(again.module, module)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive.each([
    {
      what: "no default export",
      text: "export const mine = 1",
      message: "./mine.mjs: it has no default export: begin the strategy with `export default Strategy.inProcess({`"
    },
    {
      what: "a number",
      text: "export default 1",
      message: "./mine.mjs: its default export is 1: hand an object to Strategy.inProcess"
    },
    {
      what: "a function",
      text: "export default () => 1",
      message: "./mine.mjs: its default export is a function: hand an object to Strategy.inProcess"
    },
    {
      what: "what inProcess was to make a strategy of",
      text: source({ open: undefined, run: "() => null" }),
      message: './mine.mjs: its default export has "run" and no "open": hand it to Strategy.inProcess'
    },
    {
      what: "no inFlight",
      text: source({ inFlight: undefined }),
      message:
        './mine.mjs: its default export has no "inFlight": a function of the settings that gives the most requests in flight, such as ({ concurrency }) => concurrency'
    },
    {
      what: "several things missing",
      text: source({ name: undefined, summary: undefined }),
      message:
        './mine.mjs: its default export has no "name": its name in kebab-case, such as my-model; has no "summary": a line that says what it does'
    },
    {
      what: "no open",
      text: source({ open: undefined }),
      message:
        './mine.mjs: its default export has no "open": a function of the settings that gives an Effect of a lane; Strategy.inProcess makes it of run'
    },
    {
      what: "one setting where a list is wanted",
      text: source({ uses: '"concurrency"' }),
      message:
        './mine.mjs: its default export has a wrong "uses", "concurrency": it takes a list of the settings that it uses, of concurrency, workers, batch; [] for none'
    },
    {
      what: "an unknown setting",
      text: source({ uses: '["speed"]' }),
      message:
        './mine.mjs: its default export has a wrong "uses", ["speed"]: it takes a list of the settings that it uses, of concurrency, workers, batch; [] for none'
    },
    {
      what: "a number for inFlight",
      text: source({ inFlight: "8" }),
      message:
        './mine.mjs: its default export has a wrong "inFlight", 8: it takes a function of the settings that gives the most requests in flight, such as ({ concurrency }) => concurrency'
    },
    {
      what: "a wrong default",
      text: source({ defaults: "{ batch: 0 }" }),
      message:
        './mine.mjs: its default export has a wrong "defaults", {"batch":0}: it takes an object of settings that are whole numbers from 1 on, such as { batch: 25 }'
    },
    {
      what: "an unknown need",
      text: source({ needs: '["luck"]' }),
      message: './mine.mjs: its default export has a wrong "needs", ["luck"]: it takes a list of batches, keys'
    },
    {
      what: "an unknown place",
      text: source({ place: '"cloud"' }),
      message: './mine.mjs: its default export has a wrong "place", "cloud": it takes one of thread, process'
    },
    {
      what: "a word for ordered",
      text: source({ ordered: '"yes"' }),
      message: './mine.mjs: its default export has a wrong "ordered", "yes": it takes true or false'
    },
    {
      what: "an inner strategy that is none",
      text: source({ inner: "{}" }),
      message: './mine.mjs: its default export has a wrong "inner", {}: it takes a strategy'
    },
    {
      what: "a name that is not in kebab-case",
      text: source({ name: '"MyModel"' }),
      message:
        './mine.mjs: its default export has a wrong "name", "MyModel": it takes its name in kebab-case, such as my-model'
    },
    {
      what: "the name of a built-in strategy",
      text: source({ name: '"for-each"' }),
      message: './mine.mjs: "for-each" is a built-in strategy: call yours something else, such as my-for-each'
    },
    {
      what: "the name of all of them",
      text: source({ name: '"all"' }),
      message: './mine.mjs: "all" is what stands for every strategy: call yours something else, such as my-all'
    },
    {
      what: "nothing in flight",
      text: source({ inFlight: "() => 0" }),
      message: "./mine.mjs: gives 0 in flight at the usual settings: inFlight is at least 1"
    },
    {
      what: "an inFlight that throws",
      text: source({ inFlight: "({ threads }) => threads.length" }),
      message:
        "./mine.mjs: throws when its inFlight is called with the usual settings: TypeError: Cannot read properties of undefined (reading 'length')"
    },
    {
      what: "a module that throws",
      text: 'throw new RangeError("no\\nluck")',
      message: "./mine.mjs throws as it is imported: RangeError: no"
    }
  ])("says what is wrong with $what", ({ message, text }) =>
    Effect.map(complaintOf(text), (said) => assert.strictEqual(said, message))
  )

  it.scopedLive("is there", () =>
    Effect.gen(function* () {
      const { message } = yield* Effect.flip(OwnStrategies.load("./nowhere/my-own.js"))
      assert.strictEqual(
        message,
        './nowhere/my-own.js: there is no such file: "millrace strategies new my-own" writes one to start from'
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("is a module by its name", () =>
    Effect.map(complaintOf("module.exports = {}", "mine.cjs"), (said) =>
      assert.strictEqual(said, "./mine.cjs: a strategy's file is a module: name it .js, .mjs, .ts, .mts")
    )
  )
})

describe("an entry of --strategy", () => {
  it.each([
    ["./mine.js", "./mine.js", ""],
    ["../a/mine.mjs:concurrency=8:client=sockets:4", "../a/mine.mjs", ":concurrency=8:client=sockets:4"],
    ["mine.ts", "mine.ts", ""],
    ["mine.mts:batch=25", "mine.mts", ":batch=25"],
    ["/abs/mine.js:fast", "/abs/mine.js", ":fast"],
    ["file:///abs/mine.js:concurrency=8", "file:///abs/mine.js", ":concurrency=8"],
    ["./mine", "./mine", ""]
  ])("names a file: %s", (entry, path, sets) => {
    assert.deepStrictEqual(OwnStrategies.parse(entry), { path, sets })
  })

  it.each(["for-each", "for-each:concurrency=8", "for-each:client=sockets:8", "all", "", "for-each:rtt=0.5ms"])(
    "names none: %s",
    (entry) => assert.isUndefined(OwnStrategies.parse(entry))
  )
})
