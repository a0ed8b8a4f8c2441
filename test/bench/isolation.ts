/**
 * What a process of its own costs a lap: the same contestant in this process and in its own, turn and turn about.
 * `npm run bench -- isolation`
 */
import { Array, Console, Effect, Number } from "effect"
import { Tables } from "../../src/DynamoDB.ts"
import * as Latency from "../../src/domain/Latency.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import * as Racer from "../../src/Race/Racer.ts"
import * as Generated from "../../src/Workload/Generated.ts"

const rounds = 12
const lapMs = 1_500

const workload = (size: number) =>
  Generated.make({
    _tag: "Generated",
    size,
    seed: 1,
    item_size_bytes: 250,
    keys: "uniform",
    repeat_keys: 0,
    prefix: ""
  })

const median = (values: ReadonlyArray<number>) => {
  const sorted = Array.sort(values, Number.Order)
  return ((sorted[Math.ceil(sorted.length / 2) - 1] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
}

const compare = Effect.fnUntraced(function* (entry: string) {
  const [contestant] = yield* Contestant.parse([entry], { concurrency: [], batch: [], workers: [], transport: [] })
  if (contestant === undefined) return yield* Effect.dieMessage(entry)
  const tables = yield* Tables
  let tableNumber = 0
  const table = Effect.gen(function* () {
    const name = `isolation-${entry.replaceAll(/[^a-z0-9]/g, "-")}-${tableNumber++}`
    const { key } = workload(0)
    yield* tables.create({ name, key })
    return { name, key }
  })
  const racers = yield* Effect.forEach([false, true], (isolated) =>
    Effect.flatMap(table, (table) => Racer.open({ contestant, cpu: null, isolated, table }))
  )
  let items = 200
  const rate = Effect.fnUntraced(function* (racer: Racer.Racer) {
    const { durationMs } = yield* racer.run(yield* table, workload(items))
    return items / durationMs
  })
  for (let warm = 0; warm < 4; warm++) {
    const rates = yield* Effect.forEach(racers, rate)
    items = Math.round(median(rates) * lapMs)
  }
  const ratios: globalThis.Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? racers : racers.toReversed()
    const rates = yield* Effect.forEach(order, rate)
    const [here = 1, itsOwn = 1] = round % 2 === 0 ? rates : rates.toReversed()
    ratios.push(itsOwn / here)
  }
  const sorted = Array.sort(ratios, Number.Order)
  yield* Console.log(
    `${entry.padEnd(32)} in its own process ${((median(ratios) - 1) * 100).toFixed(1)} % of throughput, ` +
      `${(((sorted[0] ?? 1) - 1) * 100).toFixed(1)} to ${(((sorted[rounds - 1] ?? 1) - 1) * 100).toFixed(1)} % over ${rounds} pairs`
  )
}, Effect.scoped)

await Effect.forEach(["sequential", "for-each:concurrency=32", "for-each:concurrency=32:batch=25"], compare).pipe(
  Effect.provide(Backend.layerEmbedded({ seed: 1, latency: Latency.named.lambda, faults: [] })),
  Effect.runPromise
)
