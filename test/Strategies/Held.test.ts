import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fatal } from "../../src/domain/RequestError.ts"
import type { Settings } from "../../src/domain/Settings.ts"
import { Operation } from "../../src/Operation.ts"
import { held } from "../../src/Strategies/Held.ts"
import * as Strategy from "../../src/Strategy.ts"
import * as Unavailable from "../../src/Workers/Unavailable.ts"
import * as Workload from "../../src/Workload.ts"
import { distinct, recording } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const module = new URL("file:///somewhere/mine.js")
const settings: Settings = { concurrency: 2, batch: 5, workers: 1 }

type Run = Parameters<typeof Strategy.inProcess>[0]["run"]

/** What it comes to when ten items are performed by it, and what was written. */
const performed = (run: Run) =>
  Effect.gen(function* () {
    const mine = Strategy.inProcess({ name: "mine", summary: "", uses: ["batch"], inFlight: () => 1, run })
    const { layer, seen } = recording({ latencyMs: () => 1 })
    const said = yield* held(module, mine)
      .open(settings)
      .pipe(
        Effect.flatMap((lane) => lane(distinct(10))),
        Effect.scoped,
        Effect.provide([layer, Unavailable.layer]),
        Effect.flip,
        Effect.map(({ message }) => message),
        Effect.orElseSucceed(() => "well")
      )
    return { said, written: seen.written.length }
  }).pipe(inVirtualTime)

const alone = '"millrace strategies check" on mine.js tries it alone'

/** An error of JavaScript, thrown at this place of the file. */
const thrown = Object.assign(new TypeError("x is not a function"), {
  stack: "TypeError: x is not a function\n    at run (file:///somewhere/mine.js:12:5)\n    at more (file:///a.js:1:1)"
})

/** As a file in JavaScript may have it, whose types nobody checks. */
const untyped = (body: string): Run => new Function("Effect", `return () => { ${body} }`)(Effect)

const pieces = (size: number): Run =>
  Effect.fnUntraced(function* (workload) {
    const { perform } = yield* Operation
    for (const unit of Workload.units(workload, size)) yield* perform(unit)
  })

describe("a strategy of a file", () => {
  it.effect("is left as it is where it does what its type says", () =>
    Effect.map(performed(pieces(5)), (came) => assert.deepStrictEqual(came, { said: "well", written: 10 }))
  )

  it.effect("performs no more at once than its batch", () =>
    Effect.map(performed(pieces(6)), (came) =>
      assert.deepStrictEqual(came, {
        said: `mine performs 6 items at once, and its batch is 5: Workload.units cuts them: ${alone}`,
        written: 0
      })
    )
  )

  it.effect.each([
    {
      why: "a string",
      run: untyped("return Effect.fail('my failure')"),
      said: `mine failed with my failure: ${alone}`
    },
    {
      why: "an exception",
      run: () => Effect.die(thrown),
      said: `mine failed with TypeError: x is not a function (mine.js:12:5): ${alone}`
    },
    {
      why: "a throw before any effect",
      run: () => {
        throw thrown
      },
      said: `mine failed with TypeError: x is not a function (mine.js:12:5): ${alone}`
    },
    {
      why: "an error of the race",
      run: () => Effect.fail(new Fatal({ code: "Gone", message: "the table is gone" })),
      said: "the table is gone"
    }
  ])("says what it fails with: $why", ({ run, said }) =>
    Effect.map(performed(run), (came) => assert.deepStrictEqual(came, { said, written: 0 }))
  )

  it.effect("has to return an Effect", () =>
    Effect.gen(function* () {
      const { said } = yield* performed(untyped("return Promise.resolve()"))
      assert.include(said, "mine failed with")
      assert.include(said, "run returns no Effect: where it is async, wrap it in Effect.promise")
    })
  )
})
