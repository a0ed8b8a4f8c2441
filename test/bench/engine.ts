import { Console, Duration, Effect } from "effect"
import { Pool } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"

/** What a request costs the embedded DynamoDB, apart from its client: `npm run bench -- engine`. */

const inFlight = 32
const table = "bench"

const headers = (operation: string) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": `DynamoDB_20120810.${operation}`,
  authorization:
    "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
})

/** About 250 B as DynamoDB counts. */
const item = (index: number) => ({
  pk: { S: `key-${index}` },
  n: { N: String(index) },
  active: { BOOL: true },
  payload: { S: "x".repeat(210) }
})

const key = (index: number) => ({ pk: { S: `key-${index}` } })

const bodies = {
  PutItem: (index: number) => ({ TableName: table, Item: item(index), ReturnConsumedCapacity: "TOTAL" }),
  BatchWriteItem: (index: number) => ({
    RequestItems: {
      [table]: Array.from({ length: 25 }, (_, offset) => ({ PutRequest: { Item: item(index * 25 + offset) } }))
    },
    ReturnConsumedCapacity: "TOTAL"
  }),
  GetItem: (index: number) => ({ TableName: table, Key: key(index), ConsistentRead: true })
}

const createTable = {
  TableName: table,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }]
}

const bench = Effect.gen(function* () {
  const engine = yield* Embedded.Embedded
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => new Pool(engine.endpoint, { connections: inFlight, pipelining: 1 })),
    (pool) => Effect.promise(() => pool.destroy())
  )
  const send = (operation: string, body: unknown) =>
    Effect.promise(async () => {
      const answer = await pool.request({
        path: "/",
        method: "POST",
        headers: headers(operation),
        body: JSON.stringify(body)
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(text)
    })

  const run = (operation: keyof typeof bodies, from: number, count: number) =>
    Effect.promise(async () => {
      let next = from
      const loop = async () => {
        while (next < from + count) {
          const { body } = await pool.request({
            path: "/",
            method: "POST",
            headers: headers(operation),
            body: JSON.stringify(bodies[operation](next++))
          })
          await body.dump()
        }
      }
      await Promise.all(Array.from({ length: inFlight }, loop))
    })

  const measure = Effect.fnUntraced(function* (
    operation: keyof typeof bodies,
    from: number,
    count: number,
    items: number
  ) {
    yield* engine.beginLap({ rttMs: 0 })
    const [elapsed] = yield* Effect.timed(run(operation, from, count))
    const { cpu_share, requests } = yield* engine.report
    const micros = (cpu_share * Duration.toMillis(elapsed) * 1000) / requests
    const onOneCore = Math.round((1_000_000 / micros) * items)
    yield* Console.log(
      `${operation.padEnd(14)} ${micros.toFixed(1).padStart(7)} µs CPU a request  ${String(onOneCore).padStart(8)} items/s on one core  (${Math.round((requests / Duration.toMillis(elapsed)) * 1000)} requests/s here, ${Math.round(cpu_share * 100)} % of a core)`
    )
  })

  yield* send("CreateTable", createTable)
  yield* run("PutItem", 0, 20_000)
  for (const hundredThousand of [0, 1, 2, 3, 4]) yield* measure("PutItem", hundredThousand * 100_000, 100_000, 1)
  yield* measure("GetItem", 0, 100_000, 1)
  yield* measure("BatchWriteItem", 0, 8_000, 25)
})

const conditions = { seed: 1, latency: Latency.none, faults: [] }

await Effect.runPromise(bench.pipe(Effect.scoped, Effect.provide(Embedded.layer({ conditions }))))
