import os from "node:os"
import { assert, describe, it } from "@effect/vitest"
import { Array, Context, Effect, Layer } from "effect"
import { type DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { Limit } from "../../src/domain/Evidence.ts"
import type { FaultPlan } from "../../src/domain/FaultPlan.ts"
import type { Latency } from "../../src/domain/Latency.ts"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as CpuWork from "../../src/Operation/CpuWork.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Race from "../../src/Race.ts"
import * as Processes from "../setup/Processes.ts"
import { contestants, generated } from "./simulated.ts"

/** What a race is staged with, and what is done to the machine while it runs. */
interface Stage {
  readonly contestant: string
  readonly latency?: Latency
  readonly faults?: FaultPlan
  readonly cpuMs?: number
  /** Connections of its client at most. */
  readonly sockets?: number
  readonly meanwhile?: Effect.Effect<never>
}

const exactly = (ms: number): Latency => ({ p50_ms: ms, p99_ms: ms })
const none = exactly(0)
const cores = os.availableParallelism()

const capped = (backend: ReturnType<typeof Backend.layerEmbedded>, cap: number) =>
  Layer.unwrapScoped(
    Effect.map(Layer.build(backend), (context) => {
      const original = Context.get(context, Backend.Backend)
      const client = (options: Parameters<typeof original.client>[0]): Layer.Layer<DynamoDB> =>
        Layer.orDie(original.client({ ...options, sockets: Math.min(options.sockets, cap) }))
      // no way for another process to reach it: the contestant stays here, with the client that has the cap
      return Layer.merge(
        Layer.succeed(Backend.Backend, { ...original, destination: null, client }),
        Layer.succeed(Tables, Context.get(context, Tables))
      )
    })
  )

/** The engine's process is stopped for most of the time. */
const choked = Effect.gen(function* () {
  const pid = (yield* Processes.descendants(process.pid)).find(({ entry }) => entry === "engine")?.pid
  if (pid === undefined) return yield* Effect.dieMessage("no engine to choke")
  const send = (signal: NodeJS.Signals) =>
    Effect.sync(() => {
      try {
        process.kill(pid, signal)
      } catch {}
    })
  const stopped = Effect.zipRight(send("SIGSTOP"), Effect.sleep("30 millis"))
  const going = Effect.zipRight(send("SIGCONT"), Effect.sleep("10 millis"))
  return yield* Effect.forever(Effect.zipRight(stopped, going)).pipe(Effect.ensuring(send("SIGCONT")))
})

/** Every second request is refused. */
const everySecond: FaultPlan = Array.makeBy(4_000, (n) => ({
  from: 2 * n,
  to: 2 * n + 1,
  fault: {
    _tag: "throttle",
    reasons: [{ reason: "TableWriteProvisionedThroughputExceeded", resource: "arn:aws:dynamodb:table/a" }]
  }
}))

const raceOf = Effect.fnUntraced(function* ({
  contestant,
  cpuMs,
  faults = [],
  latency = none,
  sockets,
  meanwhile
}: Stage) {
  const backend = Backend.layerEmbedded({ seed: 1, latency, faults })
  const race = Race.run({
    contestants: contestants(contestant),
    source: generated({ item_size_bytes: 250 }),
    cpu: cpuMs === undefined ? null : yield* CpuWork.calibrate(cpuMs),
    rounds: 3,
    lapTimeMs: 600,
    items: null,
    budgetMs: null,
    timeLimitMs: null,
    seed: 1
  }).pipe(Effect.provide(sockets === undefined ? backend : capped(backend, sockets)))
  return yield* meanwhile === undefined ? race : Effect.raceFirst(race, Effect.delay(meanwhile, "1 second"))
})

const isBusy = ({ contestants }: RaceResult): boolean =>
  contestants.some(({ laps }) => laps.some(({ machine }) => machine !== null && machine.other_cores > 0.3))

/** Where other programs had the machine, the race says so and is raced again: it is no evidence. */
const quiet = (stage: Stage) => Effect.repeat(raceOf(stage), { times: 5, while: isBusy })

const stages: ReadonlyArray<readonly [what: string, stage: Stage, limit: Limit]> = [
  ["a slow service, one at a time", { contestant: "sequential", latency: exactly(60) }, "own-waiting"],
  ["a slow service, eight at a time", { contestant: "for-each:concurrency=8", latency: exactly(60) }, "own-waiting"],
  [
    "a slow service whose slowest each group waits for",
    { contestant: "lock-step:concurrency=8", latency: { p50_ms: 40, p99_ms: 120 } },
    "own-waiting"
  ],
  ["four sockets for 32", { contestant: "for-each:concurrency=32", latency: exactly(30), sockets: 4 }, "sockets"],
  ["everything at once on 50 sockets", { contestant: "unbounded", latency: exactly(100) }, "sockets"],
  ["a CPU that burns", { contestant: "for-each:concurrency=32", latency: exactly(8), cpuMs: 5 }, "client-cpu"],
  ["the SDK's own work, as fast as the service answers", { contestant: "for-each:concurrency=32" }, "client-cpu"],
  [
    "a choked emulator",
    { contestant: "for-each:concurrency=4", latency: exactly(8), meanwhile: choked },
    "embedded-dynamodb"
  ],
  ["throttling", { contestant: "for-each:concurrency=8", latency: exactly(5), faults: everySecond }, "capacity"],
  [
    "more threads that burn than there are cores",
    { contestant: `worker-threads:workers=${cores * 3}`, latency: exactly(4), cpuMs: 5 },
    "machine"
  ]
]

describe("a staged race is limited by", () => {
  it.live.each(stages.map(([what, stage, limit]) => ({ what, stage, limit })))(
    "$what",
    ({ limit, stage }) =>
      Effect.gen(function* () {
        const { contestants, summary } = yield* quiet(stage)
        const [standing] = summary.standings
        assert.strictEqual(
          standing?.limited_by,
          limit,
          JSON.stringify([standing?.evidence, contestants[0]?.laps.map(({ marks }) => marks)])
        )
      }),
    { timeout: 60_000 }
  )
})
