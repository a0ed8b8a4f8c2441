import { Effect } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { turns } from "./Turns.ts"

export const forEach = Strategy.inProcess({
  name: "for-each",
  summary: "Fibers on one event loop: Effect.forEach with a fixed concurrency",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const all = turns(workload, batch, (unit) => operation.perform(unit))
    yield* Effect.forEach(all, (turn) => turn, { concurrency, discard: true })
  })
})
