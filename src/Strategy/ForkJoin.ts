import { Effect, Fiber } from "effect"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const forkJoin = Strategy.inProcess({
  name: "fork-join",
  summary: "A fiber forked for every request, held back by a semaphore, then all joined",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const semaphore = yield* Effect.makeSemaphore(concurrency)
    const fibers = yield* Effect.forEach(units(workload, batch), (unit) =>
      Effect.forkScoped(semaphore.withPermits(1)(operation.perform(unit)))
    )
    yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber), { discard: true })
  }, Effect.scoped)
})
