import { type DynamoDBClientConfig, PutItemCommand } from "@aws-sdk/client-dynamodb"
import type { NodeHttpHandler } from "@smithy/node-http-handler"
import { Effect, Option } from "effect"
import { noSuchTable } from "../Connections.ts"
import * as Target from "../Target.ts"
import { scoped } from "./Construct.ts"

/** A request as the SDK would send it: where to, and for which region it has signed it. */
interface Sent {
  readonly url: string
  readonly region: string | undefined
}

type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0]

/** Keeps what it is given, and sends nothing. */
const keeping = (keep: (sent: Sent) => void) => ({
  handle: ({ headers, hostname, path, port, protocol }: HttpRequest) => {
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1]
    keep({ url: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`, region })
    return Promise.reject(new Error("nothing is sent"))
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({})
})

/**
 * What the SDK makes of the environment and of its files. It resolves an endpoint for each request anew, from a dozen
 * settings and the identity; the only public way to learn it whole is to let it send one.
 */
const sentBy = (config: DynamoDBClientConfig): Effect.Effect<Sent, Target.TargetError> =>
  Effect.gen(function* () {
    let sent: Sent | undefined
    const requestHandler = keeping((request) => {
      sent = request
    })
    const client = yield* scoped({ ...config, maxAttempts: 1, requestHandler })
    const why = yield* Effect.promise(() =>
      client.send(new PutItemCommand({ TableName: noSuchTable, Item: {} })).then(
        () => "nothing was sent",
        (cause: Error) => cause.message
      )
    )
    return (
      sent ??
      (yield* new Target.TargetError({ message: `the AWS configuration gives no endpoint of DynamoDB: ${why}` }))
    )
  }).pipe(Effect.scoped)

const source = "the AWS configuration's endpoint (AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL or endpoint_url)"

/** Whoever is asked for an endpoint alone: of an account, so that none is missed where one is required. */
const nobody = { accessKeyId: "millrace", secretAccessKey: "millrace", accountId: "000000000000" }

/**
 * DynamoDB where the SDK's own configuration has it: region, profile, endpoint variables, FIPS, dual stack, and the
 * account's own endpoint, which is that of the identity of now. On this machine nobody but the environment is asked for an
 * identity; elsewhere the rules of `--endpoint` hold. Fails with what to set.
 */
export const resolve = Effect.fn("Configured.resolve")(function* (allowed: Target.Allowed) {
  const { config } = yield* scoped({})
  const region = Target.regionOf(config, "DynamoDB")
  const known = yield* Effect.option(region)
  const asNobody = yield* sentBy({
    credentials: nobody,
    ...(Option.isNone(known) ? { region: Target.dummyRegion } : {})
  })
  const near = yield* Target.address(asNobody.url, allowed, source)
  if (near.loopback) return yield* Target.resolve(near)
  const credentials = yield* Target.credentialsOf(config, `DynamoDB in ${yield* region}`)
  const sent = yield* sentBy({ credentials: config.credentials })
  const { url } = yield* Target.address(sent.url, allowed, source)
  return Target.of(url, { loopback: false, region: sent.region ?? (yield* region), credentials })
}, Effect.scoped)
