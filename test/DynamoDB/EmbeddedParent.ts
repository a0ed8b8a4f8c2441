import { Console, Effect } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"

/** A program that prints the endpoint of its embedded DynamoDB and goes on until it is killed. */
const program = Effect.gen(function* () {
  const { endpoint } = yield* Embedded.Embedded
  yield* Console.log(endpoint)
  return yield* Effect.never
})

Effect.runFork(
  program.pipe(Effect.provide(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } })))
)
