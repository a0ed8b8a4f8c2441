import { Context, Effect, Layer, type Option } from "effect"
import * as Embedded from "../DynamoDB/Embedded.ts"
import * as Memory from "../DynamoDB/Memory.ts"
import * as SdkTables from "../DynamoDB/Sdk/Tables.ts"
import * as Target from "../DynamoDB/Target.ts"
import * as Transport from "../DynamoDB/Transport.ts"
import { DynamoDB, Tables } from "../DynamoDB.ts"
import type { Conditions, LapConditions } from "../domain/Conditions.ts"
import type { EngineReport } from "../domain/EngineReport.ts"
import type { Destination } from "../domain/Job.ts"
import { type Latency, named } from "../domain/Latency.ts"
import type { Environment } from "../domain/RaceResult.ts"
import type { Fatal, RequestError } from "../domain/RequestError.ts"
import type * as Settings from "../domain/Settings.ts"

/** Where a race writes to. */
export class Backend extends Context.Tag("millrace/Race/Backend")<
  Backend,
  {
    readonly name: Environment["backend"]
    /** Host and port, as shown to users. */
    readonly host: string
    /** Latency of the service where it is ours to set. */
    readonly latency: Latency | null
    /** How another process reaches it; null where it lives in the memory of this one. */
    readonly destination: Destination | null
    /** A client of its own, its connections open if it keeps them. */
    readonly client: (options: {
      readonly transport: Settings.Transport
      readonly sockets: number
      readonly reuse: Settings.Reuse
    }) => Layer.Layer<DynamoDB, RequestError>
    /** From here on the report counts; the conditions hold where there is an engine of ours. */
    readonly beginLap: (conditions: LapConditions) => Effect.Effect<void, Fatal>
    /** What the engine says of the lap begun last, where there is an engine of ours. */
    readonly report: Effect.Effect<Option.Option<EngineReport>, Fatal>
    /** Fails when the backend is gone. */
    readonly gone: Effect.Effect<never, Fatal>
  }
>() {}

const untold = { beginLap: () => Effect.void, report: Effect.succeedNone, gone: Effect.never }

/** As fast as PutItem is from AWS Lambda, and without a fault. */
const usual: Conditions = { seed: 1, latency: named.lambda, faults: [] }

/** The embedded DynamoDB in a process of its own. */
export const layerEmbedded = (conditions: Conditions = usual): Layer.Layer<Backend | Tables, Fatal> =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const embedded = Context.get(yield* Layer.build(Embedded.layer({ conditions })), Embedded.Embedded)
      const target = Target.embedded(embedded.endpoint)
      const backend = Backend.of({
        name: "embedded",
        host: target.host,
        latency: conditions.latency,
        destination: { _tag: "Embedded", endpoint: embedded.endpoint },
        client: ({ transport, ...options }) => Transport.layerWarm(transport, { ...options, target }),
        beginLap: embedded.beginLap,
        report: Effect.asSome(embedded.report),
        gone: embedded.gone
      })
      return Layer.merge(Layer.succeed(Backend, backend), SdkTables.layer(target))
    })
  )

const layerAt = (
  target: Target.Target,
  place: Pick<Context.Tag.Service<Backend>, "name" | "host" | "destination">
): Layer.Layer<Backend | Tables> =>
  Layer.merge(
    Layer.succeed(Backend, {
      ...place,
      latency: null,
      client: ({ transport, ...options }) => Transport.layerWarm(transport, { ...options, target }),
      ...untold
    }),
    SdkTables.layer(target)
  )

/** Any DynamoDB-compatible server; `destination` is what leads to the target. */
export const layerEndpoint = (
  target: Target.Target,
  destination: Extract<Destination, { readonly _tag: "Endpoint" }>
): Layer.Layer<Backend | Tables> => layerAt(target, { name: "endpoint", host: target.host, destination })

/** An account's own endpoint is named after it: results are shown around, and do not say whose they are. */
const withoutAccount = (host: string): string => host.replace(/^\d{12}\./, "")

/** DynamoDB on AWS, where the AWS SDK's own configuration leads to it. */
export const layerAws = (target: Target.Target, allowed: Target.Allowed): Layer.Layer<Backend | Tables> =>
  layerAt(target, {
    name: "aws",
    host: withoutAccount(target.host),
    destination: { _tag: "Configured", allow_http: allowed.allowHttp, allow_endpoint: allowed.allowEndpoint }
  })

/** The engine in memory, on Effect's Clock: exact, and over as soon as there is nothing left to wait for. */
export const layerSimulated = (conditions: Conditions): Layer.Layer<Backend | Tables> =>
  Layer.unwrapScoped(
    Effect.map(Layer.build(Memory.layer(conditions)), (memory) =>
      Layer.merge(
        Layer.succeed(Backend, {
          name: "simulated",
          host: "memory",
          latency: conditions.latency,
          destination: null,
          client: () => Layer.succeed(DynamoDB, Context.get(memory, DynamoDB)),
          ...untold,
          beginLap: Context.get(memory, Memory.Memory).beginLap
        }),
        Layer.succeed(Tables, Context.get(memory, Tables))
      )
    )
  )
