import { Effect } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"
import { turns } from "./Turns.ts"

export const lockStep = Strategy.inProcess({
  name: "lock-step",
  summary: "Groups of N at once, each group waits for its slowest: what most Promise.all loops do",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const all = turns(workload, batch, (unit) => operation.perform(unit))
    for (const group of units(all, concurrency)) {
      yield* Effect.all(group, { concurrency: "unbounded", discard: true })
    }
  })
})
