import { Effect } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const sequential = Strategy.inProcess({
  name: "sequential",
  summary: "One request after another: each waits for the answer to the one before",
  uses: ["batch"],
  ordered: true,
  inFlight: () => 1,
  run: Effect.fnUntraced(function* (workload, { batch }) {
    const operation = yield* Operation
    for (const unit of units(workload, batch)) {
      yield* operation.perform(unit)
    }
  })
})
