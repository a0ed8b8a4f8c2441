import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { Tables, type Tags } from "../../src/DynamoDB.ts"
import * as Latency from "../../src/domain/Latency.ts"
import * as CleanUp from "../../src/Race/CleanUp.ts"
import * as Origins from "../../src/Race/Origins.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import * as Program from "./Program.ts"

const key = { partition: { name: "pk", type: "S" } } as const
const nobody = { "millrace:process": "999999999" }
const elsewhere = { "millrace:host": "another" }
const dayMs = 86_400_000

/** Tables as races leave them, or as others create them. */
const tables: ReadonlyArray<readonly [name: string, tags: Tags | undefined]> = [
  ["millrace-dead-1", { ...Origins.tags(Date.now()), ...nobody }],
  ["millrace-dead-2", { ...Origins.tags(Date.now() - dayMs - 1_000), ...elsewhere }],
  ["millrace-running", Origins.tags(Date.now())],
  ["millrace-young", { ...Origins.tags(Date.now() - dayMs + 60_000), ...elsewhere }],
  ["millrace-untagged", undefined],
  ["millrace-tagged-by-others", { team: "films" }],
  ["films", { ...Origins.tags(Date.now()), ...nobody }]
]

const kept = ["films", "millrace-running", "millrace-tagged-by-others", "millrace-untagged", "millrace-young"]

const create = Effect.flatMap(Tables, (port) =>
  Effect.forEach(tables, ([name, tags]) => port.create({ name, key, ...(tags === undefined ? {} : { tags }) }), {
    discard: true
  })
)

describe("what races have left", () => {
  it.effect("is found by name and by tag, and known to be in use or not", () =>
    Effect.gen(function* () {
      yield* create
      const { left, others } = yield* CleanUp.find()
      // virtual time begins in 1970: nothing is a day old then but by its host
      assert.deepStrictEqual(
        left.map(({ inUse, name }) => [name, inUse._tag]),
        [
          ["millrace-dead-1", "None"],
          ["millrace-dead-2", "Some"],
          ["millrace-running", "Some"],
          ["millrace-young", "Some"]
        ]
      )
      assert.deepStrictEqual(others, ["millrace-tagged-by-others", "millrace-untagged"])
    }).pipe(Effect.provide(Memory.layer({ seed: 1, latency: Latency.none, faults: [] })), inVirtualTime)
  )

  it.scopedLive("is shown, agreed to, and deleted; all else stays", () =>
    Effect.gen(function* () {
      const conditions = { seed: 1, latency: Latency.none, faults: [] }
      const embedded = yield* Layer.build(Embedded.layer({ conditions }))
      const { endpoint } = Context.get(embedded, Embedded.Embedded)
      const port = yield* Layer.build(SdkTables.layer(Target.embedded(endpoint)))
      yield* Effect.provide(create, port)
      const cleanUp = (...args: ReadonlyArray<string>) =>
        Program.run(["race", "--clean-up", "--endpoint", endpoint, ...args])
      const standing = Effect.provide(
        Effect.flatMap(Tables, ({ list }) => list),
        port
      )

      const asked = yield* cleanUp()
      assert.strictEqual(asked.code, 5, asked.stderr)
      assert.match(asked.stderr, /^millrace: millrace-dead-1, created \S+Z by process 999999999 on \S+$/m)
      assert.match(
        asked.stderr,
        /^millrace: millrace-running, .*; kept, for process \d+ of this machine is running: end it first$/m
      )
      assert.match(
        asked.stderr,
        /^millrace: millrace-young, .* on another; kept, for its race may still run on another/m
      )
      assert.match(
        asked.stderr,
        /^millrace: not tagged as a race's, and kept: millrace-tagged-by-others, millrace-untagged$/m
      )
      assert.match(
        asked.stderr,
        /error: 2 tables of earlier races would be deleted at \S+: add --yes to delete them\n$/
      )
      assert.strictEqual((yield* standing).length, tables.length)

      const done = yield* cleanUp("--yes")
      assert.deepStrictEqual(
        [done.code, done.stdout],
        [0, "deleted millrace-dead-1\ndeleted millrace-dead-2\n"],
        done.stderr
      )
      assert.deepStrictEqual(yield* standing, kept)

      const again = yield* cleanUp("--yes")
      assert.strictEqual(again.code, 0)
      assert.match(again.stdout, /^nothing to clean up at 127\.0\.0\.1:\d+\n$/)
    })
  )
})
