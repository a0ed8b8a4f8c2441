import { once } from "node:events"
import { createServer } from "node:net"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { Tables } from "../../src/DynamoDB.ts"
import * as Program from "./Program.ts"

const createTable = Effect.gen(function* () {
  const tables = yield* Tables
  yield* tables.create({ name: "films", key: { partition: { name: "title", type: "S" } } })
  yield* tables.untilActive("films")
  return yield* tables.describe("films")
})

it.scopedLive("prints an endpoint that answers, and a line to paste; Ctrl-C ends it", () =>
  Effect.gen(function* () {
    const { ended, pid, said, signal } = yield* Program.start(["local", "--port", "0", "--latency", "none"])
    const [endpoint = ""] = (yield* said(/--endpoint-url \S+\n/)).split("\n")
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/)
    const { name, status } = yield* Effect.provide(createTable, SdkTables.layer(Target.embedded(endpoint)))
    assert.deepStrictEqual({ name, status }, { name: "films", status: "ACTIVE" })
    const engine = yield* Program.children(pid)
    yield* signal("SIGINT")
    const { code, stderr, stdout } = yield* ended
    assert.deepStrictEqual({ code, stderr }, { code: 130, stderr: "" })
    assert.match(stdout, new RegExp(`aws dynamodb list-tables --region us-east-1 --endpoint-url ${endpoint}\n`))
    yield* Program.gone(engine)
  })
)

it.scopedLive("names a port that is in use", () =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const server = createServer().listen(0, "127.0.0.1")
        await once(server, "listening")
        return server
      }),
      (server) => Effect.sync(() => server.close())
    )
    const address = server.address()
    const port = address === null || typeof address === "string" ? 0 : address.port
    const { code, stderr, stdout } = yield* Program.run(["local", "--port", String(port)])
    assert.deepStrictEqual(
      { code, stderr, stdout },
      {
        code: 1,
        stderr: `millrace: error: port ${port} of 127.0.0.1 is in use: name another one, or --port 0 for a free one\n`,
        stdout: ""
      }
    )
  })
)
