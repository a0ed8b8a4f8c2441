import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import * as Race from "./Race.ts"
import * as Service from "./Service.ts"

const user = Identities.keys("AKIAUSER")

/** More rounds than anybody waits for. */
const long = [...Race.one, "--rounds", "100", "--lap-time", "200ms"]

const writing = ({ asked }: Service.Service) =>
  Race.until(Effect.sync(() => asked.some(({ action }) => action === "PutItem")))

it.scopedLive("a table that is CREATING for a while is waited for", () =>
  Effect.gen(function* () {
    const service = yield* Service.make({ creatingMs: 300 })
    const { code, stderr, stdout } = yield* Race.run(service, user, ...Race.one, ...Race.few)
    assert.strictEqual(code, 0, stderr)
    assert.isTrue(Program.resultOf(stdout).summary.verified)
    assert.deepStrictEqual(yield* service.tables, [])
  })
)

it.scopedLive("Ctrl-C deletes the tables, one that is still CREATING too", () =>
  Effect.gen(function* () {
    for (const creatingMs of [0, 1_500]) {
      const service = yield* Service.make({ creatingMs })
      const running = yield* Race.start(service, user, ...long)
      yield* Program.reach(
        creatingMs === 0 ? writing(service) : Race.until(Effect.map(service.tables, (tables) => tables.length > 0)),
        running
      )
      yield* running.signal("SIGINT")
      const { code, stderr } = yield* running.ended
      assert.strictEqual(code, 130, stderr)
      assert.deepStrictEqual(yield* service.tables, [], stderr)
    }
  })
)

it.scopedLive("a second Ctrl-C is told what it waits for, and a third one stops at once", () =>
  Effect.gen(function* () {
    for (const presses of [2, 3]) {
      const service = yield* Service.make({ creatingMs: 3_000 })
      const running = yield* Race.start(service, user, ...long)
      yield* Program.reach(Race.until(Effect.map(service.tables, (tables) => tables.length > 0)), running)
      yield* running.signal("SIGINT")
      yield* running.said(/deleting the table/)
      for (let press = 2; press <= presses; press++) {
        yield* running.signal("SIGINT")
        yield* Effect.sleep("100 millis")
      }
      const { code, stderr } = yield* running.ended
      assert.strictEqual(code, 130, stderr)
      assert.strictEqual(stderr.split("one more Ctrl-C stops at once").length, 2, stderr)
      assert.strictEqual((yield* service.tables).length, presses - 2)
    }
  })
)

describe("--clean-up", () => {
  it.scopedLive("deletes what a race has left that was killed, and nothing else", () =>
    Effect.gen(function* () {
      const service = yield* Service.make()
      const running = yield* Race.start(service, user, ...long)
      yield* Program.reach(writing(service), running)
      yield* running.signal("SIGKILL")
      yield* running.ended
      const left = yield* service.tables
      assert.isNotEmpty(left)
      yield* service.call("CreateTable", Service.tableOf("millrace-of-another", "pk"))
      yield* service.call("CreateTable", Service.tableOf("films", "pk"))
      const asked = yield* Race.cleanUp(service, user)
      assert.strictEqual(asked.code, 5, asked.stderr)
      for (const name of left) assert.include(asked.stderr, name)
      const { code, stderr, stdout } = yield* Race.cleanUp(service, user, "--yes")
      assert.strictEqual(code, 0, stderr)
      for (const name of left) assert.include(stdout + stderr, name)
      assert.deepStrictEqual(yield* service.tables, ["films", "millrace-of-another"])
      assert.strictEqual((yield* Race.cleanUp(service, user, "--yes")).code, 0)
    })
  )
})
