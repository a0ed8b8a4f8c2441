import { type DynamoDBClientConfig, PutItemCommand } from "@aws-sdk/client-dynamodb"
import type { NodeHttpHandler } from "@smithy/node-http-handler"
import { Effect, Either, Redacted } from "effect"
import { noSuchTable } from "../Connections.ts"
import * as Target from "../Target.ts"
import { scoped } from "./Construct.ts"

/** A request as the SDK would send it: where to, and for which region it has signed it. */
interface Sent {
  readonly url: string
  readonly region: string
}

type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0]

/** Keeps what it is given, and sends nothing. */
const keeping = (keep: (sent: Sent) => void) => ({
  handle: ({ headers, hostname, path, port, protocol }: HttpRequest) => {
    const region = /Credential=[^/]+\/\d+\/([^/]+)\/dynamodb\//.exec(headers.authorization ?? "")?.[1]
    if (region === undefined) return Promise.reject(new Error("its request is not signed for DynamoDB"))
    keep({ url: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`, region })
    return Promise.reject(new Error("nothing is sent"))
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({})
})

const source: Target.Source = {
  name: "the configured endpoint (AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL or endpoint_url)",
  example: "AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000"
}

type Rules = Target.Configured["endpointProvider"]

/** An endpoint that somebody has set has to be allowed before the rules see it; hosts that they make themselves are AWS's. */
const guarded =
  (rules: Rules, allowed: Target.Allowed): Rules =>
  (params, context) => {
    if (params.Endpoint !== undefined) {
      Either.getOrThrowWith(Target.address(params.Endpoint, allowed, source), (error) => error)
    }
    return rules(params, context)
  }

/**
 * What the SDK makes of the environment and of its files. It resolves an endpoint for each request anew, from a dozen
 * settings and the identity; the only public way to learn it whole is to let it send one.
 */
const sentBy = (config: DynamoDBClientConfig) =>
  Effect.gen(function* () {
    let sent: Sent | undefined
    const requestHandler = keeping((request) => {
      sent = request
    })
    const client = yield* scoped({ ...config, requestHandler })
    const why = yield* Effect.promise(() =>
      client.send(new PutItemCommand({ TableName: noSuchTable, Item: {} })).then(
        () => new Error("nothing was sent"),
        (cause: Error) => cause
      )
    )
    if (sent !== undefined) return { ...Target.addressOf(new URL(sent.url)), region: sent.region }
    if (why instanceof Target.TargetError) return yield* why
    return yield* new Target.TargetError({
      message: `the AWS configuration gives no endpoint of DynamoDB: ${why.message}`
    })
  }).pipe(Effect.scoped)

/** Whoever is asked for an endpoint alone: of an account, so that none is missed where one is required. */
const nobody = { accessKeyId: "millrace", secretAccessKey: "millrace", accountId: "000000000000" }

type Provider = Target.Configured["credentials"]

/** Ends a run, as do credentials that nobody has. */
class AnotherAccount extends Error {
  override readonly name = "CredentialsProviderError"
}

/** The SDK would go on at the other account's host, where nobody has agreed to write: here the run ends, over either transport. */
const ofAccount =
  (account: string, host: string, provider: Provider): Provider =>
  async (options) => {
    const identity = await provider(options)
    if (identity.accountId === account) return identity
    const now = identity.accountId === undefined ? "do not say whose they are" : `are of account ${identity.accountId}`
    throw new AnotherAccount(`the AWS credentials now ${now}, and ${host} is for account ${account} alone: start again`)
  }

/** By http anyone may listen on a port of this machine; by TLS a certificate vouches for who does. */
const isEmulator = ({ loopback, url }: Target.Address): boolean => loopback && url.protocol === "http:"

/** From here on, in this process: the SDK's chains look at this variable each time that they are asked. */
const forbidMetadata = (): void => {
  process.env.AWS_EC2_METADATA_DISABLED = "true"
}

/**
 * DynamoDB where the SDK's own configuration has it: region, profile, endpoint variables, FIPS, dual stack, and the
 * account's own endpoint, which is that of the identity of now and stays with it.
 *
 * By http on this machine stands an emulator: nobody but the environment is asked for an identity. By TLS on this
 * machine stands the end of a tunnel to AWS, whose certificate is verified: the whole chain is asked (environment,
 * profile, process, web identity, container) but for the metadata service. Elsewhere all of the chain is, and an
 * endpoint that is configured has to be allowed as by `--endpoint`. Fails with what to set.
 */
export const resolve = Effect.fn("Configured.resolve")(function* (allowed: Target.Allowed) {
  const { config } = yield* scoped({})
  const asNobody = { credentials: nobody, endpointProvider: guarded(config.endpointProvider, allowed) }
  // the chain for regions ends with the metadata service, of which nothing on this machine is to know
  const configured = yield* sentBy({ ...asNobody, region: Target.dummyRegion })
  if (isEmulator(configured)) return yield* Target.resolve(configured)
  if (configured.loopback) forbidMetadata()
  const region = yield* Target.regionOf(config, "DynamoDB")
  const near = yield* sentBy(asNobody)
  if (isEmulator(near)) return { ...(yield* Target.resolve(near)), region: near.region }
  const identity = yield* Target.identityOf(config, `DynamoDB in ${region}`)
  const { region: signed, url } = yield* sentBy({ ...asNobody, credentials: identity })
  const account = identity.accountId
  const credentials =
    account !== undefined && url.hostname.startsWith(`${account}.`)
      ? ofAccount(account, url.host, config.credentials)
      : config.credentials
  return Target.of(url, { loopback: configured.loopback, region: signed, credentials: Redacted.make(credentials) })
}, Effect.scoped)
