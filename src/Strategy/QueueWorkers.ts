import { Effect, Mailbox } from "effect"
import { Operation, type Unit } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const queueWorkers = Strategy.inProcess({
  name: "queue-workers",
  summary: "A bounded queue and a fixed pool of fibers that take from it: the producer waits when it is full",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const queue = yield* Mailbox.make<Unit>({ capacity: concurrency })
    const produce = Effect.gen(function* () {
      for (const unit of units(workload, batch)) yield* queue.offer(unit)
      yield* queue.end
    })
    const consume = queue.take.pipe(
      Effect.flatMap((unit) => operation.perform(unit)),
      Effect.forever,
      Effect.catchTag("NoSuchElementException", () => Effect.void)
    )
    yield* Effect.all([produce, ...Array.from({ length: concurrency }, () => consume)], {
      concurrency: "unbounded",
      discard: true
    })
  })
})
