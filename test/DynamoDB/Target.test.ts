import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Inspectable, Redacted } from "effect"
import * as Target from "../../src/DynamoDB/Target.ts"
import { alone, users, withEnvironment } from "../setup/Environment.ts"

const endpoint = (typed: string, options: Parameters<typeof Target.address>[1]) =>
  Effect.flatMap(Target.address(typed, options), Target.resolve)

const strict = { allowHttp: false, allowEndpoint: false }

const environment = (variables: Record<string, string>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

const refused = (typed: string, options = strict) =>
  endpoint(typed, options).pipe(
    environment({}),
    Effect.flip,
    Effect.map(({ _tag, message }) => {
      assert.strictEqual(_tag, "TargetError")
      return message
    })
  )

const dummy = { accessKeyId: "millrace", secretAccessKey: "millrace" }

describe("Target", () => {
  it("gives the embedded DynamoDB nothing of the user's", () => {
    const target = Target.embedded("http://127.0.0.1:8000")
    assert.deepInclude(target, {
      host: "127.0.0.1:8000",
      loopback: true,
      endpoint: "http://127.0.0.1:8000/",
      region: "us-east-1"
    })
    assert.deepStrictEqual(Redacted.value(target.credentials), dummy)
  })

  it.effect.each([
    "http://localhost:8000",
    "http://127.0.0.1",
    "https://127.8.9.1:4566/",
    "http://[::1]:8000",
    "http://dynamodb.localhost:8000",
    "HTTP://LOCALHOST:8000",
    "http://0x7f.1:8000"
  ])("takes %s for this machine, by any scheme, as nobody in particular", (typed) =>
    Effect.gen(function* () {
      const target = yield* endpoint(typed, strict)
      assert.isTrue(target.loopback)
      assert.strictEqual(target.host, new URL(typed).host)
      assert.strictEqual(target.region, "us-east-1")
      assert.deepStrictEqual(Redacted.value(target.credentials), dummy)
    }).pipe(environment({}))
  )

  it.effect("takes identity and region from the environment where it has them", () =>
    Effect.gen(function* () {
      const target = yield* endpoint("http://localhost:8000", strict)
      assert.strictEqual(target.region, "eu-west-1")
      assert.deepStrictEqual(Redacted.value(target.credentials), { ...users, sessionToken: "token" })
    }).pipe(
      environment({
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: users.accessKeyId,
        AWS_SECRET_ACCESS_KEY: users.secretAccessKey,
        AWS_SESSION_TOKEN: "token"
      })
    )
  )

  it.effect("does not take half an identity", () =>
    Effect.gen(function* () {
      const target = yield* endpoint("http://localhost:8000", strict)
      assert.deepStrictEqual(Redacted.value(target.credentials), dummy)
      assert.strictEqual(target.region, "us-east-1")
    }).pipe(environment({ AWS_REGION: "", AWS_ACCESS_KEY_ID: users.accessKeyId, AWS_SECRET_ACCESS_KEY: "" }))
  )

  it.effect("never prints a secret", () =>
    Effect.gen(function* () {
      const target = yield* endpoint("http://localhost:8000", strict)
      for (const printed of [
        JSON.stringify(target),
        String(target),
        Inspectable.toStringUnknown(target),
        Inspectable.format(target)
      ]) {
        assert.notInclude(printed, users.secretAccessKey)
      }
    }).pipe(environment({ AWS_ACCESS_KEY_ID: users.accessKeyId, AWS_SECRET_ACCESS_KEY: users.secretAccessKey }))
  )

  it.effect.each([
    ["localhost:8000", "begins with http:// or https://"],
    ["127.0.0.1:8000", "begins with http:// or https://"],
    ["", "begins with http:// or https://"],
    ["ftp://localhost", "speaks http or https only"],
    ["http://", "well-formed"],
    ["http://local host", "well-formed"],
    ["http://localhost:99999", "well-formed"],
    ["http://localhost/?a=b", "no query"],
    ["http://localhost/#here", "no query and no fragment"]
  ] as const)("refuses %s, says why and what to type", ([typed, why]) =>
    Effect.gen(function* () {
      const message = yield* refused(typed)
      assert.include(message, why)
      assert.include(message, JSON.stringify(typed))
      assert.include(message, "--endpoint http://127.0.0.1:8000")
    })
  )

  it.effect.each(["http://me:hush-hush@localhost:8000", "http://me:hush-hush@local host"])(
    "refuses a URL with a password, and does not repeat it",
    (typed) =>
      Effect.gen(function* () {
        assert.notInclude(yield* refused(typed), "hush-hush")
      })
  )

  it.effect("does not let a typed escape sequence reach the terminal", () =>
    Effect.gen(function* () {
      assert.notInclude(yield* refused("http://\u001b[31mred"), "\u001b")
    })
  )

  it.effect("reaches other hosts by http only where that is allowed", () =>
    Effect.gen(function* () {
      assert.include(yield* refused("http://db.example.com"), "--allow-http")
      assert.include(yield* refused("http://dynamodb.eu-west-1.amazonaws.com"), "--allow-http")
      assert.include(
        yield* refused("http://db.example.com", { allowHttp: true, allowEndpoint: false }),
        "--allow-endpoint"
      )
    })
  )

  it.effect.each([
    "https://db.example.com",
    "https://amazonaws.com.example.com",
    "https://evilamazonaws.com",
    "https://127.0.0.1.example.com",
    "https://localhost.example.com",
    "https://10.0.0.1"
  ])("does not sign requests to %s with the user's credentials unasked", (typed) =>
    Effect.gen(function* () {
      const message = yield* refused(typed)
      assert.include(message, new URL(typed).host)
      assert.include(message, "--allow-endpoint")
    })
  )
})

describe("Target of a host of AWS", () => {
  const identity = (target: Target.Target) =>
    Effect.promise(async () => {
      const credentials = Redacted.value(target.credentials)
      return typeof credentials === "function" ? credentials() : credentials
    })

  it.scopedLive.each([
    ["https://dynamodb.eu-central-1.amazonaws.com", "eu-central-1"],
    ["https://dynamodb-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
    ["https://123456789012.ddb.us-west-2.amazonaws.com", "us-west-2"],
    ["https://dynamodb.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    ["https://dynamodb.us-east-2.api.aws", "us-east-2"]
  ] as const)("has the region of its name and the user's identity: %s", ([typed, region]) =>
    Effect.gen(function* () {
      yield* withEnvironment({ ...alone, AWS_REGION: "ap-south-1" })
      const target = yield* endpoint(typed, strict)
      assert.deepInclude(target, { loopback: false, region, host: new URL(typed).host })
      assert.deepInclude(yield* identity(target), users)
    })
  )

  it.scopedLive("is needed for nothing where another host is allowed", () =>
    Effect.gen(function* () {
      yield* withEnvironment({ ...alone, AWS_REGION: "ap-south-1" })
      const target = yield* endpoint("https://db.example.com/dynamodb", {
        allowHttp: false,
        allowEndpoint: true
      })
      assert.deepInclude(target, { loopback: false, region: "ap-south-1", endpoint: "https://db.example.com/dynamodb" })
      assert.deepInclude(yield* identity(target), users)
    })
  )

  it.scopedLive("cannot be without a region", () =>
    Effect.gen(function* () {
      yield* withEnvironment(alone)
      const error = yield* Effect.flip(endpoint("https://db.example.com", { allowHttp: false, allowEndpoint: true }))
      assert.include(error.message, "AWS_REGION")
    })
  )

  it.scopedLive("cannot be without credentials", () =>
    Effect.gen(function* () {
      yield* withEnvironment({ ...alone, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined })
      const error = yield* Effect.flip(endpoint("https://dynamodb.eu-west-1.amazonaws.com", strict))
      assert.include(error.message, "AWS_ACCESS_KEY_ID")
      assert.include(error.message, "dynamodb.eu-west-1.amazonaws.com")
    })
  )
})
