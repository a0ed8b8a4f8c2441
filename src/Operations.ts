import { Effect, Layer } from "effect"
import { Connections } from "./Connections.ts"
import { DynamoDB } from "./DynamoDB.ts"
import type { TableOperation } from "./domain/OperationKind.ts"
import type { RequestError } from "./domain/RequestError.ts"
import { type Client, reuseOf, socketsOf } from "./domain/Settings.ts"
import type { Lap } from "./Lap.ts"
import * as Fetcher from "./Operation/Fetcher.ts"
import * as Pages from "./Operation/Pages.ts"
import * as Reader from "./Operation/Reader.ts"
import * as Writer from "./Operation/Writer.ts"
import type { Operation } from "./Operation.ts"

/** What a strategy performs in a table, by what is to be done. */
export const layer = (spec: TableOperation): Layer.Layer<Operation, never, DynamoDB | Lap> => {
  switch (spec._tag) {
    case "put":
      return Writer.layer
    case "get":
      return Reader.layer(spec)
    case "query":
      return Pages.layerQuery(spec)
    case "scan":
      return Pages.layerScan(spec)
  }
}

/** An operation with the client that sends its requests. */
export type Equipped = Layer.Layer<Operation | Connections, RequestError, Lap>

const connections = Layer.effect(
  Connections,
  Effect.map(DynamoDB, ({ connections }) => ({ take: connections ?? Effect.succeed(null) }))
)

/** The same over this client. */
export const layerOver = (spec: TableOperation, client: Layer.Layer<DynamoDB, RequestError>): Equipped =>
  Layer.provide(Layer.merge(layer(spec), connections), client)

/** URLs over HTTP, by a client of its own; a process that sends no web requests does not load it. */
export const layerWeb = (options: { readonly client: Client | null; readonly sockets: number }): Equipped =>
  Layer.unwrapEffect(
    Effect.map(
      Effect.promise(() => import("./Web/Client.ts")),
      ({ layer }) =>
        Layer.provideMerge(
          Fetcher.layer,
          layer({ sockets: socketsOf(options.client, options.sockets), reuse: reuseOf(options.client) })
        )
    )
  )
