import { Effect } from "effect"
import type { Destination } from "../domain/Job.ts"
import * as Target from "./Target.ts"

/** The same place and identity, resolved anew where only the destination is known. */
export const reach = (destination: Destination): Effect.Effect<Target.Target, Target.TargetError> => {
  if (destination._tag === "Embedded") return Effect.succeed(Target.embedded(destination.endpoint))
  const allowed = { allowHttp: destination.allow_http, allowEndpoint: destination.allow_endpoint }
  return destination._tag === "Endpoint"
    ? Effect.flatMap(Target.address(destination.endpoint, allowed), Target.resolve)
    : // whoever reaches for anything else does without the SDK
      Effect.flatMap(
        Effect.promise(() => import("./Sdk/Configured.ts")),
        ({ resolve }) => resolve(allowed)
      )
}
