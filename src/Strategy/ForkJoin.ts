import { Deferred, Effect } from "effect"
import type { Fatal } from "../domain/RequestError.ts"
import { Operation, type Unit } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"
import { units } from "../Workload.ts"

export const forkJoin = Strategy.inProcess({
  name: "fork-join",
  summary: "A fiber forked for every request as soon as a semaphore has a permit; all permits back is all joined",
  uses: ["concurrency", "batch"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const failed = yield* Deferred.make<never, Fatal>()
    const semaphore = yield* Effect.makeSemaphore(concurrency)
    const perform = (unit: Unit) =>
      operation.perform(unit).pipe(
        Effect.tapErrorCause((cause) => Deferred.failCause(failed, cause)),
        Effect.ensuring(semaphore.release(1))
      )
    // the permit is taken before the fork: a semaphore wakes all who wait at every release, and they were thousands
    const join = Effect.gen(function* () {
      for (const unit of units(workload, batch)) {
        yield* semaphore.take(1)
        yield* Effect.forkScoped(perform(unit))
      }
      yield* semaphore.take(concurrency)
    })
    yield* Effect.raceFirst(join, Deferred.await(failed))
  }, Effect.scoped)
})
