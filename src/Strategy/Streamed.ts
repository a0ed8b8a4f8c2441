import { Effect, Stream } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const streamed = Strategy.inProcess({
  name: "stream",
  summary: "A pull-based stream: Stream.mapEffect with a fixed concurrency, unordered",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    yield* Stream.fromIterable(units(workload, batch)).pipe(
      Stream.mapEffect((unit) => operation.perform(unit), { concurrency, unordered: true }),
      Stream.runDrain
    )
  })
})
