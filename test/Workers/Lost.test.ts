import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { WorkerLost } from "../../src/domain/RequestError.ts"
import type { Place } from "../../src/Workers.ts"
import { Proxied } from "../setup/Proxied.ts"
import * as Pool from "./Pool.ts"

const strategy = (fault: string) => ({ module: new URL(`./strategies/Faulty.mjs?does=${fault}`, import.meta.url) })

const cases: ReadonlyArray<{ readonly place: Place; readonly fault: string; readonly reason: RegExp }> = [
  { place: "thread", fault: "throw", reason: /exit code 1: TypeError: the strategy's own mistake\)$/ },
  { place: "process", fault: "throw", reason: /exit code 1: TypeError: the strategy's own mistake\)$/ },
  { place: "thread", fault: "exit", reason: /\(exit code 3\)$/ },
  { place: "process", fault: "exit", reason: /\(exit code 3\)$/ },
  { place: "process", fault: "kill", reason: /\(SIGKILL\)$/ },
  { place: "process", fault: "stop", reason: /\(it has not answered for \d+ s: is it stopped\?\)$/ }
]

describe.concurrent("whoever waits for a worker that is lost is told so", () => {
  it.scopedLive.each(cases)(
    "a $place, by $fault",
    ({ fault, place, reason }) =>
      Effect.gen(function* () {
        const proxied = yield* Proxied
        const { lap, report, worker } = yield* Pool.openOne({ place, strategy: strategy(fault) })
        const { seen, table } = yield* proxied.table()
        yield* lap.begin(table)
        const running = yield* Effect.flip(worker.run(Pool.workload(10)))
        assert.instanceOf(running, WorkerLost)
        assert.match(running.message, reason)
        assert.strictEqual(seen.keys.length, 1)
        const later = yield* Effect.all([
          Effect.flip(worker.run(Pool.workload(10))),
          Effect.flip(worker.perform([{ pk: { S: "a" } }])),
          Effect.flip(report)
        ])
        assert.deepStrictEqual(later, [running, running, running])
      }).pipe(Effect.provide(Proxied.layer)),
    90_000
  )

  it.scopedLive("a unit that was handed over is not waited for", () =>
    Effect.gen(function* () {
      const proxied = yield* Proxied
      const { lap, worker } = yield* Pool.openOne({ place: "thread", strategy: strategy("exit") })
      const { table } = yield* proxied.table({ hold: ({ writes }) => writes < 2 })
      yield* lap.begin(table)
      const lost = yield* Effect.all(
        [Effect.flip(worker.perform([{ pk: { S: "held" } }])), Effect.flip(worker.run(Pool.workload(10)))],
        { concurrency: "unbounded" }
      )
      assert.isTrue(lost.every((error) => error instanceof WorkerLost))
    }).pipe(Effect.provide(Proxied.layer))
  )
})
