import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Client from "../../../src/DynamoDB/Sdk/Client.ts"
import type * as Target from "../../../src/DynamoDB/Target.ts"
import { users } from "../../setup/Environment.ts"
import { account, anonymous, fips, frankfurt, required, resolved, vpce } from "./Resolved.ts"
import { sentBy, sentBySdk } from "./Sent.ts"

/** In the same environment: the SDK, left to itself, and our client of it go to the target, and sign for its region. */
const assertSame = (target: Target.Target) =>
  Effect.gen(function* () {
    const expected = { url: target.endpoint, scope: `${target.region}/dynamodb/aws4_request` }
    assert.deepStrictEqual(yield* sentBySdk, expected)
    const { aws } = yield* Client.make({ target, sockets: 1 })
    assert.deepStrictEqual(yield* sentBy(aws), expected)
  })

const ignored = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }
const ours =
  "[default]\nregion = eu-west-3\nservices = here\n[services here]\ndynamodb =\n  endpoint_url = https://vpce-2.dynamodb.eu-west-3.vpce.amazonaws.com\n"

const dual = { AWS_USE_DUALSTACK_ENDPOINT: "true" }
const work = "[profile work]\nregion = us-west-1\naws_access_key_id = AKIAUSER\naws_secret_access_key = hush-hush\n"

