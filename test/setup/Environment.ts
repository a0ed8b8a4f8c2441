import { Effect } from "effect"

const set = (variables: Readonly<Record<string, string | undefined>>) => {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** Variables of this process's environment, as they were before again when the scope closes. */
export const withEnvironment = (variables: Readonly<Record<string, string | undefined>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]))
      set(variables)
      return before
    }),
    (before) => Effect.sync(() => set(before))
  )

/** Who the user of a test is. */
export const users = { accessKeyId: "AKIAUSER", secretAccessKey: "hush-hush" }

/** A user who has an identity and nothing else: no region, no files, no machine that would know more. */
export const alone: Readonly<Record<string, string | undefined>> = {
  AWS_PROFILE: undefined,
  AWS_REGION: undefined,
  AWS_ACCESS_KEY_ID: users.accessKeyId,
  AWS_SECRET_ACCESS_KEY: users.secretAccessKey,
  AWS_SESSION_TOKEN: undefined,
  AWS_ACCOUNT_ID: undefined,
  AWS_ACCOUNT_ID_ENDPOINT_MODE: undefined,
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_DYNAMODB: undefined,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  AWS_USE_FIPS_ENDPOINT: undefined,
  AWS_USE_DUALSTACK_ENDPOINT: undefined
}
