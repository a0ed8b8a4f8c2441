import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, Layer } from "effect"
import { reach } from "./DynamoDB/Reach.ts"
import * as Transport from "./DynamoDB/Transport.ts"
import type { Job, Means } from "./domain/Job.ts"
import { Fatal } from "./domain/RequestError.ts"
import { reuseOf, socketsOf } from "./domain/Settings.ts"
import * as Operations from "./Operations.ts"
import { fromSettings, RetryPolicy } from "./RetryPolicy.ts"
import * as Runner from "./Runner.ts"
import * as Strategies from "./Strategies.ts"
import * as Child from "./Workers/Child.ts"
import * as Local from "./Workers/Local.ts"
import * as Rebuilt from "./Workload/Rebuilt.ts"

/** What is performed by these means, over so many sockets. */
const operationOf = Effect.fnUntraced(function* (means: Means) {
  const { client } = means
  if (!("destination" in means)) return (sockets: number) => Operations.layerWeb({ client, sockets })
  const { destination, operation, transport } = means
  const target = yield* Effect.mapError(
    reach(destination),
    ({ message }) => new Fatal({ code: "TargetError", message })
  )
  return (sockets: number) =>
    Operations.layerOver(
      operation,
      Transport.layerWarm(transport, { target, sockets: socketsOf(client, sockets), reuse: reuseOf(client) })
    )
})

const open = Effect.fnUntraced(function* ({ means, settings, strategy, table, worker }: Job) {
  const runner = yield* Runner.open({
    strategy: yield* Strategies.find(strategy),
    settings,
    operation: yield* operationOf(means),
    cpu: means.cpu,
    rate: means.rate,
    table,
    worker,
    workers: Local.layer({ ...means, leads: false, module: "module" in strategy ? strategy.module : undefined })
  }).pipe(Effect.provide(Layer.succeed(RetryPolicy, fromSettings(means.retry))))
  const workloadOf = yield* Rebuilt.make
  return {
    begin: runner.begin,
    perform: runner.perform,
    run: (spec) => Effect.flatMap(workloadOf(spec), runner.run),
    take: Effect.map(runner.tally, (tally) => tally.take()),
    report: Effect.map(runner.report, (tally) => tally.take())
  } satisfies Child.Opened
})

Effect.runFork(Child.serve(open).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer)))
