import { DescribeTableCommand } from "@aws-sdk/client-dynamodb"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Client from "../../../src/DynamoDB/Sdk/Client.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { alone, withEnvironment } from "../../setup/Environment.ts"

/** Where the client would send a request, which it does not. */
const sentTo = (target: Target.Target) =>
  Effect.gen(function* () {
    const { aws } = yield* Client.make({ target, sockets: 1 })
    let host: unknown
    aws.middlewareStack.add(
      () => async (args) => {
        host = Object.entries(args.request ?? {}).find(([name]) => name === "hostname")?.[1]
        throw new Error("nothing is sent")
      },
      { step: "finalizeRequest", priority: "low" }
    )
    const failed = yield* Effect.promise(() =>
      aws.send(new DescribeTableCommand({ TableName: "t" })).then(
        () => "sent",
        (cause: Error) => cause.message
      )
    )
    return { host, failed }
  })

it.scopedLive.each([
  "dynamodb.eu-west-3.amazonaws.com",
  "dynamodb-fips.us-west-2.amazonaws.com",
  "123456789012.ddb.eu-west-3.amazonaws.com",
  "dynamodb.eu-west-3.api.aws",
  "dynamodb-fips.us-west-2.api.aws",
  "dynamodb.cn-north-1.api.amazonwebservices.com.cn",
  "vpce-1.dynamodb.eu-west-3.vpce.amazonaws.com"
])("the SDK's client speaks to the host that it is given: %s", (host) =>
  Effect.gen(function* () {
    yield* withEnvironment({ ...alone, AWS_REGION: "eu-west-3" })
    const address = yield* Target.address(`https://${host}`, { allowHttp: false, allowEndpoint: false })
    const target = yield* Target.resolve(address)
    assert.deepStrictEqual(yield* sentTo(target), { host, failed: "nothing is sent" })
  })
)
