import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Client from "../../../src/DynamoDB/Sdk/Client.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { asUser, users } from "../../setup/Environment.ts"
import { sentBy } from "./Sent.ts"

const elsewhere = { AWS_REGION: "ap-south-1", AWS_ENDPOINT_URL: "https://db.example.com" }

it.scopedLive.each([
  ["https://dynamodb.eu-west-3.amazonaws.com/", "eu-west-3", {}],
  ["https://dynamodb-fips.us-west-2.amazonaws.com/", "us-west-2", {}],
  ["https://123456789012.ddb.eu-west-3.amazonaws.com/", "eu-west-3", {}],
  ["https://dynamodb.eu-west-3.api.aws/", "eu-west-3", {}],
  ["https://dynamodb-fips.us-west-2.api.aws/", "us-west-2", {}],
  ["https://123456789012.ddb.eu-west-3.api.aws/", "eu-west-3", {}],
  ["https://dynamodb.cn-north-1.api.amazonwebservices.com.cn/", "cn-north-1", {}],
  ["https://dynamodb.eusc-de-east-1.api.amazonwebservices.eu/", "eusc-de-east-1", {}],
  ["https://vpce-1.dynamodb.eu-west-3.vpce.amazonaws.com/", "eu-west-3", {}],
  ["https://dynamodb.eu-west-3.api.aws/below/", "eu-west-3", {}],
  // a host's region and the one to sign for may be told apart
  ["https://dynamodb.eu-west-3.api.aws/", "us-east-1", {}],
  ["https://dynamodb.eu-west-3.api.aws/", "eu-west-3", elsewhere],
  ["https://dynamodb.eu-west-3.amazonaws.com/", "eu-west-3", elsewhere],
  ["http://127.0.0.1:8000/", "us-east-1", { AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" }],
  ["http://127.0.0.1:8000/", "us-east-1", { AWS_ACCOUNT_ID: "123456789012", AWS_ACCOUNT_ID_ENDPOINT_MODE: "required" }],
  ["http://[::1]:8000/", "us-east-1", elsewhere],
  ["http://127.0.0.1:8000/", "us-east-1", { AWS_ENDPOINT_URL: "no URL" }]
] as const)(
  "the SDK's client speaks to the place that it is given, whatever the environment says: %s for %s, %o",
  ([url, region, variables]) =>
    Effect.gen(function* () {
      yield* asUser(variables)
      const target = Target.of(new URL(url), { loopback: false, region, credentials: Redacted.make(users) })
      const { aws } = yield* Client.make({ target, sockets: 1 })
      assert.deepStrictEqual(yield* sentBy(aws), { url, scope: `${region}/dynamodb/aws4_request` })
    })
)
