import { Cause, Context, Effect, Exit, Layer, Scope } from "effect"
import type { Options } from "../../../src/DynamoDB/Connections.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { DynamoDB } from "../../../src/DynamoDB.ts"
import type { Item } from "../../../src/domain/Item.ts"
import type { RequestError } from "../../../src/domain/RequestError.ts"
import * as Operations from "../../../src/Operations.ts"
import * as Runner from "../../../src/Runner.ts"
import type { Strategy } from "../../../src/Strategy.ts"
import * as Unavailable from "../../../src/Workers/Unavailable.ts"
import { items } from "../Items.ts"
import { inFlight, loop, type Run, type Stage, table } from "./Loop.ts"

export type Transport = (options: Options) => Layer.Layer<DynamoDB>

/** Whatever is opened stays open as long as the process does. */
const open = <A, E>(opened: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.flatMap(Scope.make(), (scope) => Scope.extend(opened, scope)).pipe(Effect.runPromise)

/** A fiber for each request, and around it no more than a promise. */
export const bare = async (stage: Stage, transport: Transport): Promise<Run> => {
  const context = await open(Layer.build(transport({ target: Target.embedded(stage.endpoint), sockets: inFlight })))
  const dynamodb = Context.get(context, DynamoDB)
  const written = (unit: ReadonlyArray<Item>): Effect.Effect<unknown, RequestError> => {
    const [first] = unit
    return unit.length === 1 && first !== undefined
      ? dynamodb.putItem({ table, item: first })
      : dynamodb.batchWriteItem({ table, requests: unit.map((item) => ({ _tag: "put", item })) })
  }
  return loop(
    stage,
    (unit) =>
      new Promise((resolve, reject) => {
        Effect.runCallback(written(unit), {
          onExit: (exit) => (Exit.isSuccess(exit) ? resolve(exit.value) : reject(Cause.squash(exit.cause)))
        })
      })
  )
}

/** A whole lap as a race runs it: strategy, writer, retries, tally. */
export const lap = async (stage: Stage, transport: Transport, strategy: Strategy): Promise<Run> => {
  const { key } = items(0)
  const runner = await open(
    Runner.open({
      strategy,
      settings: { concurrency: inFlight, batch: stage.batch, workers: 1 },
      operation: (sockets) =>
        Operations.layerOver({ _tag: "put" }, transport({ target: Target.embedded(stage.endpoint), sockets })),
      cpu: null,
      table: { name: table, key },
      workers: Unavailable.layer
    })
  )
  return async (workload) => {
    const { items: written } = await Effect.gen(function* () {
      yield* runner.begin({ name: table, key })
      yield* runner.run(workload)
      return yield* runner.report
    }).pipe(Effect.runPromise)
    if (written !== workload.size) throw new Error(`${written} of ${workload.size} items were written`)
  }
}
