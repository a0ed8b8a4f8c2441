import { once } from "node:events"
import { Readable } from "node:stream"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import * as Fork from "../src/Fork.ts"
import * as Processes from "./setup/Processes.ts"

describe("a process", () => {
  it.live.each(["SIGCONT", "SIGSTOP"] as const)("ends with its scope, also after %s", (signal) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { pid = 0, connected } = yield* Scope.extend(Fork.fork("worker", { leads: true }), scope)
      assert.isTrue(connected)
      process.kill(pid, signal)
      assert.deepStrictEqual(yield* Processes.left([pid]), [pid])
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(yield* Processes.left([pid]), [])
    })
  )

  it.live("that has ended by itself is no hindrance", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const child = yield* Fork.fork("worker", { leads: true })
        const ended = once(child, "exit")
        child.disconnect()
        yield* Effect.promise(() => ended)
      })
    )
  )
})

it.scopedLive("a worker leaves Ctrl-C, which reaches it too, to whoever started it", () =>
  Effect.gen(function* () {
    const child = yield* Fork.fork("worker", { leads: true })
    const word = Effect.promise(() => once(child, "message"))
    yield* word
    child.kill("SIGINT")
    yield* word
    assert.deepStrictEqual([child.exitCode, child.signalCode], [null, null])
  })
)

describe("last words", () => {
  const crash = "TypeError: x is not a function\n    at f (file:///a/dist/worker.js:1:1)\n"
  it.effect.each([
    ["nothing", [""], ""],
    ["no error", ["a warning\n", "and another\n"], ""],
    ["an error", [crash], ": TypeError: x is not a function"],
    ["one with a code", ["Error [ERR_X]: gone\n    at f\n"], ": Error [ERR_X]: gone"],
    ["one that comes in pieces", Array.from(crash), ": TypeError: x is not a function"],
    [
      "the code above it",
      [`file:///a/dist/worker.js:1\nthrow new Error("no")\n^\n\n${crash}`],
      `: ${crash.split("\n")[0]}`
    ],
    [
      "memory that is used up",
      ["\n<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit\n"],
      ": FATAL ERROR: Reached heap limit"
    ],
    ["an error long before the end", [crash, "x\n".repeat(1_000_000)], ""],
    ["an error after very much of something else", ["x\n".repeat(1_000_000), crash], ": TypeError: x is not a function"]
  ] as const)("of %s", ([_, pieces, expected]) =>
    Effect.gen(function* () {
      const stderr = Readable.from(pieces)
      const lastWords = Fork.lastWords(stderr)
      yield* Effect.promise(() => once(stderr, "end"))
      assert.strictEqual(lastWords(), expected)
    })
  )

  it("of a process that has no stderr are none", () => {
    assert.strictEqual(Fork.lastWords(null)(), "")
  })
})
