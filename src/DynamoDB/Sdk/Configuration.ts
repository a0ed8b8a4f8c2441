import { Agent } from "node:http"
import { type DynamoDBClientConfig, PutItemCommand } from "@aws-sdk/client-dynamodb"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { Effect, Layer, Predicate } from "effect"
import { Configuration, ConfigurationError } from "../../Inspection.ts"
import { noSuchTable } from "../Connections.ts"
import * as Target from "../Target.ts"
import { silent } from "./Client.ts"
import { construct, scoped } from "./Construct.ts"

/** Unlike ours, with the retries that are configured; until the scope closes. */
const usual = (config: DynamoDBClientConfig) =>
  Effect.acquireRelease(
    Effect.sync(() => construct({ endpointDiscoveryEnabled: false, logger: silent, ...config })),
    (client) => Effect.sync(() => client.destroy())
  )

const failed = (cause: unknown) =>
  new ConfigurationError({ message: (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "") })

const attempt = <A>(ask: () => Promise<A>) => Effect.tryPromise({ try: ask, catch: failed })

/** Host and port alone: there may be a password in the rest. */
const hostOf = (url: string) => Effect.try({ try: () => new URL(url).host, catch: failed })

// neither region nor identity is looked for: nobody needs them here, and their chains ask other machines
const settled = {
  region: Target.dummyRegion,
  credentials: { accessKeyId: "millrace", secretAccessKey: "millrace", accountId: "000000000000" }
} as const satisfies DynamoDBClientConfig

/** What a client has to itself once it is given a request: one that is given up before it leaves. */
const madeForRequest = Effect.gen(function* () {
  let endpoint: string | undefined
  const aws = yield* scoped({
    ...settled,
    logger: silent,
    endpointProvider: (parameters) => {
      endpoint = parameters.Endpoint
      return { url: new URL("http://127.0.0.1:9") }
    }
  })
  const request = new PutItemCommand({ TableName: noSuchTable, Item: {} })
  const why = yield* Effect.promise(() =>
    aws.send(request, { abortSignal: AbortSignal.abort() }).then(
      () => new Error("a request was sent"),
      (cause: Error) => cause
    )
  )
  const { requestHandler } = aws.config
  const agent = requestHandler instanceof NodeHttpHandler ? requestHandler.httpHandlerConfigs().httpsAgent : undefined
  if (!(agent instanceof Agent)) return yield* failed(why)
  return { agent, endpoint }
})

const client = Effect.gen(function* () {
  const { accountIdEndpointMode, maxAttempts, retryMode } = (yield* usual(settled)).config
  const { agent, endpoint } = yield* madeForRequest
  return {
    retryMode: Predicate.isString(retryMode) ? retryMode : yield* attempt(retryMode),
    maxAttempts: yield* attempt(maxAttempts),
    sockets: agent.maxSockets,
    keepAlive: Predicate.hasProperty(agent, "keepAlive") && agent.keepAlive === true,
    endpoint: endpoint === undefined ? null : yield* hostOf(endpoint),
    accountEndpoints: (yield* attempt(accountIdEndpointMode)) ?? "preferred"
  }
}).pipe(Effect.scoped)

const identity = Effect.gen(function* () {
  const { config } = yield* usual({})
  const { accessKeyId, accountId, expiration, ...rest } = yield* attempt(() => config.credentials())
  const source = Predicate.hasProperty(rest, "$source") ? rest.$source : undefined
  return {
    keyEnd: accessKeyId.slice(-4),
    fromEnvironment: Predicate.hasProperty(source, "CREDENTIALS_ENV_VARS"),
    expiresAtMs: expiration?.getTime() ?? null,
    hasAccount: accountId !== undefined
  }
}).pipe(Effect.scoped)

/** Of this machine, by the AWS SDK itself; nothing is sent to DynamoDB. */
export const layer: Layer.Layer<Configuration> = Layer.succeed(Configuration, { client, identity })
