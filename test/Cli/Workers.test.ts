import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Processes from "../setup/Processes.ts"
import * as Program from "./Program.ts"
import * as StagedDynamoDB from "./StagedDynamoDB.ts"

const pool = "child-processes:workers=2"

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-"))),
  (directory) => Effect.promise(() => rm(directory, { recursive: true }))
)

const pids = (processes: ReadonlyArray<Processes.Process>) => processes.map(({ pid }) => pid)

/** What the program has started, once that is as it should be. */
const tree = (pid: number, isIt: (tree: ReadonlyArray<Processes.Process>) => boolean) =>
  Processes.descendants(pid).pipe(Effect.delay("50 millis"), Effect.repeat({ until: isIt }))

/** Processes of contestants, and those that they have started. */
const workersOf = (pid: number, tree: ReadonlyArray<Processes.Process>) => {
  const workers = tree.filter(({ entry }) => entry === "worker")
  return {
    contestants: workers.filter(({ parent }) => parent === pid),
    pooled: workers.filter(({ parent }) => parent !== pid)
  }
}

const poolIsOpen = (pid: number) => (tree: ReadonlyArray<Processes.Process>) => workersOf(pid, tree).pooled.length === 2

/** However long it takes: the test's own time is the limit. */
const gone = (processes: ReadonlyArray<Processes.Process>) =>
  Processes.left(pids(processes)).pipe(Effect.delay("50 millis"), Effect.repeat({ until: (left) => left.length === 0 }))

const kill = ({ pid }: Processes.Process) => Effect.sync(() => process.kill(pid, "SIGKILL"))

/** Once both workers of the pool stand in the middle of its first lap. */
const inFirstLap = Effect.fnUntraced(function* (json: string) {
  const stage = { isOpen: false, held: 0 }
  const { endpoint, tables } = yield* StagedDynamoDB.make((operation, before) => {
    const holds = !stage.isOpen && operation === "PutItem" && before.includes("BatchGetItem")
    if (holds) stage.held++
    return holds
  })
  const race = ["race", "--strategy", pool, "--rounds", "2", "--items", "40", "--endpoint", endpoint, "--json", json]
  const running = yield* Program.start(race)
  const bothHeld = Effect.sync(() => stage.held).pipe(
    Effect.delay("20 millis"),
    Effect.repeat({ until: (held) => held === 2 })
  )
  yield* Program.reach(bothHeld, running)
  const started = yield* Processes.descendants(running.pid)
  yield* Effect.sync(() => {
    stage.isOpen = true
  })
  return { running, tables, started, ...workersOf(running.pid, started) }
})

