import { Effect, Layer } from "effect"
import type { DynamoDB } from "../DynamoDB.ts"
import type { RequestError } from "../domain/RequestError.ts"
import type * as Settings from "../domain/Settings.ts"
import type { Target } from "./Target.ts"

/**
 * A client by this transport, its connections open. A process loads the transport that it uses and no other: memory and
 * the time to open are figures of a race.
 */
export const layerWarm = (
  transport: Settings.Transport,
  options: { readonly target: Target; readonly sockets: number }
): Layer.Layer<DynamoDB, RequestError> =>
  Layer.unwrapEffect(
    Effect.promise(async () => {
      const { layerWarm } = await (transport === "sdk" ? import("./Sdk.ts") : import("./Wire.ts"))
      return layerWarm(options)
    })
  )
