import { ConfigProvider, Effect } from "effect"
import * as Configured from "../../../src/DynamoDB/Sdk/Configured.ts"
import { asUser } from "../../setup/Environment.ts"

/** What the configuration of such a user resolves to. */
export const resolved = (
  variables: Readonly<Record<string, string | undefined>>,
  config = "",
  allowed = { allowHttp: false, allowEndpoint: false }
) =>
  Effect.zipRight(
    asUser(variables, config),
    Effect.withConfigProvider(Configured.resolve(allowed), ConfigProvider.fromEnv())
  )

export const frankfurt = { AWS_REGION: "eu-central-1" }
export const account = { ...frankfurt, AWS_ACCOUNT_ID: "123456789012" }
export const required = { AWS_ACCOUNT_ID_ENDPOINT_MODE: "required" }
export const fips = { AWS_USE_FIPS_ENDPOINT: "true" }
export const anonymous = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
export const vpce = "https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com"
