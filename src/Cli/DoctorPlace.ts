import { Effect, Either, Option } from "effect"
import type { Destination } from "../Doctor/Gather.ts"
import * as Place from "../Doctor/Place.ts"
import * as Configured from "../DynamoDB/Sdk/Configured.ts"
import * as Target from "../DynamoDB/Target.ts"
import type { Flags } from "./DoctorFlags.ts"
import { wrongUsage } from "./Exit.ts"

/** Flags of which one has no meaning without another. */
const contradictions = ({ allowEndpoint, allowHttp, backend, endpoint, table }: Flags) => {
  const isNamed = Option.isSome(endpoint) || Option.isSome(backend)
  return [
    [
      Option.isSome(endpoint) && Option.isSome(backend),
      "--endpoint and --backend both say where: leave one of them out"
    ],
    [Option.isSome(table) && !isNamed, "--table needs a place: add --endpoint URL, or --backend aws"],
    [allowHttp && !isNamed, "--allow-http goes with --endpoint URL or --backend aws"],
    [allowEndpoint && !isNamed, "--allow-endpoint goes with --endpoint URL or --backend aws"]
  ] as const
}

/** What nobody has allowed is wrong use; what the configuration lacks is a finding. */
const located = (flags: Flags, endpoint: Option.Option<string>) =>
  Option.match(endpoint, {
    onNone: () => Effect.either(Configured.resolve(flags)),
    onSome: (typed) =>
      Effect.flatMap(
        Effect.mapError(Target.address(typed, flags), ({ message }) => wrongUsage(message)),
        (address) => Effect.either(Target.resolve(address))
      )
  })

/** Where the flags lead; none where they name no place. Outside this machine the host is told before anything is sent. */
export const placeOf = Effect.fn("DoctorPlace.placeOf")(function* (flags: Flags) {
  for (const [wrong, message] of contradictions(flags)) {
    if (wrong) return yield* wrongUsage(message)
  }
  const { backend, endpoint, transport } = flags
  if (Option.isNone(endpoint) && Option.isNone(backend)) return Option.none() satisfies Destination
  const target = yield* located(flags, endpoint)
  if (Either.isRight(target) && !target.right.loopback) {
    yield* Effect.logInfo(`looking at ${target.right.host}; nothing is written there`)
  }
  return Option.some(
    Either.map(target, (target) => Place.of(target, { transport, typed: Option.isSome(endpoint) }))
  ) satisfies Destination
})
