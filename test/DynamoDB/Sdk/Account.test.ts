import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import * as Account from "../../../src/DynamoDB/Sdk/Account.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { asUser, users } from "../../setup/Environment.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"

const said = "111122223333"
const answer = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${said}:user/racer</Arn><UserId>AIDA</UserId><Account>${said}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

const aws = new URL("https://dynamodb.eu-central-1.amazonaws.com")
const tunnel = new URL("https://localhost:8443")
const nothing = { allowHttp: false, allowEndpoint: false }

const target = (url: URL, identity: { readonly accountId?: string } = {}) =>
  Target.of(url, {
    loopback: url === tunnel,
    region: "eu-central-1",
    credentials: Redacted.make(() => Promise.resolve({ ...users, ...identity }))
  })

describe("the account of a target", () => {
  it.scopedLive("is what the credentials say, and nobody is asked", () =>
    Effect.gen(function* () {
      const sts = yield* FaultyServer.make(FaultyServer.respond(200, "text/xml", answer))
      yield* asUser({ AWS_ENDPOINT_URL_STS: sts.endpoint })
      const account = yield* Account.accountOf(target(aws, { accountId: "123456789012" }), nothing)
      assert.deepStrictEqual([account, sts.requests.received], [Option.some("123456789012"), 0])
    })
  )

  it.scopedLive.each([
    ["AWS", aws],
    ["a tunnel to it", tunnel]
  ] as const)("is what STS says, of %s", ([, url]) =>
    Effect.gen(function* () {
      const sts = yield* FaultyServer.make(FaultyServer.respond(200, "text/xml", answer))
      yield* asUser({ AWS_ENDPOINT_URL_STS: sts.endpoint })
      const account = yield* Account.accountOf(target(url), nothing)
      assert.deepStrictEqual([account, sts.requests.received], [Option.some(said), 1])
    })
  )

  it.scopedLive("is not known where STS does not say", () =>
    Effect.gen(function* () {
      const sts = yield* FaultyServer.make(FaultyServer.respond(500, "text/plain", "no"))
      yield* asUser({ AWS_ENDPOINT_URL_STS: sts.endpoint })
      assert.deepStrictEqual(yield* Account.accountOf(target(aws), nothing), Option.none())
    })
  )

  it.scopedLive.each([
    ["across from this machine", tunnel, {}],
    ["at a host that nobody has allowed", aws, { AWS_ENDPOINT_URL_STS: "https://sts.invalid" }],
    ["outside from a tunnel", tunnel, { AWS_ENDPOINT_URL_STS: "https://sts.eu-central-1.amazonaws.com" }]
  ] as const)("is not known where STS is not to be asked: %s", ([, url, variables]) =>
    Effect.gen(function* () {
      yield* asUser(variables)
      assert.deepStrictEqual(yield* Account.accountOf(target(url), nothing), Option.none())
    })
  )
})
