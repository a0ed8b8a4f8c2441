import { Effect, Layer } from "effect"
import type { TableOperation } from "../domain/OperationKind.ts"
import { reuseOf, socketsOf } from "../domain/Settings.ts"
import * as Operations from "../Operations.ts"
import { Backend } from "./Backend.ts"
import { Venue } from "./Venue.ts"

/** Tables of the backend, in which this is done. */
export const venue = (operation: TableOperation): Layer.Layer<Venue, never, Backend> =>
  Layer.effect(
    Venue,
    Effect.map(Backend, ({ client, destination, ...backend }) => ({
      ...backend,
      requests: destination === null ? null : ({ transport }) => ({ operation, destination, transport }),
      operation: ({ traits, transport }, sockets) =>
        Operations.layerOver(
          operation,
          client({ transport, sockets: socketsOf(traits.client, sockets), reuse: reuseOf(traits.client) })
        )
    }))
  )
