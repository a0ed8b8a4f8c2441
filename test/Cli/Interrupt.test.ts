import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "./Program.ts"
import * as StagedDynamoDB from "./StagedDynamoDB.ts"

const after = (operations: ReadonlyArray<string>, ...order: ReadonlyArray<string>): boolean =>
  order.reduce((from, operation) => (from < 0 ? from : operations.indexOf(operation, from) + 1 || -1), 0) >= 0

interface Phase {
  readonly phase: string
  /** The request that is left unanswered. */
  readonly hold: StagedDynamoDB.Hold
  readonly shown: RegExp
}

const measured = /for-each +█+ +[\d,]+ /

const inFirstLap: StagedDynamoDB.Hold = (operation, before) => operation === "PutItem" && after(before, "BatchGetItem")

const phases: ReadonlyArray<Phase> = [
  {
    phase: "opening",
    hold: (_, before, body) => body.includes("no-such-table") && after(before, "CreateTable"),
    shown: /interrupted after 0 of 2 rounds/
  },
  { phase: "warm-up", hold: (operation) => operation === "PutItem", shown: /interrupted after 0 of 2 rounds/ },
  { phase: "lap", hold: inFirstLap, shown: /for-each.*warm-up/ },
  {
    phase: "second lap",
    hold: (operation, before) => operation === "PutItem" && after(before, "BatchGetItem", "PutItem", "BatchGetItem"),
    shown: measured
  },
  {
    phase: "verification",
    hold: (operation, before) => operation === "BatchGetItem" && after(before, "BatchGetItem", "PutItem"),
    shown: /for-each.*warm-up/
  }
]

const race = (...args: ReadonlyArray<string>) =>
  Program.start(["race", "--strategy", "for-each:concurrency=4", ...args])

describe("Ctrl-C gives the standings so far and deletes the tables", () => {
  it.scopedLive.each(phases)("$phase", ({ hold, shown }) =>
    Effect.gen(function* () {
      const { endpoint, held, tables } = yield* StagedDynamoDB.make(hold)
      const running = yield* race("--endpoint", endpoint, "--rounds", "2", "--items", "20")
      yield* Program.reach(held, running)
      assert.match(yield* tables, /millrace-/)
      yield* running.signal("SIGINT")
      const { code, stderr, stdout } = yield* running.ended
      assert.strictEqual(code, 130, stderr)
      assert.match(stdout, shown)
      assert.match(stdout, /interrupted after \d of 2 rounds/)
      assert.strictEqual(yield* tables, '{"TableNames":[]}')
    })
  )
})

it.scopedLive("a server that has fallen silent does not keep it: the table is named instead", () =>
  Effect.gen(function* () {
    const { endpoint, held } = yield* StagedDynamoDB.make((_, before) => before.includes("PutItem"))
    const running = yield* race("--endpoint", endpoint, "--rounds", "2", "--items", "20")
    yield* Program.reach(held, running)
    yield* running.signal("SIGINT")
    const { code, stderr, stdout } = yield* running.ended
    assert.strictEqual(code, 130, stderr)
    assert.match(stdout, /interrupted after 0 of 2 rounds/)
    assert.match(stderr, /the table millrace-\S+ could not be deleted \(.*TimeoutError\): delete it yourself/)
  })
)

it.scopedLive("SIGTERM does the same", () =>
  Effect.gen(function* () {
    const { endpoint, held, tables } = yield* StagedDynamoDB.make((operation) => operation === "PutItem")
    const running = yield* race("--endpoint", endpoint, "--rounds", "2", "--items", "20")
    yield* Program.reach(held, running)
    yield* running.signal("SIGTERM")
    const { code, stdout } = yield* running.ended
    assert.strictEqual(code, 130)
    assert.match(stdout, /interrupted after 0 of 2 rounds/)
    assert.strictEqual(yield* tables, '{"TableNames":[]}')
  })
)

describe("Ctrl-C ends the embedded DynamoDB too", () => {
  // while it starts, while a request is held for a minute, and in the middle of a race
  const moments = [
    { moment: "at once", latency: "none", wait: "0 millis" },
    { moment: "with a request in flight", latency: "p50=1m,p99=1m", wait: "1 second" },
    { moment: "later", latency: "none", wait: "1500 millis" }
  ] as const
  it.scopedLive.each(moments)("$moment", ({ latency, wait }) =>
    Effect.gen(function* () {
      const { ended, pid, signal } = yield* race("--latency", latency, "--lap-time", "100ms", "--rounds", "1000")
      const engine = yield* Program.children(pid)
      yield* Effect.sleep(wait)
      yield* signal("SIGINT")
      assert.strictEqual((yield* ended).code, 130)
      yield* Program.gone(engine)
    })
  )
})

it.scopedLive("killed, it leaves no embedded DynamoDB behind", () =>
  Effect.gen(function* () {
    const { pid, said, signal } = yield* race("--latency", "none", "--rounds", "1000")
    yield* said(/racing 1 contestant/)
    const engine = yield* Program.children(pid)
    yield* signal("SIGKILL")
    yield* Program.gone(engine)
  })
)

it.scopedLive("interrupted with --json -, the JSON says so and stays pure", () =>
  Effect.gen(function* () {
    const { endpoint, held } = yield* StagedDynamoDB.make(inFirstLap)
    const running = yield* race("--endpoint", endpoint, "--rounds", "2", "--items", "20", "--json", "-")
    yield* Program.reach(held, running)
    yield* running.signal("SIGINT")
    const { stderr, stdout } = yield* running.ended
    assert.strictEqual(Program.resultOf(stdout).summary.stopped, "interrupted")
    assert.match(stderr, /interrupted after 0 of 2 rounds/)
  })
)
