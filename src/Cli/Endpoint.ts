import { Duration, Effect, Layer, Option } from "effect"
import * as Target from "../DynamoDB/Target.ts"
import { Tables } from "../DynamoDB.ts"
import type { Fatal } from "../domain/RequestError.ts"
import * as Backend from "../Race/Backend.ts"
import { agreed } from "./Confirm.ts"
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

const usage = Effect.mapError(({ message }: { readonly message: string }) => wrongUsage(message))

const at = Effect.fnUntraced(function* (typed: string, address: Target.Address, flags: Target.Allowed) {
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

/** Where `--endpoint` leads, once that is allowed; nobody has agreed to anything there. */
export const unasked = Effect.fn("Endpoint.unasked")(function* (typed: string, flags: Target.Allowed) {
  return yield* at(typed, yield* usage(Target.address(typed, flags)), flags)
})

/** The same for a race; outside this machine the host is shown, and somebody has to agree. */
export const backend = Effect.fn("Endpoint.backend")(function* (
  typed: string,
  flags: Target.Allowed & { readonly yes: boolean; readonly table: Option.Option<string> }
) {
  const address = yield* usage(Target.address(typed, flags))
  if (!address.loopback) {
    const table = Option.match(flags.table, {
      onNone: () => "a table that it creates and deletes",
      onSome: (name) => `the table ${name}`
    })
    yield* Effect.logInfo(`the race writes to ${address.host}, to ${table}`)
    if (!(yield* agreed(flags.yes))) {
      return yield* refused(`${address.host} is not this machine: add --yes if it is where the race shall write`)
    }
  }
  return yield* at(typed, address, flags)
})
