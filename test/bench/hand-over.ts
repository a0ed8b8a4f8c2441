/**
 * What `offload` costs for each unit, alone: from the event loop to a thread that does nothing with it, and back.
 * CPU time of the whole process, so of both threads. `npm run bench -- hand-over`
 */
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { Array, Console, Effect, Layer } from "effect"
import { buildSync } from "esbuild"
import type { Item } from "../../src/domain/Item.ts"
import * as RetrySettings from "../../src/domain/RetrySettings.ts"
import * as Settings from "../../src/domain/Settings.ts"
import { Lap } from "../../src/Lap.ts"
import { spreadOf } from "../../src/Race/Spread.ts"
import { offload } from "../../src/Strategy/Offload.ts"
import type { Channel } from "../../src/Workers/Channel.ts"
import * as Remote from "../../src/Workers/Remote.ts"
import { Workers } from "../../src/Workers.ts"
import { units as cut } from "../../src/Workload.ts"
import { items } from "./Items.ts"

const echo = `
  const { parentPort } = require("node:worker_threads")
  parentPort.on("message", ([number]) => parentPort.postMessage(number))
`

const table = { name: "none", key: { partition: { name: "pk", type: "S" } } } as const
const rounds = 6
const units = 20_000

/** Bundled as the program's own entries are. */
const entry = Effect.sync(() => {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL("../../test/bench/idle-worker.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    write: false
  })
  return outputFiles[0]?.text ?? ""
})

const start = Effect.map(
  Effect.acquireRelease(
    Effect.map(entry, (text) => new Worker(text, { eval: true })),
    (thread) => Effect.promise(() => thread.terminate())
  ),
  (thread): Channel => ({
    cpuUs: () => undefined,
    send: (message) => thread.postMessage(message),
    listen: ({ ended, message }) => {
      thread.on("message", message)
      thread.once("exit", (code) => ended(`exit code ${code}`))
    }
  })
)

const idle = Layer.effect(
  Workers,
  Effect.map(Lap, (lap) =>
    Workers.of({
      report: Effect.void,
      open: ({ place, settings, strategy }) =>
        Effect.forEach(settings, (settings, worker) =>
          Effect.flatMap(start, (channel) =>
            Remote.open(
              channel,
              place,
              {
                means: {
                  destination: { _tag: "Embedded", endpoint: "http://127.0.0.1:1" },
                  operation: { _tag: "put" },
                  transport: "sdk",
                  client: null,
                  retry: RetrySettings.defaults,
                  cpu: null
                },
                strategy,
                settings,
                table,
                worker
              },
              lap
            )
          )
        )
    })
  )
)

/** Making the items is none of it. */
const withoutMaking = (batch: number) => {
  const made = Array.fromIterable(items(units * batch))
  return { ...items(units * batch), [Symbol.iterator]: () => made[Symbol.iterator]() }
}

/** The same messages between the same number of threads, with nothing of this program around them. */
const bare = (workers: number, workload: Iterable<Item>, batch: number) =>
  Effect.acquireUseRelease(
    Effect.sync(() => Array.makeBy(workers, () => new Worker(echo, { eval: true }))),
    (threads) =>
      Effect.async<void>((resume) => {
        const queue = cut(workload, batch)
        let answers = 0
        const next = (thread: Worker) => {
          const { done, value } = queue.next()
          if (done !== true) thread.postMessage([answers, value])
        }
        for (const thread of threads) {
          thread.on("message", () => (++answers === units ? resume(Effect.void) : next(thread)))
          next(thread)
          next(thread)
        }
      }),
    (threads) => Effect.promise(() => Promise.all(threads.map((thread) => thread.terminate())))
  )

/** CPU of the whole process, in µs for each unit. */
const cpuOf = <E>(effect: Effect.Effect<unknown, E>) =>
  Effect.gen(function* () {
    const before = process.cpuUsage()
    yield* effect
    const { system, user } = process.cpuUsage(before)
    return (system + user) / units
  })

const spread = (us: ReadonlyArray<number>) => {
  const { max, median, min } = spreadOf(us) ?? { max: 0, median: 0, min: 0 }
  return `${median.toFixed(1)} µs (${min.toFixed(1)} to ${max.toFixed(1)})`
}

await Effect.gen(function* () {
  const context = yield* Layer.build(Layer.provideMerge(idle, Lap.layer(table)))
  for (const [workers, batch] of [
    [4, 1],
    [4, 25],
    [1, 1]
  ] as const) {
    yield* Effect.gen(function* () {
      const lane = yield* Effect.provide(offload.open({ ...Settings.defaults, workers, batch }), context)
      const workload = withoutMaking(batch)
      const ours: globalThis.Array<number> = []
      const plain: globalThis.Array<number> = []
      for (let round = 0; round <= rounds; round++) {
        const [one, other] = [yield* cpuOf(lane(workload)), yield* cpuOf(bare(workers, workload, batch))]
        if (round > 0) {
          ours.push(one)
          plain.push(other)
        }
      }
      yield* Console.log(
        `${workers} thread(s), batch ${batch}: ${spread(ours)} of CPU a unit, ${spread(plain)} of it for bare postMessage`
      )
    }).pipe(Effect.scoped)
  }
}).pipe(Effect.scoped, Effect.runPromise)
