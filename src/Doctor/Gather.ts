import { Clock, Duration, Effect, Either, Option } from "effect"
import type { NotLookedAt } from "../domain/Finding.ts"
import type { RequestError } from "../domain/RequestError.ts"
import { Configuration, Site } from "../Inspection.ts"
import { type Asked, type Facts, known, notAsked, type Seen, unknown } from "./Facts.ts"
import { machine } from "./Machine.ts"
import type { Place } from "./Place.ts"
import { roundTrips } from "./RoundTrips.ts"
import { variables } from "./Variables.ts"

/** What was seen, and what was not for want of a permission or of a server that has it. */
export interface Gathered {
  readonly facts: Facts
  readonly unseen: ReadonlyArray<NotLookedAt>
}

const patience = Duration.seconds(5)

const isMissing = (error: RequestError): boolean => error._tag === "Fatal" && error.code === "ResourceNotFoundException"

/** As `NotLookedAt`: a refusal names the permission, everything else is told as it was said. */
const unseenOf = (what: string, action: string, error: RequestError): NotLookedAt =>
  error._tag === "Fatal" && error.code === "AccessDeniedException"
    ? { what, why: `needs ${action}`, permission: action }
    : { what, why: error.message, permission: null }

const seenOf = <A, E extends { readonly message: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ message }): Seen<A> => unknown(message), onSuccess: (value) => known(value) })

const tableOf = Effect.fnUntraced(function* (name: string) {
  const site = yield* Site
  const unseen: Array<NotLookedAt> = []
  const keep = (what: string, action: string) => (error: RequestError) =>
    Effect.sync((): Seen<never> => {
      unseen.push(unseenOf(what, action, error))
      return notAsked
    })
  const table = yield* site.table(name).pipe(
    Effect.asSome,
    Effect.catchIf(isMissing, () => Effect.succeedNone),
    Effect.map((value) => known(value)),
    Effect.catchAll(keep("the table", "dynamodb:DescribeTable"))
  )
  if (table._tag === "Known" && Option.isNone(table.value)) return { table, pointInTime: notAsked, unseen }
  const pointInTime = yield* site.pointInTime(name).pipe(
    Effect.map((value) => known(value)),
    Effect.catchAll(keep("point-in-time recovery", "dynamodb:DescribeContinuousBackups"))
  )
  return { table, pointInTime, unseen }
})

const nothing = { line: notAsked, table: notAsked, pointInTime: notAsked, unseen: [] }

const siteOf = Effect.fnUntraced(function* (asked: Asked) {
  const { line: knock } = yield* Site
  const line = yield* seenOf(knock)
  const { table, pointInTime, unseen } = asked.table === null ? nothing : yield* tableOf(asked.table)
  return { line, table, pointInTime, unseen }
})

const measured = ({ client, host }: Place) =>
  roundTrips.pipe(
    Effect.provide(client),
    Effect.timeoutFail({
      duration: patience,
      onTimeout: () => ({ message: `${host} does not answer within ${Duration.format(patience)}` })
    }),
    seenOf
  )

/** Where to look besides this machine; on the left why that is not known. */
export type Destination = Option.Option<Either.Either<Place, { readonly message: string }>>

/** On this machine and without anybody to sign for, only the environment is asked for an identity. */
const isSafeToAsk = (destination: Destination, facts: Pick<Facts, "variables">): boolean =>
  Option.exists(destination, (place) => Either.isLeft(place) || !place.right.loopback) ||
  (facts.variables.hasKeys && facts.variables.profile === null)

/** Looks at everything once; reads, and changes nothing. Fails at nothing: what cannot be seen is told. */
export const gather = Effect.fn("Gather.gather")(function* (asked: Asked, destination: Destination) {
  const configuration = yield* Configuration
  const environment = yield* variables
  const facts = {
    nowMs: yield* Clock.currentTimeMillis,
    asked,
    machine: yield* machine,
    variables: environment,
    client: yield* seenOf(configuration.client),
    identity: isSafeToAsk(destination, { variables: environment }) ? yield* seenOf(configuration.identity) : notAsked
  }
  const place = Option.getOrNull(Option.flatMap(destination, Option.getRight))
  if (place === null) {
    const why = Option.flatMap(destination, Option.getLeft)
    const where: Facts["place"] = Option.match(why, { onNone: () => notAsked, onSome: (it) => unknown(it.message) })
    return { facts: { ...facts, ...nothing, place: where, trips: notAsked }, unseen: [] } satisfies Gathered
  }
  const trips = yield* measured(place)
  const { unseen, ...site } = trips._tag === "Failed" ? nothing : yield* Effect.provide(siteOf(asked), place.site)
  return { facts: { ...facts, place: known(place), trips, ...site }, unseen } satisfies Gathered
})
