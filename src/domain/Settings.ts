import { Schema } from "effect"

/** How a request travels to DynamoDB. */
export const Transport = Schema.Literal("sdk")
export type Transport = typeof Transport.Type

/** The settings that a strategy may use, and over which contestants therefore multiply. */
export const Setting = Schema.Literal("concurrency", "batch")
export type Setting = typeof Setting.Type

export const Settings = Schema.Struct({
  /** Requests in flight at most. */
  concurrency: Schema.Int.pipe(Schema.between(1, 1024)),
  /** Items that one request carries at most. */
  batch: Schema.Int.pipe(Schema.between(1, 25))
})
export type Settings = typeof Settings.Type

export const defaults: Settings = { concurrency: 32, batch: 1 }
