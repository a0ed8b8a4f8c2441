import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Redacted } from "effect"
import * as Configured from "../../../src/DynamoDB/Sdk/Configured.ts"
import { alone, users, withEnvironment } from "../../setup/Environment.ts"

const strict = { allowHttp: false, allowEndpoint: false }

const file = (text: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "millrace-config-"))),
      (folder) => Effect.promise(() => rm(folder, { recursive: true }))
    ).pipe(Effect.tap((folder) => Effect.promise(() => writeFile(join(folder, "config"), text, { mode: 0o600 })))),
    (folder) => join(folder, "config")
  )

/** What the configuration of such a user resolves to. */
const resolved = (variables: Readonly<Record<string, string | undefined>>, config = "", allowed = strict) =>
  Effect.gen(function* () {
    const path = yield* file(config)
    yield* withEnvironment({ ...alone, ...variables, AWS_CONFIG_FILE: path })
    return yield* Effect.withConfigProvider(Configured.resolve(allowed), ConfigProvider.fromEnv())
  })

const frankfurt = { AWS_REGION: "eu-central-1" }
const account = { ...frankfurt, AWS_ACCOUNT_ID: "123456789012" }
const ours =
  "[default]\nregion = eu-west-3\nservices = here\n[services here]\ndynamodb =\n  endpoint_url = https://vpce-2.dynamodb.eu-west-3.vpce.amazonaws.com\n"

describe("a target of the configuration", () => {
  it.scopedLive.each([
    ["a region", frankfurt, "", "https://dynamodb.eu-central-1.amazonaws.com/", "eu-central-1"],
    [
      "a region of China",
      { AWS_REGION: "cn-north-1" },
      "",
      "https://dynamodb.cn-north-1.amazonaws.com.cn/",
      "cn-north-1"
    ],
    [
      "a region of a file",
      {},
      "[default]\nregion = sa-east-1\n",
      "https://dynamodb.sa-east-1.amazonaws.com/",
      "sa-east-1"
    ],
    [
      "a profile",
      { AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      "[profile work]\nregion = us-west-1\naws_access_key_id = AKIAUSER\naws_secret_access_key = hush-hush\n",
      "https://dynamodb.us-west-1.amazonaws.com/",
      "us-west-1"
    ],
    [
      "FIPS",
      { AWS_REGION: "us-west-2", AWS_USE_FIPS_ENDPOINT: "true" },
      "",
      "https://dynamodb-fips.us-west-2.amazonaws.com/",
      "us-west-2"
    ],
    [
      "dual stack",
      { ...frankfurt, AWS_USE_DUALSTACK_ENDPOINT: "true" },
      "",
      "https://dynamodb.eu-central-1.api.aws/",
      "eu-central-1"
    ],
    ["an account", account, "", "https://123456789012.ddb.eu-central-1.amazonaws.com/", "eu-central-1"],
    [
      "an account whose own endpoint is not wanted",
      { ...account, AWS_ACCOUNT_ID_ENDPOINT_MODE: "disabled" },
      "",
      "https://dynamodb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "an account whose own endpoint is a must",
      { ...account, AWS_ACCOUNT_ID_ENDPOINT_MODE: "required" },
      "",
      "https://123456789012.ddb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "an endpoint of its own",
      { ...account, AWS_ENDPOINT_URL_DYNAMODB: "https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com" },
      "",
      "https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "the endpoint of the service before that of all",
      {
        ...frankfurt,
        AWS_ENDPOINT_URL: "https://all.amazonaws.com",
        AWS_ENDPOINT_URL_DYNAMODB: "https://one.amazonaws.com"
      },
      "",
      "https://one.amazonaws.com/",
      "eu-central-1"
    ],
    ["the endpoint of a file", {}, ours, "https://vpce-2.dynamodb.eu-west-3.vpce.amazonaws.com/", "eu-west-3"],
    [
      "endpoints that are to be ignored",
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      ours,
      "https://dynamodb.eu-west-3.amazonaws.com/",
      "eu-west-3"
    ]
  ] as const)("has what the SDK has: %s", ([, variables, config, endpoint, region]) =>
    Effect.gen(function* () {
      const target = yield* resolved(variables, config)
      assert.deepInclude(target, { endpoint, region, loopback: false, host: new URL(endpoint).host })
      const credentials = Redacted.value(target.credentials)
      assert.deepInclude(typeof credentials === "function" ? yield* Effect.promise(() => credentials()) : {}, users)
    })
  )

  it.scopedLive("asks nobody who a user of this machine is", () =>
    Effect.gen(function* () {
      const target = yield* resolved({
        AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:4566",
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined
      })
      assert.deepInclude(target, { endpoint: "http://localhost:4566/", loopback: true, region: "us-east-1" })
      assert.deepStrictEqual(Redacted.value(target.credentials), {
        accessKeyId: "millrace",
        secretAccessKey: "millrace"
      })
    })
  )

  it.scopedLive.each([
    ["no region", {}, "AWS_REGION"],
    [
      "no identity",
      { ...frankfurt, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      "AWS_ACCESS_KEY_ID"
    ],
    ["another's host", { ...frankfurt, AWS_ENDPOINT_URL: "https://db.example.com" }, "--allow-endpoint"],
    ["http", { ...frankfurt, AWS_ENDPOINT_URL_DYNAMODB: "http://dynamodb.eu-central-1.amazonaws.com" }, "--allow-http"],
    ["no account where one is a must", { ...frankfurt, AWS_ACCOUNT_ID_ENDPOINT_MODE: "required" }, "AccountId"]
  ] as const)("refuses %s, and says what to do", ([, variables, says]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(resolved(variables))
      assert.strictEqual(error._tag, "TargetError")
      assert.include(error.message, says)
    })
  )

  it.scopedLive("goes to another's host where that is allowed", () =>
    Effect.gen(function* () {
      const target = yield* resolved({ ...frankfurt, AWS_ENDPOINT_URL: "http://db.example.com:8000" }, "", {
        allowHttp: true,
        allowEndpoint: true
      })
      assert.deepInclude(target, { endpoint: "http://db.example.com:8000/", region: "eu-central-1" })
    })
  )
})
