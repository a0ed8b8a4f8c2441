import * as ExperimentalResolver from "@effect/experimental/RequestResolver"
import { Effect, Fiber, Request, RequestResolver } from "effect"
import type { Item } from "../domain/Item.ts"
import type { Fatal } from "../domain/RequestError.ts"
import { Operation } from "../Operation.ts"
import * as Strategy from "../Strategy.ts"

class Put extends Request.TaggedClass("Put")<void, Fatal, { readonly item: Item }> {}

const window = "5 millis"

export const coalesced = Strategy.inProcess({
  name: "coalesced",
  summary: "Single puts that Effect's request batching merges: callers know nothing of batches",
  uses: ["concurrency", "batch"],
  defaults: { batch: 25 },
  needs: ["batches"],
  inFlight: ({ concurrency }) => concurrency,
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation
    const scope = yield* Effect.scope
    const semaphore = yield* Effect.makeSemaphore(concurrency)
    const merged = RequestResolver.makeBatched((puts: ReadonlyArray<Put>) =>
      operation.perform(puts.map(({ item }) => item)).pipe(
        semaphore.withPermits(1),
        // dataLoader runs its batches in fibers of nobody: in this scope, interruption reaches them
        Effect.forkIn(scope),
        Effect.flatMap(Fiber.await),
        Effect.flatMap((exit) => Effect.forEach(puts, (put) => Request.complete(put, exit), { discard: true }))
      )
    )
    const resolver = yield* ExperimentalResolver.dataLoader(merged, { window, maxBatchSize: batch })
    yield* Effect.forEach(workload, (item) => Effect.request(new Put({ item }), resolver), {
      concurrency: concurrency * batch,
      discard: true
    })
  }, Effect.scoped)
})
