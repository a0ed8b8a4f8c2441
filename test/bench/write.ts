/**
 * What `Write.run` costs an item beyond the lane that it feeds: CPU time over a DynamoDB that answers at once, in turns.
 * `npm run bench -- write`
 */
import { Context, Effect, Either, Layer, Stream } from "effect"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import { defaults } from "../../src/domain/Settings.ts"
import { Lap } from "../../src/Lap.ts"
import * as Writer from "../../src/Operation/Writer.ts"
import { Backend, layerSimulated } from "../../src/Race/Backend.ts"
import { spreadOf } from "../../src/Race/Spread.ts"
import { forEach } from "../../src/Strategy/ForEach.ts"
import * as Unavailable from "../../src/Workers/Unavailable.ts"
import * as Given from "../../src/Workload/Given.ts"
import * as Write from "../../src/Write.ts"

const size = 100_000
const turns = 7
const key: KeySchema = { partition: { name: "id", type: "S" } }
const payload = "x".repeat(200)

const client = Layer.mock(DynamoDB, {
  connections: Effect.succeed({ cap: 0, most: 0, requests: 0, waited_ms: 0 }),
  batchWriteItem: ({ requests }) => Effect.succeed({ unprocessed: [], consumed: requests.length })
})
const backend = Layer.unwrapScoped(
  Effect.map(Layer.build(layerSimulated({ seed: 1, latency: { p50_ms: 0, p99_ms: 0 }, faults: [] })), (context) =>
    Layer.merge(
      Layer.succeed(Backend, { ...Context.get(context, Backend), client: () => client }),
      Layer.succeed(Tables, {
        ...Context.get(context, Tables),
        describe: (name) => Effect.succeed({ name, status: "ACTIVE", key, itemCount: 0 })
      })
    )
  )
)

const items = Array.from({ length: size }, (_, n) => ({ id: { S: `item-${n}` }, payload: { S: payload } }))
const values = Array.from({ length: size }, (_, n) => ({ id: `item-${n}`, payload }))
const settings = { ...defaults, batch: 25 }

const lane = Effect.gen(function* () {
  const run = yield* forEach.open(settings)
  yield* run(Given.make(key, items))
}).pipe(
  Effect.scoped,
  Effect.provide(
    Layer.provide(Layer.merge(Writer.layer, Unavailable.layer), Layer.merge(client, Lap.layer({ name: "t", key })))
  ),
  Effect.orDie
)

const write = <A>(options: Pick<Write.Options<A>, "items" | "encode">) =>
  Effect.provide(Write.run({ table: "t", batch: 25, ...options }), backend).pipe(Effect.asVoid, Effect.orDie)

const subjects: ReadonlyArray<readonly [name: string, effect: Effect.Effect<void>]> = [
  ["the lane alone", lane],
  ["Write.run, items", write({ items, encode: Either.right })],
  ["Write.run, plain objects", write({ items: values })],
  ["Write.run, a stream of plain objects", write({ items: Stream.fromIterable(values) })]
]

const cpuUs = Effect.sync(() => {
  const { system, user } = process.cpuUsage()
  return system + user
})

const perItem = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const before = yield* cpuUs
    yield* effect
    return ((yield* cpuUs) - before) / size
  })

const seen = new Map(subjects.map(([name]) => [name, [] as number[]]))
for (let turn = 0; turn < turns; turn++) {
  for (const [name, effect] of subjects) {
    const us = await Effect.runPromise(perItem(effect))
    if (turn > 0) seen.get(name)?.push(us)
  }
}
for (const [name, us] of seen) {
  const { max, median, min } = spreadOf(us) ?? { max: 0, median: 0, min: 0 }
  console.log(`${name.padEnd(40)} ${median.toFixed(2)} µs an item (${min.toFixed(2)} to ${max.toFixed(2)})`)
}
