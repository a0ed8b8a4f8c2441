import { Array, Console, Effect, Order } from "effect"
import { Pool } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"

/** What the leanest client sees of the latency asked for, on a quiet machine: `npm run bench -- engine-latency`. */

const asked = Latency.named.lambda

const headers = {
  "content-type": "application/x-amz-json-1.0",
  authorization:
    "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
}

const createTable = {
  TableName: "bench",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }]
}

const send = async (pool: Pool, operation: string, body: unknown): Promise<number> => {
  const from = performance.now()
  const answer = await pool.request({
    path: "/",
    method: "POST",
    headers: { ...headers, "x-amz-target": `DynamoDB_20120810.${operation}` },
    body: JSON.stringify(body)
  })
  await answer.body.dump()
  return performance.now() - from
}

const put = (pool: Pool, index: number) =>
  send(pool, "PutItem", { TableName: "bench", Item: { pk: { S: `key-${index}` }, payload: { S: "x".repeat(230) } } })

const latencies = async (pool: Pool, inFlight: number, count: number): Promise<Array<number>> => {
  const seen: Array<number> = []
  let sent = 0
  const loop = async () => {
    while (sent < count) seen.push(await put(pool, sent++))
  }
  await Promise.all(Array.replicate(undefined, inFlight).map(loop))
  return seen
}

const bench = Effect.gen(function* () {
  const engine = yield* Embedded.Embedded
  yield* Console.log(`asked for: p50 ${asked.p50_ms} ms, p99 ${asked.p99_ms} ms`)
  for (const [inFlight, count] of [
    [1, 800],
    [32, 16_000]
  ] as const) {
    const pool = yield* Effect.acquireRelease(
      Effect.sync(() => new Pool(engine.endpoint, { connections: inFlight })),
      (pool) => Effect.promise(() => pool.destroy())
    )
    yield* Effect.promise(() => send(pool, "CreateTable", createTable))
    yield* Effect.promise(() => latencies(pool, inFlight, count / 10))
    yield* engine.beginLap({ rttMs: 0 })
    const seen = Array.sort(yield* Effect.promise(() => latencies(pool, inFlight, count)), Order.number)
    const report = yield* engine.report
    const at = (share: number) => (seen[Math.floor(seen.length * share)] ?? Number.NaN).toFixed(2)
    yield* Console.log(
      `${String(inFlight).padStart(2)} in flight: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; overshoot p50 ${report.overshoot_p50_ms.toFixed(2)} ms, p99 ${report.overshoot_p99_ms.toFixed(2)} ms, ${Math.round(report.cpu_share * 100)} % of a core`
    )
  }
})

await Effect.runPromise(
  bench.pipe(Effect.scoped, Effect.provide(Embedded.layer({ conditions: { seed: 1, latency: asked, faults: [] } })))
)
