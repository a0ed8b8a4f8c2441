import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import * as Race from "./Race.ts"
import { accessDenied } from "./Refusal.ts"
import * as Service from "./Service.ts"

const user = Identities.keys("AKIAUSER")

/** Each action with a race that cannot do without it. */
const needed: ReadonlyArray<readonly [action: string, args: ReadonlyArray<string>]> = [
  ["CreateTable", []],
  ["TagResource", []],
  ["DescribeTable", []],
  ["PutItem", []],
  ["BatchWriteItem", ["--batch", "25"]],
  ["BatchGetItem", []],
  ["GetItem", ["--operation", "get"]],
  ["Query", ["--operation", "query"]],
  ["Scan", ["--operation", "scan"]]
]

describe("whoever lacks a permission is told which", () => {
  it.scopedLive.each(needed.map(([action, args]) => ({ action, args })))("dynamodb:$action", ({ action, args }) =>
    Effect.gen(function* () {
      const service = yield* Service.make({
        refuse: (asked) => (asked.action === action ? accessDenied(asked) : undefined)
      })
      const { code, stderr } = yield* Race.run(service, user, ...Race.one, ...Race.few, ...args)
      assert.strictEqual(code, 1, stderr)
      assert.match(stderr, new RegExp(`^millrace: error: .*dynamodb:${action}\\b.*$`, "m"))
      assert.deepStrictEqual(yield* service.tables, [])
    })
  )

  it.scopedLive.each(["ListTables", "ListTagsOfResource", "DeleteTable"].map((action) => ({ action })))(
    "dynamodb:$action, to clean up",
    ({ action }) =>
      Effect.gen(function* () {
        const service = yield* Service.make({
          refuse: (asked) => (asked.action === action ? accessDenied(asked) : undefined)
        })
        yield* service.call("CreateTable", Race.left("millrace-left"))
        const { code, stderr } = yield* Race.cleanUp(service, user, "--yes")
        assert.strictEqual(code, 1, stderr)
        assert.match(stderr, new RegExp(`^millrace: error: .*dynamodb:${action}\\b.*$`, "m"))
        assert.deepStrictEqual(yield* service.tables, ["millrace-left"])
      })
  )

  it.scopedLive("dynamodb:DeleteTable: the race ends as it would, and the table is named", () =>
    Effect.gen(function* () {
      const service = yield* Service.make({
        refuse: (asked) => (asked.action === "DeleteTable" ? accessDenied(asked) : undefined)
      })
      const { code, stderr, stdout } = yield* Race.run(service, user, ...Race.one, ...Race.few)
      assert.strictEqual(code, 0, stderr)
      assert.isTrue(Program.resultOf(stdout).summary.verified)
      assert.match(stderr, /dynamodb:DeleteTable/)
      for (const table of yield* service.tables) assert.include(stderr, table)
    })
  )
})
