import { Schema } from "effect"

/** How a request travels to DynamoDB. */
export const Transport = Schema.Literal("sdk", "wire")
export type Transport = typeof Transport.Type

/** What a client does with its connections: keeps them, closes each after its answer, or is itself built for every request. */
export const Reuse = Schema.Literal("kept", "no-keep-alive", "cold")
export type Reuse = typeof Reuse.Type

/** A client that is unlike the usual one in one thing: `sockets:8` has so many connections at most, whatever is in flight. */
export const Client = Schema.Union(
  Schema.Literal("no-keep-alive", "cold"),
  Schema.TemplateLiteral("sockets:", Schema.Number)
)
export type Client = typeof Client.Type

/** The settings that a strategy may use, and over which contestants therefore multiply; in a name they stand in this order. */
export const Setting = Schema.Literal("concurrency", "workers", "batch")
export type Setting = typeof Setting.Type

/** The most that a setting may be, whatever the operation; the least is 1. */
export const most: Readonly<Record<Setting, number>> = { concurrency: 1024, batch: 100, workers: 64 }

/** Whatever is a number of things at once or in a piece: over lists of them contestants make a curve. */
export const Swept = Schema.Literal(...Setting.literals, "segments", "shards")
export type Swept = typeof Swept.Type

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

/** What contestants may differ in besides their strategy, its settings and the transport; null where nothing is said. */
export const Traits = Schema.Struct({
  /** Parts into which a scan cuts the table. */
  segments: Schema.NullOr(Schema.Int),
  /** Partition keys over which the items of one key are spread. */
  shards: Schema.NullOr(Schema.Int),
  /** Of made items, in bytes as DynamoDB counts them. */
  item_size_bytes: Schema.NullOr(Schema.Int),
  /** Milliseconds that the embedded DynamoDB adds to each answer. */
  rtt_ms: Schema.NullOr(Schema.NonNegative),
  client: Schema.NullOr(Client)
})
export type Traits = typeof Traits.Type

export const noTraits: Traits = { segments: null, shards: null, item_size_bytes: null, rtt_ms: null, client: null }

/** What this client does with its connections. */
export const reuseOf = (client: Client | null): Reuse =>
  client === "no-keep-alive" || client === "cold" ? client : "kept"

/** Connections that this client has at most, where `usual` is what others have. */
export const socketsOf = (client: Client | null, usual: number): number =>
  client === null || client === "no-keep-alive" || client === "cold" ? usual : Number(client.slice("sockets:".length))
