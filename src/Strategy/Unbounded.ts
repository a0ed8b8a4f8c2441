import { Effect } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const unbounded = Strategy.inProcess({
  name: "unbounded",
  summary: "Everything at once and wait for all: the tempting mistake, on the 50 sockets that clients have",
  uses: ["batch"],
  inFlight: () => Number.POSITIVE_INFINITY,
  run: Effect.fnUntraced(function* (workload, { batch }) {
    const operation = yield* Operation
    yield* Effect.forEach(units(workload, batch), (unit) => operation.perform(unit), {
      concurrency: "unbounded",
      discard: true
    })
  })
})
