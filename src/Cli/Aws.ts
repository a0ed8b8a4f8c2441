import { Effect, Layer, Option } from "effect"
import * as Account from "../DynamoDB/Sdk/Account.ts"
import * as Configured from "../DynamoDB/Sdk/Configured.ts"
import * as Site from "../DynamoDB/Sdk/Site.ts"
import * as SdkTables from "../DynamoDB/Sdk/Tables.ts"
import * as Sdk from "../DynamoDB/Sdk.ts"
import type * as Target from "../DynamoDB/Target.ts"
import { DynamoDB } from "../DynamoDB.ts"
import { type Price, pricedRegion } from "../domain/Price.ts"
import { Site as Looking } from "../Inspection.ts"
import * as Bound from "../Race/Bound.ts"
import * as GivenTable from "../Race/GivenTable.ts"
import * as Estimate from "../Report/Estimate.ts"
import { agreed } from "./Confirm.ts"
import { refused, wrongUsage } from "./Exit.ts"
import * as Output from "./Output.ts"
import type { Flags } from "./RaceFlags.ts"

/** What would be done there. */
export interface Asked extends Omit<Bound.Options, "isGiven"> {
  readonly price: Price
}

/** Where the AWS configuration leads. Fails with what to set. */
export const targetOf = Effect.fn("Aws.targetOf")(function* (flags: Target.Allowed) {
  const target = yield* Effect.mapError(Configured.resolve(flags), ({ message }) => wrongUsage(message))
  if (target.endpoint.startsWith("http:") && target.loopback) {
    return yield* wrongUsage(
      `--backend aws: the AWS configuration leads to ${target.host}, which is no AWS: type --endpoint ${target.endpoint} instead, or unset AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_DYNAMODB`
    )
  }
  return target
})

/** A table that is there already, once it is known to be fit to be raced in. */
const looked = (target: Target.Target, name: string, { source, contestants }: Asked) =>
  Effect.gen(function* () {
    const dynamodb = yield* DynamoDB
    const [first] = contestants
    const { key } = first === undefined ? source : source.take(0, "", first.traits)
    yield* GivenTable.look(dynamodb, name, key)
    return yield* Effect.flatMap(Looking, (site) => site.table(name))
  }).pipe(
    Effect.provide(Layer.mergeAll(Sdk.layer({ target, sockets: 1 }), SdkTables.layer(target), Site.layer(target))),
    Effect.mapError((error) =>
      error._tag === "Fatal" && error.code === GivenTable.unfit ? refused(error.message) : error
    )
  )

/** Shows where the race would take place and what it would cost at most; somebody has to agree before anything is created. */
export const agree = Effect.fn("Aws.agree")(function* (target: Target.Target, asked: Asked, flags: Flags) {
  const table = yield* Effect.transposeMapOption(flags.table, (name) => looked(target, name, asked))
  const bound = Estimate.withIndexes(Bound.boundOf({ ...asked, isGiven: Option.isSome(table) }), table)
  const estimate: Estimate.Estimate = {
    host: target.host,
    region: target.region,
    account: yield* Account.accountOf(target, flags),
    table: Option.zipWith(flags.table, table, (name, details) => ({ name, ...details })),
    operation: asked.operation,
    bound,
    price: asked.price,
    usd: Estimate.isFree(table) ? 0 : Bound.costUsd(bound, asked.price)
  }
  yield* Output.aside(`${Estimate.lines(estimate).join("\n")}\n`)
  if (Option.isSome(flags.maxCost) && !Estimate.isOfRegion(estimate)) {
    return yield* refused(
      `--max-cost: the prices of ${target.region} are not known here, and those of ${pricedRegion} may be lower: add --price USD`
    )
  }
  const most = Option.getOrElse(flags.maxCost, () => Number.POSITIVE_INFINITY)
  if (estimate.usd > most) return yield* refused(Estimate.tooMuch(estimate.usd, most))
  if (!(yield* agreed(flags.yes))) {
    return yield* refused(`${target.host} is AWS and costs money: add --yes if the race shall go on there`)
  }
})
