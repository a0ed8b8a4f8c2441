import { Context, type Effect, Schema } from "effect"
import type { RequestError } from "./domain/RequestError.ts"

/** A client of the AWS SDK for which nothing is said in code. */
export interface UsualClient {
  readonly retryMode: string
  readonly maxAttempts: number
  /** Connections at most to one host. */
  readonly sockets: number
  readonly keepAlive: boolean
  /** Host of an endpoint that somebody has configured; null where it is for the SDK's own rules to say. */
  readonly endpoint: string | null
  /** `preferred`, `disabled` or `required`. */
  readonly accountEndpoints: string
}

/** Who requests are signed as. */
export interface Identity {
  /** The last four characters of the access key's id. */
  readonly keyEnd: string
  /** Whether it comes from environment variables, which nobody renews. */
  readonly fromEnvironment: boolean
  readonly expiresAtMs: number | null
  /** Whether it says whose account it is of. */
  readonly hasAccount: boolean
}

/** The SDK cannot make sense of what is configured, or finds nobody to sign as; `message` is its own word. */
export class ConfigurationError extends Schema.TaggedError<ConfigurationError>()("ConfigurationError", {
  message: Schema.String
}) {}

/** What the AWS SDK makes of the environment and of its files. */
export class Configuration extends Context.Tag("millrace/Inspection/Configuration")<
  Configuration,
  {
    /** Asks environment and files alone. */
    readonly client: Effect.Effect<UsualClient, ConfigurationError>
    /** Asks whomever the SDK would ask: other programs, single sign-on and the metadata service among them. */
    readonly identity: Effect.Effect<Identity, ConfigurationError>
  }
>() {}

export interface TableIndex {
  readonly name: string
  /** Write units a second that are provisioned; null for what is on demand. */
  readonly writeUnits: number | null
  /** Write units a second that on-demand traffic may not exceed; null where nobody has set it. */
  readonly mostWriteUnits: number | null
}

/** A table as DescribeTable tells of it. */
export interface TableDetails {
  readonly status: string
  readonly onDemand: boolean
  readonly items: number
  readonly writeUnits: number | null
  readonly mostWriteUnits: number | null
  /** Writes a second that it takes without growing first; null where it is not told. */
  readonly warmWriteUnits: number | null
  readonly indexes: ReadonlyArray<TableIndex>
  readonly localIndexes: number
  /** What its stream shows of a change; null without a stream. */
  readonly stream: string | null
  /** Other regions of a global table. */
  readonly replicas: ReadonlyArray<string>
}

/** What only answers tell. */
export interface Line {
  /** Whether the connection was still there after an answer. */
  readonly kept: boolean
  /** How far the server's clock is ahead of ours, in milliseconds; no finer than seconds. */
  readonly skewMs: number
}

/** A DynamoDB that is looked at and never written to. */
export class Site extends Context.Tag("millrace/Inspection/Site")<
  Site,
  {
    readonly line: Effect.Effect<Line, RequestError>
    /** Needs `dynamodb:DescribeTable`. */
    readonly table: (name: string) => Effect.Effect<TableDetails, RequestError>
    /** Whether its past can be restored to a point in time. Needs `dynamodb:DescribeContinuousBackups`. */
    readonly pointInTime: (name: string) => Effect.Effect<boolean, RequestError>
  }
>() {}
