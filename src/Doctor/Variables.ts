import { Config, Effect, Option } from "effect"
import { variable } from "../DynamoDB/Target.ts"
import type { Variables } from "./Facts.ts"

const text = (name: string) => Config.map(variable(name), Option.getOrNull)
const isSet = (name: string) => Config.map(variable(name), (value) => Option.isSome(value))

/** Of this process, which other programs inherit from the same shell. */
export const variables: Effect.Effect<Variables> = Config.all({
  profile: text("AWS_PROFILE"),
  hasKeys: Config.zipWith(isSet("AWS_ACCESS_KEY_ID"), isSet("AWS_SECRET_ACCESS_KEY"), (id, secret) => id && secret),
  retryMode: text("AWS_RETRY_MODE"),
  maxAttempts: text("AWS_MAX_ATTEMPTS"),
  hasEndpoint: isSet("AWS_ENDPOINT_URL"),
  hasDynamoDBEndpoint: isSet("AWS_ENDPOINT_URL_DYNAMODB")
}).pipe(Effect.orDie)