describe("a target of the configuration", () => {
  it.scopedLive.each([
    ["a region", frankfurt, "", "https://dynamodb.eu-central-1.amazonaws.com/", "eu-central-1"],
    ["China", { AWS_REGION: "cn-north-1" }, "", "https://dynamodb.cn-north-1.amazonaws.com.cn/", "cn-north-1"],
    [
      "a cloud apart",
      { AWS_REGION: "eusc-de-east-1" },
      "",
      "https://dynamodb.eusc-de-east-1.amazonaws.eu/",
      "eusc-de-east-1"
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
      { AWS_PROFILE: "work", ...anonymous },
      work,
      "https://dynamodb.us-west-1.amazonaws.com/",
      "us-west-1"
    ],
    [
      "a region before a profile's",
      { ...frankfurt, ...anonymous, AWS_PROFILE: "work" },
      work,
      "https://dynamodb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    ["FIPS", { AWS_REGION: "us-west-2", ...fips }, "", "https://dynamodb-fips.us-west-2.amazonaws.com/", "us-west-2"],
    [
      "FIPS by the region's name",
      { AWS_REGION: "fips-us-west-2" },
      "",
      "https://dynamodb-fips.us-west-2.amazonaws.com/",
      "us-west-2"
    ],
    [
      "FIPS of a file",
      {},
      "[default]\nregion = us-west-2\nuse_fips_endpoint = true\n",
      "https://dynamodb-fips.us-west-2.amazonaws.com/",
      "us-west-2"
    ],
    ["dual stack", { ...frankfurt, ...dual }, "", "https://dynamodb.eu-central-1.api.aws/", "eu-central-1"],
    [
      "dual stack in China",
      { AWS_REGION: "cn-north-1", ...dual },
      "",
      "https://dynamodb.cn-north-1.api.amazonwebservices.com.cn/",
      "cn-north-1"
    ],
    [
      "both",
      { AWS_REGION: "us-west-2", ...fips, ...dual },
      "",
      "https://dynamodb-fips.us-west-2.api.aws/",
      "us-west-2"
    ],
    ["an account", account, "", "https://123456789012.ddb.eu-central-1.amazonaws.com/", "eu-central-1"],
    [
      "an account preferred",
      { ...account, AWS_ACCOUNT_ID_ENDPOINT_MODE: "preferred" },
      "",
      "https://123456789012.ddb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "no account where one is preferred",
      { ...frankfurt, AWS_ACCOUNT_ID_ENDPOINT_MODE: "preferred" },
      "",
      "https://dynamodb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "an account whose own endpoint is not wanted",
      { ...account, AWS_ACCOUNT_ID_ENDPOINT_MODE: "disabled" },
      "",
      "https://dynamodb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "an account whose own endpoint is a must",
      { ...account, ...required },
      "",
      "https://123456789012.ddb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "an account of a file",
      { AWS_PROFILE: "work", ...anonymous },
      `${work}aws_account_id = 123456789012\naccount_id_endpoint_mode = required\n`,
      "https://123456789012.ddb.us-west-1.amazonaws.com/",
      "us-west-1"
    ],
    [
      "an account, dual stack",
      { ...account, ...dual },
      "",
      "https://123456789012.ddb.eu-central-1.api.aws/",
      "eu-central-1"
    ],
    [
      "an account in China",
      { AWS_REGION: "cn-north-1", AWS_ACCOUNT_ID: "123456789012" },
      "",
      "https://123456789012.ddb.cn-north-1.amazonaws.com.cn/",
      "cn-north-1"
    ],
    ["an endpoint", { ...frankfurt, AWS_ENDPOINT_URL: vpce }, "", `${vpce}/`, "eu-central-1"],
    [
      "an endpoint of the service, and an account",
      { ...account, AWS_ENDPOINT_URL_DYNAMODB: vpce },
      "",
      `${vpce}/`,
      "eu-central-1"
    ],
    [
      "the endpoint of the service before that of all",
      { ...frankfurt, AWS_ENDPOINT_URL: "https://all.amazonaws.com", AWS_ENDPOINT_URL_DYNAMODB: vpce },
      "",
      `${vpce}/`,
      "eu-central-1"
    ],
    [
      "an endpoint with a path and a port",
      { ...frankfurt, AWS_ENDPOINT_URL: `${vpce}:8443/below` },
      "",
      `${vpce}:8443/below/`,
      "eu-central-1"
    ],
    [
      "an endpoint of another region",
      frankfurt,
      "[default]\nendpoint_url = https://dynamodb.us-west-2.amazonaws.com\n",
      "https://dynamodb.us-west-2.amazonaws.com/",
      "eu-central-1"
    ],
    [
      "the endpoint of a file's services",
      {},
      ours,
      "https://vpce-2.dynamodb.eu-west-3.vpce.amazonaws.com/",
      "eu-west-3"
    ],
    [
      "the environment's endpoint before the file's",
      { AWS_ENDPOINT_URL_DYNAMODB: vpce },
      ours,
      `${vpce}/`,
      "eu-west-3"
    ],
    [
      "a file's endpoints that are to be ignored",
      ignored,
      ours,
      "https://dynamodb.eu-west-3.amazonaws.com/",
      "eu-west-3"
    ],
    [
      "endpoints that are to be ignored",
      { ...frankfurt, ...ignored, AWS_ENDPOINT_URL_DYNAMODB: vpce },
      "",
      "https://dynamodb.eu-central-1.amazonaws.com/",
      "eu-central-1"
    ]
  ] as const)("is the one that the SDK speaks to: %s", ([, variables, config, endpoint, region]) =>
    Effect.gen(function* () {
      const target = yield* resolved(variables, config)
      assert.deepInclude(target, { endpoint, region, loopback: false, host: new URL(endpoint).host })
      yield* assertSame(target)
      const credentials = Redacted.value(target.credentials)
      assert.deepInclude(typeof credentials === "function" ? yield* Effect.promise(() => credentials()) : {}, users)
    })
  )

  it.scopedLive.each([
    [
      "an endpoint on this machine",
      { ...frankfurt, AWS_ENDPOINT_URL: "http://127.0.0.1:8000/below" },
      "http://127.0.0.1:8000/below/",
      "eu-central-1"
    ],
    ["the region that is no region", { AWS_REGION: "local" }, "http://localhost:8000/", "us-east-1"]
  ] as const)("is the one that the SDK speaks to: %s", ([, variables, endpoint, region]) =>
    Effect.gen(function* () {
      const target = yield* resolved(variables)
      assert.deepInclude(target, { endpoint, region, loopback: true })
      assert.deepStrictEqual(Redacted.value(target.credentials), users)
      yield* assertSame(target)
    })
  )
})
