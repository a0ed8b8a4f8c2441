import { Effect, type Layer, Option } from "effect"
import type { Tables } from "../DynamoDB.ts"
import * as Latency from "../domain/Latency.ts"
import type { Fatal, RequestError } from "../domain/RequestError.ts"
import * as Backend from "../Race/Backend.ts"
import type { Asked } from "./Aws.ts"
import * as Endpoint from "./Endpoint.ts"
import type { Exit } from "./Exit.ts"
import type { Flags } from "./RaceFlags.ts"

/** Where a race takes place. */
export interface Place {
  readonly layer: Layer.Layer<Backend.Backend | Tables, Fatal | Exit>
  /** Fails where nobody agrees to what the race would do there. */
  readonly agree: (asked: Asked) => Effect.Effect<void, RequestError | Exit>
}

const agreed = () => Effect.void

/** Whoever does not reach for AWS does without what asks it. */
const onAws = Effect.fnUntraced(function* (flags: Flags) {
  const Aws = yield* Effect.promise(() => import("./Aws.ts"))
  const target = yield* Aws.targetOf(flags)
  return {
    layer: Backend.layerAws(target, flags),
    agree: (asked) => Aws.agree(target, asked, flags)
  } satisfies Place
})

export const placeOf = (flags: Flags): Effect.Effect<Place, Exit> => {
  if (Option.isSome(flags.backend)) return onAws(flags)
  return Option.match(flags.endpoint, {
    onSome: (endpoint) => Effect.map(Endpoint.backend(endpoint, flags), (layer) => ({ layer, agree: agreed })),
    onNone: () =>
      Effect.succeed({
        layer: Backend.layerEmbedded({
          seed: flags.seed,
          latency: Option.getOrElse(flags.latency, () => Latency.named.lambda),
          faults: []
        }),
        agree: agreed
      })
  })
}
