import { assert, describe, it } from "@effect/vitest"
import { Effect, Either } from "effect"
import * as SdkConfiguration from "../../../src/DynamoDB/Sdk/Configuration.ts"
import { Configuration, type UsualClient } from "../../../src/Inspection.ts"
import { asUser } from "../../setup/Environment.ts"
import { anonymous } from "./Resolved.ts"

const usual: UsualClient = {
  retryMode: "standard",
  maxAttempts: 4,
  sockets: 50,
  keepAlive: true,
  endpoint: null,
  accountEndpoints: "preferred"
}

const retries = { AWS_RETRY_MODE: undefined, AWS_MAX_ATTEMPTS: undefined }

const asked = (variables: Readonly<Record<string, string | undefined>>, config = "") =>
  Effect.zipRight(asUser({ ...retries, ...variables }, config), Configuration).pipe(
    Effect.provide(SdkConfiguration.layer)
  )

const redirect = "http://someone:hush-hush@127.0.0.1:8000"

describe("a client of the SDK, left to the environment", () => {
  it.scopedLive.each<{
    readonly name: string
    readonly variables: Readonly<Record<string, string | undefined>>
    readonly config?: string
    readonly is: Partial<UsualClient>
  }>([
    { name: "nothing is said", variables: {}, is: {} },
    { name: "nobody to sign as, and nobody is asked", variables: anonymous, is: {} },
    { name: "a mode", variables: { AWS_RETRY_MODE: "adaptive" }, is: { retryMode: "adaptive" } },
    { name: "attempts", variables: { AWS_MAX_ATTEMPTS: "1" }, is: { maxAttempts: 1 } },
    {
      name: "retries of a profile",
      variables: { AWS_PROFILE: "work" },
      config: "[profile work]\nretry_mode = adaptive\nmax_attempts = 7\n",
      is: { retryMode: "adaptive", maxAttempts: 7 }
    },
    { name: "an endpoint", variables: { AWS_ENDPOINT_URL: redirect }, is: { endpoint: "127.0.0.1:8000" } },
    {
      name: "DynamoDB's endpoint, by a mode that measures first",
      variables: {
        AWS_ENDPOINT_URL: redirect,
        AWS_ENDPOINT_URL_DYNAMODB: "https://b.invalid",
        AWS_RETRY_MODE: "adaptive"
      },
      is: { endpoint: "b.invalid", retryMode: "adaptive" }
    },
    {
      name: "an endpoint that is ignored",
      variables: { AWS_ENDPOINT_URL: redirect, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      is: {}
    },
    {
      name: "an endpoint of a profile's services",
      variables: {},
      config: "[default]\nservices = here\n[services here]\ndynamodb =\n  endpoint_url = https://c.invalid:8443\n",
      is: { endpoint: "c.invalid:8443" }
    },
    {
      name: "an account's endpoints",
      variables: { AWS_ACCOUNT_ID_ENDPOINT_MODE: "required" },
      is: { accountEndpoints: "required" }
    }
  ])("$name", ({ config, is, variables }) =>
    Effect.gen(function* () {
      const { client } = yield* asked(variables, config)
      assert.deepStrictEqual(yield* client, { ...usual, ...is })
    })
  )

  it.scopedLive("fails by the SDK's own word", () =>
    Effect.gen(function* () {
      const { client } = yield* asked({ AWS_ENDPOINT_URL: "nowhere" })
      assert.strictEqual((yield* Effect.flip(client)).message, "Invalid URL")
    })
  )
})

describe("an identity", () => {
  it.scopedLive("of the environment, of whose key no more than four characters are told", () =>
    Effect.gen(function* () {
      const { identity } = yield* asked({
        AWS_ACCOUNT_ID: "123456789012",
        AWS_CREDENTIAL_EXPIRATION: "2030-01-01T00:00:00Z"
      })
      assert.deepStrictEqual(yield* identity, {
        keyEnd: "USER",
        fromEnvironment: true,
        expiresAtMs: Date.UTC(2030, 0, 1),
        hasAccount: true
      })
    })
  )

  it.scopedLive("of a profile, which goes before the keys", () =>
    Effect.gen(function* () {
      const { identity } = yield* asked(
        { AWS_PROFILE: "work" },
        "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = hush-hush\n"
      )
      assert.deepStrictEqual(yield* identity, {
        keyEnd: "WORK",
        fromEnvironment: false,
        expiresAtMs: null,
        hasAccount: false
      })
    })
  )

  it.scopedLive("that nobody has", () =>
    Effect.gen(function* () {
      const { identity } = yield* asked(anonymous)
      const found = yield* Effect.either(identity)
      assert.isTrue(Either.isLeft(found) && found.left.message.startsWith("Could not load credentials"))
    })
  )
})
