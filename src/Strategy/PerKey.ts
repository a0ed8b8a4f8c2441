import { Effect } from "effect"
import type { Item } from "../domain/Item.ts"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"

/** The items of each key in their order, the keys in order of their first item. */
const byKey = (items: Iterable<Item>, keyOf: (item: Item) => string): Iterable<Iterator<Item>> => {
  const lines = new Map<string, Array<Item>>()
  for (const item of items) {
    const key = keyOf(item)
    const line = lines.get(key)
    if (line === undefined) lines.set(key, [item])
    else line.push(item)
  }
  return Array.from(lines.values(), (line) => line.values())
}

export const perKey = Strategy.inProcess({
  name: "per-key",
  summary: "In order within a key, concurrent across keys: for work that must not be reordered",
  uses: ["concurrency", "batch"],
  ordered: true,
  needs: ["keys"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const waiting = byKey(workload, (item) => operation.keyOf(item))[Symbol.iterator]()

    /** Serves up to `batch` keys at a time, one item of each to a unit; a key that is done makes room for the next. */
    const serve = Effect.gen(function* () {
      let lines: Array<Iterator<Item>> = []
      while (true) {
        const unit: Array<Item> = []
        const served: Array<Iterator<Item>> = []
        const take = (line: Iterator<Item>) => {
          const next = line.next()
          if (next.done === true) return
          unit.push(next.value)
          served.push(line)
        }
        lines.forEach(take)
        while (served.length < batch) {
          const line = waiting.next()
          if (line.done === true) break
          take(line.value)
        }
        if (unit.length === 0) return
        yield* operation.perform(unit)
        lines = served
      }
    })
    yield* Effect.all(
      Array.from({ length: concurrency }, () => serve),
      { concurrency: "unbounded", discard: true }
    )
  })
})