describe.concurrent("a race of processes", { timeout: 120_000 }, () => {
  it.scopedLive.each(["pooled", "contestants"] as const)(
    "one of the %s killed in the middle of a lap voids it; the next lap is raced by new ones",
    (which) =>
      Effect.gen(function* () {
        const json = path.join(yield* directory, "result.json")
        const { running, started, tables, ...workers } = yield* inFirstLap(json)
        assert.deepStrictEqual([workers.contestants.length, workers.pooled.length], [1, 2])
        yield* Effect.forEach(workers[which].slice(0, 1), kill)
        const { code, stderr, stdout } = yield* running.ended
        assert.strictEqual(code, 1, stderr)
        assert.match(stdout, /VOID: round 1 of child-processes: a process was lost \(SIGKILL\)/)
        const result = yield* Effect.promise(() => readFile(json, "utf8"))
        const [contestant] = Program.resultOf(result).contestants
        assert.strictEqual(contestant?.crashes.length, 1)
        assert.match(contestant?.crashes[0]?.reason ?? "", /^a process was lost \(SIGKILL\)/)
        assert.deepStrictEqual(
          contestant?.laps.map(({ marks, round, verified }) => [round, verified, marks.includes("void")]),
          [
            [1, false, true],
            [2, true, false]
          ]
        )
        assert.deepStrictEqual(yield* Processes.left(pids(started)), [])
        assert.strictEqual(yield* tables, '{"TableNames":[]}')
      })
  )

  it.scopedLive("a contestant whose process is killed in two laps is out, and the others finish", () =>
    Effect.gen(function* () {
      // a lap of the pool takes 5.5 s at least; where the race stands is said every five
      const args = ["--rounds", "3", "--items", "110", "--latency", "p50=100ms,p99=100ms", "--json", "-"]
      const running = yield* Program.start(["race", "--strategy", `${pool},for-each`, ...args])
      const { pid } = running
      const killed: Array<ReadonlyArray<Processes.Process>> = []
      for (const round of [1, 2]) {
        yield* running.said(new RegExp(`round ${round} of 3 · ${pool}`))
        const started = yield* tree(pid, poolIsOpen(pid))
        const [pooled] = workersOf(pid, started).pooled
        killed.push(started.filter(({ pid }) => pid === pooled?.parent || pid === pooled?.pid))
        if (pooled !== undefined) yield* Effect.sync(() => process.kill(pooled.parent, "SIGKILL"))
      }
      const { code, stderr, stdout } = yield* running.ended
      assert.strictEqual(code, 1)
      assert.match(stderr, /VOID: round 2 of child-processes: a process was lost \(SIGKILL\)/)
      assert.match(stderr, /not ranked: void, a worker was lost twice/)
      const told = Program.resultOf(stdout).contestants.map(({ crashes, laps, strategy }) => ({
        strategy,
        crashes: crashes.map(({ round }) => round),
        laps: laps.map(({ round, verified }) => [round, verified])
      }))
      assert.deepStrictEqual(told, [
        {
          strategy: "child-processes",
          crashes: [1, 2],
          laps: [
            [1, false],
            [2, false]
          ]
        },
        {
          strategy: "for-each",
          crashes: [],
          laps: [
            [1, true],
            [2, true],
            [3, true]
          ]
        }
      ])
      yield* gone(killed.flat())
    })
  )

  it.scopedLive("killed itself, the program leaves none of its processes behind", () =>
    Effect.gen(function* () {
      const { pid, signal } = yield* Program.start(["race", "--strategy", `${pool},sequential`, "--rounds", "1000"])
      const started = yield* tree(pid, poolIsOpen(pid))
      assert.isTrue(started.some(({ entry }) => entry === "engine"))
      yield* signal("SIGKILL")
      yield* gone(started)
    })
  )

  it.scopedLive("killed itself in the middle of a lap, too", () =>
    Effect.gen(function* () {
      const { running, started } = yield* inFirstLap("-")
      yield* running.signal("SIGKILL")
      yield* gone(started)
    })
  )

  it.scopedLive.each(["SIGINT", "SIGTERM"] as const)("%s in the middle of a lap ends all of them", (signal) =>
    Effect.gen(function* () {
      const { running, started, tables } = yield* inFirstLap("-")
      yield* running.signal(signal)
      const { code, stderr, stdout } = yield* running.ended
      assert.strictEqual(code, 130, stderr)
      const { contestants, summary } = Program.resultOf(stdout)
      assert.strictEqual(summary.stopped, "interrupted")
      assert.deepStrictEqual(contestants[0]?.crashes, [])
      assert.deepStrictEqual(yield* Processes.left(pids(started)), [])
      assert.strictEqual(yield* tables, '{"TableNames":[]}')
    })
  )

  it.scopedLive.each(["SIGINT", "SIGKILL"] as const)(
    "a worker that is stopped ends with the program, by %s",
    (signal) =>
      Effect.gen(function* () {
        const { pooled, running, started } = yield* inFirstLap("-")
        yield* Effect.forEach(pooled.slice(0, 1), ({ pid }) => Effect.sync(() => process.kill(pid, "SIGSTOP")))
        yield* running.signal(signal)
        yield* gone(started)
      })
  )

  it.scopedLive("a time limit in the middle of a lap leaves nothing behind", () =>
    Effect.gen(function* () {
      const limited = ["--rounds", "2", "--lap-time", "10m", "--time-limit", "5s"]
      const running = yield* Program.start(["race", "--strategy", pool, ...limited])
      const started = yield* tree(running.pid, poolIsOpen(running.pid))
      const { code, stderr } = yield* running.ended
      assert.strictEqual(code, 1)
      assert.match(stderr, /the race was over before a full round stood/)
      assert.deepStrictEqual(yield* Processes.left(pids(started)), [])
    })
  )
})
