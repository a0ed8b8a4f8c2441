import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb"
import { NodeHttpHandler, streamCollector } from "@smithy/node-http-handler"
import { Effect, Redacted } from "effect"
import type { RequestError } from "../../domain/RequestError.ts"
import type { Connections } from "../../domain/TallyData.ts"
import { type Options, timeoutsOf } from "../Connections.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"
import type { Target } from "../Target.ts"
import * as Agent from "./Agent.ts"
import { scoped } from "./Construct.ts"
import { toRequestError } from "./Exception.ts"

export interface Client {
  readonly aws: DynamoDBClient
  /** Runs one call of the client: interruption aborts it, whatever it throws becomes one of our errors. */
  readonly attempt: <A>(
    call: (options: { readonly abortSignal: AbortSignal }) => Promise<A>
  ) => Effect.Effect<A, RequestError>
  /** What its connections have done since this was asked last. */
  readonly connections: Effect.Effect<Connections>
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** DynamoDB's answers are JSON objects; the SDK would take an empty one or a bare string for success. */
const collectObject: typeof streamCollector = async (stream) => {
  const bytes = await streamCollector(stream)
  if (bytes[0] !== 0x7b) throw new UnreadableAnswer("the answer is not a JSON object")
  return bytes
}

/** All that the SDK would otherwise look up in the environment and in `~/.aws`, or do behind our back. */
const settled = {
  maxAttempts: 1,
  retryMode: "standard",
  defaultsMode: "standard",
  accountIdEndpointMode: "disabled",
  endpointDiscoveryEnabled: false,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  authSchemePreference: ["aws.auth#sigv4"],
  userAgentAppId: () => Promise.resolve(undefined),
  streamCollector: collectObject
} as const satisfies DynamoDBClientConfig

/** The SDK refuses to be given a dual-stack endpoint; it makes one when it is told to. */
const placeOf = ({ endpoint, host }: Target): DynamoDBClientConfig =>
  /^dynamodb\.[a-z0-9-]+\.api\.(aws|amazonwebservices\.com\.cn)$/.test(host)
    ? { useDualstackEndpoint: true }
    : { endpoint }

/** A client that makes one attempt per call and keeps its connections until the scope closes, and no longer. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const { target } = options
  const catchAll = toRequestError(target.host)
  const { connections, ...agents } = Agent.make({
    sockets: options.sockets,
    ...timeoutsOf(options),
    certificateAuthority: options.certificateAuthority
  })
  const aws = yield* scoped({
    ...settled,
    ...placeOf(target),
    region: target.region,
    credentials: Redacted.value(target.credentials),
    requestHandler: new NodeHttpHandler({ ...agents, socketTimeout: 0, logger: silent })
  })
  const client: Client = {
    aws,
    connections: Effect.sync(connections),
    attempt: (call) => Effect.tryPromise({ try: (abortSignal) => call({ abortSignal }), catch: catchAll })
  }
  return client
})
