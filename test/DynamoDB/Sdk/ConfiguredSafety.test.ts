import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import type * as Target from "../../../src/DynamoDB/Target.ts"
import { users } from "../../setup/Environment.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"
import { account, anonymous, fips, frankfurt, required, resolved, vpce } from "./Resolved.ts"

const identityOf = ({ credentials }: Target.Target) =>
  Effect.promise(async () => {
    const known = Redacted.value(credentials)
    return typeof known === "function" ? await known() : known
  })

describe("a target of the configuration", () => {
  it.scopedLive.each([
    ["a variable", { AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:4566" }, ""],
    ["a file", {}, "[default]\nendpoint_url = http://localhost:4566\ncredential_process = exit 1\n"]
  ] as const)("asks nobody who a user of this machine is, nor where: %s", ([, variables, config]) =>
    Effect.gen(function* () {
      const { connections, endpoint } = yield* FaultyServer.make(FaultyServer.respond(404, "text/plain", ""))
      const target = yield* resolved(
        {
          ...variables,
          ...anonymous,
          AWS_DEFAULTS_MODE: "auto",
          AWS_EC2_METADATA_DISABLED: undefined,
          AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
          AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint
        },
        config
      )
      assert.deepInclude(target, { endpoint: "http://localhost:4566/", loopback: true, region: "us-east-1" })
      assert.deepStrictEqual(Redacted.value(target.credentials), {
        accessKeyId: "millrace",
        secretAccessKey: "millrace"
      })
      assert.strictEqual(connections.opened, 0)
    })
  )

  const given = { AccessKeyId: "AKIAUSER", SecretAccessKey: "hush-hush", Token: "t" }
  const anHourOn = () => new Date(Date.now() + 3_600_000).toISOString()
  const keys = { AWS_ACCESS_KEY_ID: users.accessKeyId, AWS_SECRET_ACCESS_KEY: users.secretAccessKey }
  const credentials = { aws_access_key_id: "AKIAUSER", aws_secret_access_key: "hush-hush", region: "eu-west-3" }
  const profile = Object.entries(credentials).map(([name, value]) => `${name} = ${value}\n`)
  const told = JSON.stringify({ Version: 1, ...given })
  const tunnel = { ...anonymous, ...frankfurt, AWS_ENDPOINT_URL_DYNAMODB: "https://localhost:8443" }

  it.scopedLive.each([
    ["the environment", keys, "", "eu-central-1"],
    ["a profile", { AWS_PROFILE: "work", AWS_REGION: undefined }, `[profile work]\n${profile.join("")}`, "eu-west-3"],
    ["a process", {}, `[default]\ncredential_process = echo '${told}'\n`, "eu-central-1"]
  ] as const)("asks who a user is where a tunnel ends on this machine: %s", ([, variables, config, region]) =>
    Effect.gen(function* () {
      const target = yield* resolved({ ...tunnel, ...variables }, config)
      assert.deepInclude(target, { endpoint: "https://localhost:8443/", loopback: true, region })
      assert.deepInclude(yield* identityOf(target), users)
    })
  )

  it.scopedLive("asks the container, and never the metadata service, where a tunnel ends on this machine", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ ...given, Expiration: anHourOn() })
      const container = yield* FaultyServer.make(FaultyServer.respond(200, "application/json", body))
      const metadata = yield* FaultyServer.make(FaultyServer.respond(404, "text/plain", ""))
      const user = {
        ...tunnel,
        AWS_EC2_METADATA_DISABLED: undefined,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.endpoint
      }
      const error = yield* Effect.flip(resolved(user))
      assert.match(error.message, /^no AWS credentials for DynamoDB in eu-central-1: .*set AWS_PROFILE/)
      const target = yield* resolved({ ...user, AWS_CONTAINER_CREDENTIALS_FULL_URI: container.endpoint })
      assert.deepInclude(yield* identityOf(target), { ...users, sessionToken: "t" })
      assert.deepStrictEqual([container.connections.opened, metadata.connections.opened], [1, 0])
    })
  )

  const byHttp = "http://dynamodb.eu-central-1.amazonaws.com"
  it.scopedLive.each([
    ["no region", {}, "", "set AWS_REGION"],
    ["a region that is none", { AWS_REGION: "us east" }, "", `region="us east"`],
    ["no identity", { ...frankfurt, ...anonymous }, "", "AWS_ACCESS_KEY_ID"],
    ["another's host", { ...frankfurt, AWS_ENDPOINT_URL: "https://db.example.com" }, "", "--allow-endpoint"],
    ["another's host in a file", frankfurt, "[default]\nendpoint_url = https://db.example.com\n", "--allow-endpoint"],
    ["http", { ...frankfurt, AWS_ENDPOINT_URL_DYNAMODB: byHttp }, "", "--allow-http"],
    ["http in a file", frankfurt, `[default]\nendpoint_url = ${byHttp}\n`, "--allow-http"],
    [
      "an endpoint without a scheme",
      { ...frankfurt, AWS_ENDPOINT_URL: "db.example.com:8000" },
      "",
      "try AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000"
    ],
    ["no account where one is a must", { ...frankfurt, ...required }, "", "AccountId"],
    ["an account's endpoint with FIPS", { ...account, ...required, ...fips }, "", "FIPS"],
    ["FIPS at an endpoint", { ...frankfurt, ...fips, AWS_ENDPOINT_URL: vpce }, "", "FIPS and custom endpoint"]
  ] as const)("is refused with what to do: %s", ([, variables, config, says]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(resolved(variables, config))
      assert.strictEqual(error._tag, "TargetError")
      assert.include(error.message, says)
      assert.notInclude(error.message, "hush-hush")
    })
  )

  it.scopedLive("asks nobody who a user is before another's host is allowed", () =>
    Effect.gen(function* () {
      const given = {
        AccessKeyId: "AKIAUSER",
        SecretAccessKey: "hush-hush",
        Token: "t",
        Expiration: "2100-01-01T00:00:00Z"
      }
      const { connections, endpoint } = yield* FaultyServer.make(
        FaultyServer.respond(200, "application/json", JSON.stringify(given))
      )
      const user = { ...frankfurt, ...anonymous, AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint }
      yield* Effect.flip(resolved({ ...user, AWS_ENDPOINT_URL: "https://db.example.com" }))
      assert.strictEqual(connections.opened, 0)
      yield* resolved(user)
      assert.strictEqual(connections.opened, 1)
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
