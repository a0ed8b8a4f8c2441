import { Effect } from "effect"
import { Operation } from "../../src/Operation.ts"
import * as Strategy from "../../src/Strategy.ts"
import { units } from "../../src/Workload.ts"

/** One file is a strategy: `run` says when units go out and how many at once, and the rest is what the race must know of it. */
export const ramp = Strategy.inProcess({
  name: "ramp",
  summary: "Groups of 1, 2, 4, … requests, each twice the one before, up to the concurrency",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const waiting = Array.from(units(workload, batch))
    for (let from = 0, size = 1; from < waiting.length; from += size, size = Math.min(size * 2, concurrency)) {
      const group = waiting.slice(from, from + size)
      yield* Effect.forEach(group, (unit) => operation.perform(unit), { concurrency: "unbounded", discard: true })
    }
  })
})
