import { Effect, Option } from "effect"
import * as Latency from "../domain/Latency.ts"
import * as Backend from "../Race/Backend.ts"
import * as Endpoint from "./Endpoint.ts"
import type { Flags } from "./RaceFlags.ts"

/** Where a race takes place. */
export const backendOf = (flags: Flags) =>
  Option.match(flags.endpoint, {
    onSome: (endpoint) => Endpoint.backend(endpoint, flags),
    onNone: () =>
      Effect.succeed(
        Backend.layerEmbedded({
          seed: flags.seed,
          latency: Option.getOrElse(flags.latency, () => Latency.named.lambda),
          faults: []
        })
      )
  })
