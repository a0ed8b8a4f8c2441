import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { PutItemCommand } from "@aws-sdk/client-dynamodb"
import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Schedule } from "effect"
import { construct } from "../../src/DynamoDB/Sdk/Construct.ts"
import { folder, users } from "../setup/Environment.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { frankfurt, resolved } from "./Sdk/Resolved.ts"
import { sentBySdk } from "./Sdk/Sent.ts"
import { server } from "./transports/Credentials.ts"
import { put, succeed, transports } from "./transports/Transports.ts"

/** Where requests were sent, and what their signatures count for. */
const recording = Effect.gen(function* () {
  const asked: Array<unknown> = []
  const { endpoint } = yield* FaultyServer.make((socket, _, request) => {
    const [, identity, scope] = /Credential=([^/]+)\/\d+\/([^,]+),/.exec(request) ?? []
    asked.push({ line: request.split("\r\n")[0], host: /^host: (.*)\r$/im.exec(request)?.[1], identity, scope })
    succeed(socket)
  })
  return { asked, endpoint }
})

const expiresSoon = () => new Date(Date.now() + 240_000).toISOString()

/** A user whose identity another program gives: it lasts for less time than it has to before it is renewed. */
const changing = Effect.gen(function* () {
  const path = join(yield* folder, "identity.json")
  const be = (account: string) =>
    Effect.promise(() =>
      writeFile(
        path,
        JSON.stringify({
          Version: 1,
          AccessKeyId: `AKIA${account}`,
          SecretAccessKey: "hush-hush",
          AccountId: account,
          Expiration: expiresSoon()
        })
      )
    )
  const read = `"${process.execPath}" -p "fs.readFileSync('${path}', 'utf8')"`
  return {
    be,
    variables: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    config: `[default]\nregion = eu-central-1\ncredential_process = ${read}\n`
  }
})

/** The SDK's chain gives what it has until another one has come. */
const soon = Schedule.spaced("10 millis").pipe(Schedule.upTo("5 seconds"))

describe.each(transports)("a target of the configuration, $name", ({ layer }) => {
  it.scopedLive("is spoken to as the SDK speaks to it", () =>
    Effect.gen(function* () {
      const { asked, endpoint } = yield* recording
      const target = yield* resolved({ ...frankfurt, AWS_ENDPOINT_URL_DYNAMODB: `${endpoint}/below` })
      yield* Effect.promise(() => construct({}).send(new PutItemCommand({ TableName: "items", Item: {} })))
      yield* Effect.provide(put, layer({ target, sockets: 1 }))
      const one = {
        line: "POST /below/ HTTP/1.1",
        host: new URL(endpoint).host,
        identity: users.accessKeyId,
        scope: "eu-central-1/dynamodb/aws4_request"
      }
      assert.deepStrictEqual(asked, [one, one])
    })
  )

  it.scopedLive("of one account ends the run where the identity becomes another's, and nothing is sent", () =>
    Effect.gen(function* () {
      const { signers, target: here } = yield* server([])
      const { be, config, variables } = yield* changing
      yield* be("111111111111")
      const target = yield* resolved(variables, config)
      assert.strictEqual(target.host, "111111111111.ddb.eu-central-1.amazonaws.com")
      yield* Effect.gen(function* () {
        yield* put
        yield* be("222222222222")
        const error = yield* Effect.flip(put).pipe(Effect.retry(soon))
        assert.deepInclude(error, { _tag: "Fatal", code: "CredentialsProviderError" })
        assert.match(error._tag === "Fatal" ? error.message : "", /222222222222.*for account 111111111111 alone/)
        yield* be("111111111111")
        yield* put.pipe(Effect.retry(soon))
      }).pipe(Effect.provide(layer({ target: { ...target, endpoint: here.endpoint }, sockets: 1 })))
      assert.deepStrictEqual(Array.dedupe(signers), ["AKIA111111111111"])
    })
  )
})

it.scopedLive("a target that is resolved anew is that of the account of now, as for the SDK", () =>
  Effect.gen(function* () {
    const { be, config, variables } = yield* changing
    for (const account of ["111111111111", "222222222222"]) {
      yield* be(account)
      const url = `https://${account}.ddb.eu-central-1.amazonaws.com/`
      assert.strictEqual((yield* resolved(variables, config)).endpoint, url)
      assert.deepInclude(yield* sentBySdk, { url })
    }
  })
)
