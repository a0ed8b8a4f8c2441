import { Effect, Layer } from "effect"
import type { DynamoDB } from "../DynamoDB.ts"
import type { RequestError } from "../domain/RequestError.ts"
import type * as Settings from "../domain/Settings.ts"
import type * as Connections from "./Connections.ts"

type Options = Pick<Connections.Options, "target" | "sockets" | "reuse">

/**
 * A process loads the transport that it uses and no other: memory and the time to open are figures of a race.
 */
const load = (transport: Settings.Transport) =>
  Effect.promise(() => (transport === "sdk" ? import("./Sdk.ts") : import("./Wire.ts")))

/** A client by this transport, which connects when it is first used. */
export const layer = (transport: Settings.Transport, options: Options): Layer.Layer<DynamoDB> =>
  Layer.unwrapEffect(Effect.map(load(transport), ({ layer }) => layer(options)))

/** A client by this transport, its connections open. */
export const layerWarm = (transport: Settings.Transport, options: Options): Layer.Layer<DynamoDB, RequestError> =>
  Layer.unwrapEffect(Effect.map(load(transport), ({ layerWarm }) => layerWarm(options)))
