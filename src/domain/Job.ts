import { Schema } from "effect"
import { CpuWork } from "./CpuWork.ts"
import { KeySchema } from "./Key.ts"
import { OperationSpec } from "./OperationKind.ts"
import { RetrySettings } from "./RetrySettings.ts"
import { Client, Settings, Transport } from "./Settings.ts"

/** Where requests go. Credentials are no part of it: whoever gets it asks the environment for them. */
export const Destination = Schema.Union(
  Schema.TaggedStruct("Embedded", { endpoint: Schema.String }),
  /** As it was typed, with what was allowed. */
  Schema.TaggedStruct("Endpoint", {
    endpoint: Schema.String,
    allow_http: Schema.Boolean,
    allow_endpoint: Schema.Boolean
  })
)
export type Destination = typeof Destination.Type

/** How all requests of a run are made, wherever they are made. */
export const Means = Schema.Struct({
  destination: Destination,
  operation: OperationSpec,
  transport: Transport,
  /** null for the usual one. */
  client: Schema.NullOr(Client),
  retry: RetrySettings,
  cpu: Schema.NullOr(CpuWork)
})
export type Means = typeof Means.Type

export const Table = Schema.Struct({ name: Schema.String, key: KeySchema })
export type Table = typeof Table.Type

/** A strategy by its name in the registry, or the module that exports it as `default` or under the only name. */
export const StrategyRef = Schema.Union(Schema.Struct({ name: Schema.String }), Schema.Struct({ module: Schema.URL }))
export type StrategyRef = typeof StrategyRef.Type

/** What a worker is opened with. */
export const Job = Schema.Struct({
  means: Means,
  strategy: StrategyRef,
  settings: Settings,
  /** Of the first lap. */
  table: Table,
  /** Which of the workers of a pool it is, from 0. */
  worker: Schema.NonNegativeInt
})
export type Job = typeof Job.Type
