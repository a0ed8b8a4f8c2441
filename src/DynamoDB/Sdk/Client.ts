import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb"
import { NodeHttpHandler, streamCollector } from "@smithy/node-http-handler"
import { Effect, Redacted } from "effect"
import { type Meter, timeoutsOf, Usage } from "../../Connections.ts"
import type { RequestError } from "../../domain/RequestError.ts"
import type { Options } from "../Connections.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"
import type { Target } from "../Target.ts"
import * as Agent from "./Agent.ts"
import { scoped } from "./Construct.ts"
import { toRequestError } from "./Exception.ts"
import * as Renewal from "./Renewal.ts"

export interface Client {
  readonly aws: DynamoDBClient
  /** Runs one call of the client: interruption aborts it, whatever it throws becomes one of our errors. */
  readonly attempt: <A>(
    call: (options: { readonly abortSignal: AbortSignal }) => Promise<A>
  ) => Effect.Effect<A, RequestError>
}

export const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** DynamoDB's answers are JSON objects; the SDK would take an empty one or a bare string for success. */
const collectObject: typeof streamCollector = async (stream) => {
  const bytes = await streamCollector(stream)
  if (bytes[0] !== 0x7b) throw new UnreadableAnswer("the answer is not a JSON object")
  return bytes
}

/** Of the place nothing is left to the environment and to `~/.aws`. */
const settled = {
  accountIdEndpointMode: "disabled",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  streamCollector: collectObject
} as const satisfies DynamoDBClientConfig

/** The SDK's rules do not let everyone name a host that they would make themselves: here they are not asked. */
const placeOf = ({ endpoint }: Target) =>
  ({ endpoint, endpointProvider: () => ({ url: new URL(endpoint) }) }) satisfies DynamoDBClientConfig

/** A client that makes one attempt per call; its connections end with the scope at the latest. */
export const make = Effect.fnUntraced(function* (options: Options, meter: Meter = new Usage(options.sockets)) {
  const { target } = options
  const catchAll = toRequestError(target.host)
  const agents = Agent.make(
    {
      sockets: options.sockets,
      ...timeoutsOf(options),
      reuse: options.reuse,
      certificateAuthority: options.certificateAuthority
    },
    meter
  )
  const credentials = Redacted.value(target.credentials)
  const aws = yield* scoped({
    ...settled,
    ...placeOf(target),
    region: target.region,
    credentials,
    requestHandler: new NodeHttpHandler({ ...agents, socketTimeout: 0, logger: silent })
  })
  const renewed: ReturnType<typeof Renewal.make> =
    typeof credentials === "function" ? Renewal.make(aws) : (send) => send
  const client: Client = {
    aws,
    attempt: (call) => renewed(Effect.tryPromise({ try: (abortSignal) => call({ abortSignal }), catch: catchAll }))
  }
  return client
})
