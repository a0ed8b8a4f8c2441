/**
 * What a process of its own costs a lap: the same contestant in this process and in its own, turn and turn about.
 * `npm run bench -- isolation`
 */
import { Console, Effect, Layer } from "effect"
import { Tables } from "../../src/DynamoDB.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { kinds } from "../../src/domain/OperationKind.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import * as InTables from "../../src/Race/InTables.ts"
import * as Racer from "../../src/Race/Racer.ts"
import { spreadOf } from "../../src/Race/Spread.ts"
import * as Strategies from "../../src/Strategies.ts"
import { items } from "./Items.ts"

const rounds = 12
const lapMs = 1_500

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`

const compare = Effect.fnUntraced(function* (entry: string) {
  const { contestants } = yield* Contestant.parse([entry], Contestant.noChoices, kinds.put, Strategies.named)
  const [contestant] = contestants
  if (contestant === undefined) return yield* Effect.dieMessage(entry)
  const tables = yield* Tables
  let tableNumber = 0
  const table = Effect.gen(function* () {
    const name = `isolation-${entry.replaceAll(/[^a-z0-9]/g, "-")}-${tableNumber++}`
    const { key } = items(0)
    yield* tables.create({ name, key })
    return { name, key }
  })
  const racers = yield* Effect.forEach([false, true], (isolated) =>
    Effect.flatMap(table, (table) => Racer.open({ contestant, cpu: null, isolated, table }))
  )
  let size = 200
  const rate = Effect.fnUntraced(function* (racer: Racer.Racer) {
    const { durationMs } = yield* racer.run(yield* table, items(size))
    return size / durationMs
  })
  for (let warm = 0; warm < 4; warm++) {
    const rates = yield* Effect.forEach(racers, rate)
    size = Math.round((spreadOf(rates)?.median ?? 1) * lapMs)
  }
  const ratios: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? racers : racers.toReversed()
    const rates = yield* Effect.forEach(order, rate)
    const [here = 1, itsOwn = 1] = round % 2 === 0 ? rates : rates.toReversed()
    ratios.push(itsOwn / here)
  }
  const { max, median, min } = spreadOf(ratios) ?? { max: 1, median: 1, min: 1 }
  yield* Console.log(
    `${entry.padEnd(32)} in its own process ${percent(median)} of throughput, ${percent(min)} to ${percent(max)} over ${rounds} pairs`
  )
}, Effect.scoped)

await Effect.forEach(["sequential", "for-each:concurrency=32", "for-each:concurrency=32:batch=25"], compare).pipe(
  Effect.provide(
    Layer.provideMerge(
      InTables.venue({ _tag: "put" }),
      Backend.layerEmbedded({ seed: 1, latency: Latency.named.lambda, faults: [] })
    )
  ),
  Effect.runPromise
)
