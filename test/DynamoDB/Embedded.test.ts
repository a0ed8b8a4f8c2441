import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Layer, Option, Schedule, Schema } from "effect"
import { request } from "undici"
import * as Control from "../../src/DynamoDB/Embedded/Control.ts"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import type { Conditions } from "../../src/domain/Conditions.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { Fatal } from "../../src/domain/RequestError.ts"
import { ask, call, createTable, item } from "./EmbeddedClient.ts"

const calm: Conditions = { seed: 1, latency: Latency.none, faults: [] }

const isUp = (endpoint: string) =>
  Effect.promise(async (signal) => {
    try {
      await (await request(endpoint, { reset: true, signal })).body.dump()
      return true
    } catch {
      return false
    }
  })

const untilDown = (endpoint: string) =>
  isUp(endpoint).pipe(
    Effect.repeat({ while: (up) => up, schedule: Schedule.spaced("50 millis") }),
    Effect.timeout("2 seconds")
  )

it.live("starts and ends with its scope", () =>
  Effect.gen(function* () {
    const endpoint = yield* Embedded.Embedded.pipe(
      Effect.tap(({ endpoint }) => Effect.map(isUp(endpoint), assert.isTrue)),
      Effect.map(({ endpoint }) => endpoint),
      Effect.provide(Embedded.layer({ conditions: calm }))
    )
    assert.isFalse(yield* isUp(endpoint))
  })
)

it.live("ends when its parent is killed", () =>
  Effect.gen(function* () {
    const program = fileURLToPath(new URL("./EmbeddedParent.ts", import.meta.url))
    const parent = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "pipe", "inherit"] })
    const endpoint = yield* Effect.promise(async () => String((await once(parent.stdout, "data"))[0]).trim())
    assert.isTrue(yield* isUp(endpoint))
    parent.kill("SIGKILL")
    yield* untilDown(endpoint)
  })
)

it.live("says which port is in use, and what to type instead", () =>
  Effect.gen(function* () {
    const taken = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const server = createServer().listen(0, "127.0.0.1")
        await once(server, "listening")
        return server
      }),
      (server) => Effect.sync(() => server.close())
    )
    const address = taken.address()
    const port = typeof address === "object" ? (address?.port ?? 0) : 0
    const error = yield* Effect.flip(Layer.build(Embedded.layer({ conditions: calm, port })))
    assert.deepStrictEqual(
      error,
      new Fatal({
        code: "PortInUse",
        message: `port ${port} of 127.0.0.1 is in use: name another one, or --port 0 for a free one`
      })
    )
  }).pipe(Effect.scoped)
)

it.live("fails whoever waits for it when it dies", () => {
  const faults = [{ from: 1, to: 2, fault: { _tag: "crash" } as const }]
  return Effect.gen(function* () {
    const embedded = yield* Embedded.Embedded
    yield* createTable("table")
    yield* call("PutItem", { TableName: "table", Item: item("1") })
    const died = new Fatal({ code: "EngineDied", message: "the embedded DynamoDB ended unexpectedly (exit code 1)" })
    const waiting = yield* Effect.fork(Effect.flip(embedded.gone))
    yield* Effect.flip(ask({ operation: "PutItem", body: { TableName: "table", Item: item("2") } }))
    assert.deepStrictEqual(yield* waiting, died)
    assert.deepStrictEqual(yield* Effect.flip(embedded.report), died)
    assert.deepStrictEqual(yield* Effect.flip(embedded.beginLap({ rttMs: 0 })), died)
  }).pipe(Effect.provide(Embedded.layer({ conditions: { ...calm, faults } })))
})

// children are looked up in /proc
it.live.skipIf(process.platform !== "linux")(
  "fails whoever waits for it when its process is stopped",
  () =>
    Effect.gen(function* () {
      const embedded = yield* Embedded.Embedded
      const [pid] = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8")
        .trim()
        .split(" ")
        .slice(-1)
      process.kill(Number(pid), "SIGSTOP")
      assert.strictEqual((yield* Effect.flip(embedded.gone)).code, "EngineHangs")
    }).pipe(Effect.provide(Embedded.layer({ conditions: calm }))),
  40_000
)

it.live("reports the lap begun last, and no more", () =>
  Effect.gen(function* () {
    const embedded = yield* Embedded.Embedded
    yield* createTable("table")
    yield* embedded.beginLap({ rttMs: 0 })
    yield* Effect.forEach(["1", "2", "3"], (pk) => call("PutItem", { TableName: "table", Item: item(pk) }))
    const first = yield* embedded.report
    assert.strictEqual(first.requests, 3)
    assert.isAbove(first.cpu_share, 0)
    yield* embedded.beginLap({ rttMs: 0 })
    assert.deepInclude(yield* embedded.report, { requests: 0, overshoot_p50_ms: 0, overshoot_p99_ms: 0 })
  }).pipe(Effect.provide(Embedded.layer({ conditions: calm })))
)

it.live("answers later by the round trip of the lap, and is not late for that", () =>
  Effect.gen(function* () {
    const embedded = yield* Embedded.Embedded
    yield* createTable("table")
    const put = Effect.map(Effect.timed(call("PutItem", { TableName: "table", Item: item("1") })), ([taken]) =>
      Duration.toMillis(taken)
    )
    assert.isBelow(yield* put, 1000, "before the first lap")
    yield* embedded.beginLap({ rttMs: 1000 })
    const pending = yield* Effect.fork(put)
    assert.strictEqual((yield* call("DescribeTable", { TableName: "table" })).status, 200)
    assert.isTrue(Option.isNone(yield* Fiber.poll(pending)), "the control plane does not wait")
    // an answer may leave 2 ms early: see `Hold`
    assert.isAtLeast(yield* Fiber.join(pending), 998)
    assert.isBelow((yield* embedded.report).overshoot_p99_ms, 500)
    yield* embedded.beginLap({ rttMs: 0 })
    assert.isBelow(yield* put, 1000, "in the next lap")
  }).pipe(Effect.provide(Embedded.layer({ conditions: calm })))
)

const decode = Schema.decodeUnknown(Control.Answer)

const told = (child: ChildProcess, command: Control.Command) =>
  Effect.promise(async () => {
    child.send(command)
    return (await once(child, "message"))[0]
  }).pipe(Effect.flatMap(decode))

const forked = Effect.acquireRelease(
  Effect.sync(() => fork(createRequire(import.meta.url).resolve("millrace/engine"), { execArgv: [] })),
  (child) => Effect.sync(() => child.kill("SIGKILL"))
)

const ended = (child: ChildProcess) => Effect.promise(() => once(child, "exit"))

it.scopedLive("leaves SIGINT to its parent and ends on SIGTERM", () =>
  Effect.gen(function* () {
    const child = yield* forked
    yield* told(child, { _tag: "Start", conditions: calm, port: 0 })
    child.kill("SIGINT")
    assert.strictEqual((yield* told(child, { _tag: "Report" }))._tag, "Reported")
    const end = yield* Effect.fork(ended(child))
    yield* Effect.yieldNow()
    child.kill("SIGTERM")
    assert.deepStrictEqual(yield* end, [null, "SIGTERM"])
  })
)

it.scopedLive("ends when its channel closes", () =>
  Effect.gen(function* () {
    const child = yield* forked
    yield* told(child, { _tag: "Start", conditions: calm, port: 0 })
    const end = yield* Effect.fork(ended(child))
    yield* Effect.yieldNow()
    child.disconnect()
    assert.deepStrictEqual(yield* end, [0, null])
  })
)
