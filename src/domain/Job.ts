import { Schema } from "effect"
import { CpuWork } from "./CpuWork.ts"
import { KeySchema } from "./Key.ts"
import { TableOperation, WebOperation } from "./OperationKind.ts"
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
  }),
  /** Where the AWS SDK's own configuration leads, with what was allowed. */
  Schema.TaggedStruct("Configured", { allow_http: Schema.Boolean, allow_endpoint: Schema.Boolean })
)
export type Destination = typeof Destination.Type

const TableRequests = Schema.Struct({ operation: TableOperation, destination: Destination, transport: Transport })
/** Each URL says itself where it leads. */
const WebRequests = Schema.Struct({ operation: WebOperation })

/** What requests do, and where. */
export type Requests = typeof TableRequests.Type | typeof WebRequests.Type

const shared = {
  /** null for the usual one. */
  client: Schema.NullOr(Client),
  retry: RetrySettings,
  cpu: Schema.NullOr(CpuWork),
  /** Items a second that are handed over at most, by all together who are given it; without it as many as can be. */
  rate: Schema.optionalWith(Schema.Positive, { exact: true })
}

/** How all requests of a run are made, wherever they are made. */
export const Means = Schema.Union(
  Schema.Struct({ ...TableRequests.fields, ...shared }),
  Schema.Struct({ ...WebRequests.fields, ...shared })
)
export type Means = typeof Means.Type

export const Table = Schema.Struct({ name: Schema.String, key: KeySchema })
export type Table = typeof Table.Type

/**
 * A strategy by its name in the registry, or the module that exports it: by that name, or where none is said as `default` or
 * the only one. What an export places in workers is found by its name too.
 */
export const StrategyRef = Schema.Union(
  Schema.Struct({ module: Schema.URL, name: Schema.optionalWith(Schema.String, { exact: true }) }),
  Schema.Struct({ name: Schema.String })
)
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
