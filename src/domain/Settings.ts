import { Schema } from "effect"

/** How a request travels to DynamoDB. */
export const Transport = Schema.Literal("sdk", "wire")
export type Transport = typeof Transport.Type

/** The settings that a strategy may use, and over which contestants therefore multiply; in a name they stand in this order. */
export const Setting = Schema.Literal("concurrency", "workers", "batch")
export type Setting = typeof Setting.Type

/** The most that a setting may be; the least is 1. */
export const most: Readonly<Record<Setting, number>> = { concurrency: 1024, batch: 25, workers: 64 }

export const Settings = Schema.Struct({
  /** Requests in flight at most. */
  concurrency: Schema.Int.pipe(Schema.between(1, most.concurrency)),
  /** Items that one request carries at most. */
  batch: Schema.Int.pipe(Schema.between(1, most.batch)),
  /** Threads or processes. */
  workers: Schema.Int.pipe(Schema.between(1, most.workers))
})
export type Settings = typeof Settings.Type

export const defaults: Settings = { concurrency: 32, batch: 1, workers: 4 }
