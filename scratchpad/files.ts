/** Files instead of DynamoDB: the strategies of the registry copy them, unchanged, on a disk in memory and on a real one. */
import { FileSystem } from "@effect/platform"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Console, Effect } from "effect"
import * as Strategies from "../src/Strategies.ts"
import { forEach } from "../src/Strategy/ForEach.ts"
import type { Strategy } from "../src/Strategy.ts"
import * as VirtualClock from "../src/VirtualClock.ts"
import * as Given from "../src/Workload/Given.ts"
import * as Copies from "./disk/Copies.ts"
import * as Originals from "./disk/Originals.ts"
import * as Simulated from "./disk/Simulated.ts"
import * as Table from "./printing/Table.ts"
import { timed } from "./strategies/timed.ts"

const listed = [...Originals.names, "gone.bin"]
const workload = Given.make(Copies.key, listed.map(Copies.toItem))

/** A copy carries one file, and a thread could not reach a disk in memory. */
const suited = ({ needs, place }: Strategy) => place === undefined && needs?.includes("batches") !== true
const strategies = Strategies.all.filter(suited)

const copyAll = Effect.fn("copyAll")(function* (strategy: Strategy, concurrency: number) {
  const fs = yield* FileSystem.FileSystem
  const to = yield* fs.makeTempDirectoryScoped()
  const from = yield* Originals.make
  const [ms, missing] = yield* Effect.provide(
    Effect.all([timed(strategy, workload, { concurrency }), Effect.flatMap(Copies.Missing, ({ names }) => names)]),
    Copies.layer({ from, to })
  )
  return { ms, copied: yield* Originals.copiedTo(to), missing }
}, Effect.scoped)

const simulated = (strategy: Strategy, concurrency: number) =>
  copyAll(strategy, concurrency).pipe(Effect.provide([Simulated.layer(8), VirtualClock.layer]))

const lesson = Effect.gen(function* () {
  const rows = yield* Effect.forEach(strategies, (strategy) =>
    Effect.map(
      Effect.forEach([4, 8, 32], (concurrency) => simulated(strategy, concurrency)),
      (laps) => [strategy.name, ...laps.map(({ ms }) => ms)] as const
    )
  )
  yield* Table.print([[`${listed.length} files, 8 served at once`, "4 at once, ms", "8, ms", "32, ms"], ...rows])
  const { copied, missing } = yield* copyAll(forEach, 8)
  yield* Console.log(`${forEach.name} on a real disk: ${copied} copied byte for byte, ${missing} missing`)
})

await Effect.runPromise(Effect.provide(lesson, NodeFileSystem.layer))
