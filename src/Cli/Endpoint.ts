import { Duration, Effect, Layer } from "effect"
import * as Target from "../DynamoDB/Target.ts"
import { Tables } from "../DynamoDB.ts"
import type { Fatal } from "../domain/RequestError.ts"
import * as Backend from "../Race/Backend.ts"
import { confirm, isAttended } from "./Confirm.ts"
import { type Exit, failed, refused, wrongUsage } from "./Exit.ts"

const patience = Duration.seconds(5)

/** Asks after a table that cannot be there: whoever speaks for DynamoDB says so at once, or is busy. */
const answering = (host: string) =>
  Effect.flatMap(Tables, (tables) => tables.describe("millrace.no-such-table")).pipe(
    Effect.asVoid,
    Effect.catchAll((error): Effect.Effect<void, Fatal | Exit> => {
      if (error._tag === "Throttled" || error.code === "ResourceNotFoundException") return Effect.void
      if (error._tag === "Fatal") return error
      return failed(`${host} gives no usable answer (${error.code}): is it a DynamoDB endpoint?`)
    }),
    Effect.timeoutFail({
      duration: patience,
      onTimeout: () => failed(`${host} does not answer within ${Duration.format(patience)}: is it a DynamoDB endpoint?`)
    })
  )

/** Where `--endpoint` leads, once that is allowed; outside this machine it is shown, and somebody has to agree. */
export const backend = Effect.fn("Endpoint.backend")(function* (
  typed: string,
  flags: { readonly allowHttp: boolean; readonly allowEndpoint: boolean; readonly yes: boolean }
) {
  const usage = Effect.mapError(({ message }: { readonly message: string }) => wrongUsage(message))
  const address = yield* usage(Target.address(typed, flags))
  if (!address.loopback) {
    yield* Effect.logInfo(`the race writes to ${address.host}, to a table that it creates and deletes`)
    if (!flags.yes && !(isAttended() && (yield* confirm("go on?")))) {
      return yield* refused(`${address.host} is not this machine: add --yes if it is where the race shall write`)
    }
  }
  const target = yield* usage(Target.resolve(address))
  return Layer.provideMerge(
    Layer.effectDiscard(answering(target.host)),
    Backend.layerEndpoint(target, {
      _tag: "Endpoint",
      endpoint: typed,
      allow_http: flags.allowHttp,
      allow_endpoint: flags.allowEndpoint
    })
  )
})
