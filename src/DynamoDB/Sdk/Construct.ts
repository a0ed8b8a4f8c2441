import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb"
import { Effect, type Scope } from "effect"

/** The SDK warns of old versions of Node when its first client is made: of no use to those who run this program. */
export const construct = (config: DynamoDBClientConfig): DynamoDBClient => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true"
  return new DynamoDBClient(config)
}

/** What the SDK would otherwise look up, of the machine it runs on too, or do behind our back. */
const plain = {
  maxAttempts: 1,
  retryMode: "standard",
  defaultsMode: "standard",
  endpointDiscoveryEnabled: false,
  authSchemePreference: ["aws.auth#sigv4"],
  userAgentAppId: () => Promise.resolve(undefined)
} as const satisfies DynamoDBClientConfig

/** A plain client, until the scope closes. */
export const scoped = (config: DynamoDBClientConfig): Effect.Effect<DynamoDBClient, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => construct({ ...plain, ...config })),
    (client) => Effect.sync(() => client.destroy())
  )
