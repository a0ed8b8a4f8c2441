import { once } from "node:events"
import { createServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import * as Dynalite from "../setup/dynalite.ts"
import * as Program from "./Program.ts"

const race = (...args: ReadonlyArray<string>) =>
  Program.run(["race", "--strategy", "for-each,sequential", "--rounds", "1", "--lap-time", "50ms", ...args])

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

describe("a table of another DynamoDB", () => {
  const films = { name: "films", key: { partition: { name: "pk", type: "S" } } } as const

  it.scopedLive("is raced in, and left empty", () =>
    Effect.gen(function* () {
      const endpoint = yield* Dynalite.endpoint
      const tables = yield* Layer.build(SdkTables.layer(Target.embedded(endpoint)))
      const port = Context.get(tables, Tables)
      yield* port.create(films)
      yield* port.untilActive("films")
      const dynamodb = Context.get(
        yield* Layer.build(Sdk.layer({ target: Target.embedded(endpoint), sockets: 1 })),
        DynamoDB
      )
      const { code, stderr, stdout } = yield* race(
        "--endpoint",
        endpoint,
        "--table",
        "films",
        "--rate",
        "2k/s",
        "--json",
        "-"
      )
      assert.strictEqual(code, 0, stderr)
      const { contestants, summary } = Program.resultOf(stdout)
      assert.deepStrictEqual([summary.verified, summary.rate_items_per_s], [true, 2_000])
      for (const { laps } of contestants) {
        for (const { items_per_s } of laps) assert.isAtMost(items_per_s, 2_100)
      }
      const { items } = yield* dynamodb.scanPage({ table: "films", consistent: true })
      assert.deepStrictEqual([items, yield* port.list], [[], ["films"]])

      yield* dynamodb.putItem({ table: "films", item: { pk: { S: "Alien" } } })
      const refused = yield* race("--endpoint", endpoint, "--table", "films")
      assert.strictEqual(refused.code, 5)
      assert.match(refused.stderr, /error: the table films is not empty, it holds "Alien": name an empty one, /)
      const missing = yield* race("--endpoint", endpoint, "--table", "movies")
      assert.strictEqual(missing.code, 5)
      assert.match(missing.stderr, /error: there is no table movies: create it, /)
    })
  )
})
