import { Array, Context, Effect, Layer, MutableRef, Random } from "effect"
import * as Memory from "../DynamoDB/Memory.ts"
import { Tables } from "../DynamoDB.ts"
import type { Conditions } from "../domain/Conditions.ts"
import type { Item } from "../domain/Item.ts"
import { Lap } from "../Lap.ts"
import * as Writer from "../Operation/Writer.ts"
import { Operation } from "../Operation.ts"
import { sum, type Tally } from "../Tally.ts"
import * as Given from "../Workload/Given.ts"
import * as Bench from "./Bench.ts"
import * as Case from "./Case.ts"
import type { Law } from "./Law.ts"
import { key } from "./Recording.ts"

const table = { name: "laws", key }

/** The first requests are throttled, a batch comes back undone, and an answer comes late. */
const conditions: Conditions = {
  seed: 1,
  latency: { p50_ms: 10, p99_ms: 20 },
  faults: [
    { from: 0, to: 2, fault: { _tag: "throttle", reasons: [] } },
    { from: 2, to: 3, fault: { _tag: "unprocessed" } },
    { from: 3, to: 4, fault: { _tag: "delay", ms: 3_000 } }
  ]
}

/** Of every three items the first has a number that DynamoDB does not take. */
const isRefused = (n: number): boolean => n % 3 === 0

const workload = (size: number) =>
  Given.make(
    key,
    Array.makeBy(size, (n): Item => ({ id: { S: `item-${n}` }, n: { N: isRefused(n) ? "1e999" : String(n) } }))
  )

/** What is wrong with what was written of so many items. */
const unlike = ({ items, rejected }: Tally, size: number): string | undefined => {
  const refused = Math.ceil(size / 3)
  if (items !== size - refused) return `${items} items were written, not ${size - refused}`
  return sum(rejected) === refused ? undefined : `${sum(rejected)} items were refused, not ${refused}`
}

/** The writer of a race over a DynamoDB in memory. */
const writing = Layer.provideMerge(Writer.layer, Layer.merge(Memory.layer(conditions), Lap.layer(table)))

export const rejects: Law = {
  name: "what is refused, throttled or late ends nothing",
  trials: (strategy) =>
    Case.over(strategy, [1, 2, 5, 30]).map(({ items, name, settings }) => ({
      name: `${name}, every third item refused`,
      broken: Effect.fnUntraced(
        function* (find) {
          const context = yield* Layer.build(writing)
          yield* Effect.orDie(Context.get(context, Tables).create(table))
          return yield* Bench.opened({ strategy, settings }, find, Context.get(context, Operation), (lane) =>
            Effect.map(Bench.ending(lane(workload(items))), (exit) => {
              const wrong = Bench.wrongEnd(exit)
              const { tally } = MutableRef.get(Context.get(context, Lap).current)
              return wrong === undefined ? unlike(tally, items) : `the lane ${wrong}`
            })
          )
        },
        Effect.withRandom(Random.make(1)),
        Effect.scoped
      )
    }))
}
