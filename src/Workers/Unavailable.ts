import { Effect, Layer } from "effect"
import { Fatal } from "../domain/RequestError.ts"
import { Workers } from "../Workers.ts"

/** For what lives in the memory of this process, where no other can reach it. Fatal with code `WorkersUnavailable`. */
export const layer = Layer.succeed(Workers, {
  open: ({ place }) =>
    new Fatal({
      code: "WorkersUnavailable",
      message: `not available: a ${place} cannot reach a DynamoDB that lives in the memory of this process`
    }),
  report: Effect.void
})
