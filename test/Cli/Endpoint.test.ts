import { once } from "node:events"
import { createServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Dynalite from "../setup/dynalite.ts"
import * as Program from "./Program.ts"

const race = (...args: ReadonlyArray<string>) =>
  Program.run(["race", "--strategy", "for-each,sequential", "--rounds", "1", "--lap-time", "100ms", ...args])

/** A port on which connections are accepted, and nothing is ever said. */
const silent = Effect.acquireRelease(
  Effect.promise(async () => {
    const server = createServer(() => {}).listen(0, "127.0.0.1")
    await once(server, "listening")
    return server
  }),
  (server) => Effect.sync(() => server.close())
).pipe(
  Effect.map((server) => {
    const address = server.address()
    return address === null || typeof address === "string" ? 0 : address.port
  })
)

/** Nobody listens there any more. */
const free = Effect.scoped(silent)

const refusals: ReadonlyArray<readonly [args: ReadonlyArray<string>, code: number, said: RegExp]> = [
  [["http://dynamo.invalid:8000"], 2, /dynamo\.invalid:8000 would be reached by http, .* or add --allow-http\n$/],
  [["http://dynamo.invalid", "--allow-http"], 2, /dynamo\.invalid is not a host of AWS, .* add --allow-endpoint /],
  [["https://dynamo.invalid"], 2, /dynamo\.invalid is not a host of AWS, .* add --allow-endpoint /],
  [["https://amazonaws.com.invalid"], 2, /amazonaws\.com\.invalid is not a host of AWS/],
  [
    ["https://dynamo.invalid", "--allow-endpoint"],
    5,
    /the race writes to dynamo\.invalid, .*\n.*dynamo\.invalid is not this machine: add --yes /
  ],
  [
    ["https://dynamodb.eu-west-1.amazonaws.com"],
    5,
    /dynamodb\.eu-west-1\.amazonaws\.com is not this machine: add --yes /
  ],
  [["127.0.0.1:8000"], 2, /--endpoint takes a URL that begins with http:\/\/ or https:\/\/, got "127\.0\.0\.1:8000"/],
  [["ftp://127.0.0.1"], 2, /--endpoint speaks http or https only/]
]

describe("an endpoint is refused before anybody is asked", () => {
  it.live.each(refusals.map(([args, code, said]) => ({ args, code, said, name: args.join(" ") })))(
    "$name",
    ({ args, code, said }) =>
      Effect.gen(function* () {
        const ended = yield* race("--endpoint", ...args)
        assert.strictEqual(ended.code, code)
        assert.match(ended.stderr, said)
        assert.notInclude(ended.stderr, "racing")
      })
  )
})

it.live("names the host where nobody listens", () =>
  Effect.gen(function* () {
    const port = yield* free
    const { code, stderr } = yield* race("--endpoint", `http://127.0.0.1:${port}`)
    assert.deepStrictEqual(
      { code, stderr },
      { code: 1, stderr: `millrace: error: cannot reach 127.0.0.1:${port}: nobody listens there (ECONNREFUSED)\n` }
    )
  })
)

it.scopedLive("names the host that never answers", () =>
  Effect.gen(function* () {
    const port = yield* silent
    const { code, stderr } = yield* race("--endpoint", `http://127.0.0.1:${port}`)
    assert.deepStrictEqual(
      { code, stderr },
      {
        code: 1,
        stderr: `millrace: error: 127.0.0.1:${port} does not answer within 5s: is it a DynamoDB endpoint?\n`
      }
    )
  })
)

it.scopedLive("races on another DynamoDB", () =>
  Effect.gen(function* () {
    const endpoint = yield* Dynalite.endpoint
    const { code, stdout } = yield* race("--endpoint", endpoint, "--json", "-")
    const { contestants, environment, summary } = Program.resultOf(stdout)
    assert.strictEqual(code, 0)
    assert.isTrue(summary.verified)
    assert.deepStrictEqual([environment.backend, environment.latency], ["endpoint", null])
    assert.isTrue(contestants.every(({ laps }) => laps.length === 1 && laps.every(({ items }) => items > 0)))
  })
)
