import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, Layer } from "effect"
import * as Target from "./DynamoDB/Target.ts"
import * as Transport from "./DynamoDB/Transport.ts"
import type { Job } from "./domain/Job.ts"
import { Fatal } from "./domain/RequestError.ts"
import { reuseOf, socketsOf } from "./domain/Settings.ts"
import { fromSettings, RetryPolicy } from "./RetryPolicy.ts"
import * as Runner from "./Runner.ts"
import * as Strategies from "./Strategies.ts"
import * as Child from "./Workers/Child.ts"
import * as Local from "./Workers/Local.ts"
import * as Rebuilt from "./Workload/Rebuilt.ts"

const open = Effect.fnUntraced(function* ({ means, settings, strategy, table, worker }: Job) {
  const target = yield* Effect.mapError(
    Target.reach(means.destination),
    ({ message }) => new Fatal({ code: "TargetError", message })
  )
  const runner = yield* Runner.open({
    strategy: yield* Strategies.find(strategy),
    settings,
    operation: means.operation,
    cpu: means.cpu,
    table,
    worker,
    client: (sockets) =>
      Transport.layerWarm(means.transport, {
        target,
        sockets: socketsOf(means.client, sockets),
        reuse: reuseOf(means.client)
      }),
    workers: Local.layer({ ...means, leads: false })
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
