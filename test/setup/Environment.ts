import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
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
  HOME: "/nonexistent",
  USERPROFILE: "/nonexistent",
  AWS_PROFILE: undefined,
  AWS_REGION: undefined,
  AWS_ACCESS_KEY_ID: users.accessKeyId,
  AWS_SECRET_ACCESS_KEY: users.secretAccessKey,
  AWS_SESSION_TOKEN: undefined,
  AWS_CREDENTIAL_EXPIRATION: undefined,
  AWS_CREDENTIAL_SCOPE: undefined,
  AWS_ACCOUNT_ID: undefined,
  AWS_ACCOUNT_ID_ENDPOINT_MODE: undefined,
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_EC2_METADATA_SERVICE_ENDPOINT: undefined,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
  AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
  AWS_ROLE_ARN: undefined,
  AWS_DEFAULTS_MODE: undefined,
  AWS_ENABLE_ENDPOINT_DISCOVERY: undefined,
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_DYNAMODB: undefined,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  AWS_USE_FIPS_ENDPOINT: undefined,
  AWS_USE_DUALSTACK_ENDPOINT: undefined
}

/** A folder of its own, until the scope closes. */
export const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "millrace-config-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

/** This process as one who is `alone`, but for these variables and this text of a configuration file. */
export const asUser = (variables: Readonly<Record<string, string | undefined>>, config = "") =>
  Effect.gen(function* () {
    const path = join(yield* folder, "config")
    yield* Effect.promise(() => writeFile(path, config, { mode: 0o600 }))
    yield* withEnvironment({ ...alone, ...variables, AWS_CONFIG_FILE: path })
  })
