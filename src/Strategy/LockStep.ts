import { Effect } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const lockStep = Strategy.inProcess({
  name: "lock-step",
  summary: "Groups of N at once, each group waits for its slowest: what most Promise.all loops do",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    for (const group of units(units(workload, batch), concurrency)) {
      yield* Effect.forEach(group, (unit) => operation.perform(unit), { concurrency: "unbounded", discard: true })
    }
  })
})
