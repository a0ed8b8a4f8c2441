import { assert, it } from "@effect/vitest"
import { Array, Effect, Order } from "effect"
import { Pool } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { call, createTable, item, signature } from "./EmbeddedClient.ts"

const headers = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": "DynamoDB_20120810.GetItem",
  authorization: signature
}
const body = JSON.stringify({ TableName: "table", Key: item("1") })

/** Milliseconds of each request, as the leanest client sees them. */
const latencies = (inFlight: number, count: number) =>
  Effect.flatMap(Embedded.Embedded, ({ endpoint }) =>
    Effect.acquireUseRelease(
      Effect.sync(() => new Pool(endpoint, { connections: inFlight })),
      (pool) =>
        Effect.promise(async () => {
          const seen: Array<number> = []
          let sent = 0
          const loop = async () => {
            while (sent++ < count) {
              const from = performance.now()
              const answer = await pool.request({ path: "/", method: "POST", headers, body })
              await answer.body.dump()
              seen.push(performance.now() - from)
            }
          }
          await Promise.all(Array.replicate(undefined, inFlight).map(loop))
          return seen
        }),
      (pool) => Effect.promise(() => pool.destroy())
    )
  )

const quantile = (q: number, values: ReadonlyArray<number>) =>
  Array.sort(values, Order.number)[Math.floor(values.length * q)] ?? Number.NaN

const asked = Latency.named.lambda

for (const [inFlight, count] of [
  [1, 150],
  [32, 3000]
] as const) {
  // Nothing may come early; how late it comes is the machine's doing too, which the tests share: `test/bench/engine-latency.ts` measures that.
  it.live(
    `keeps to the latency asked for, with ${inFlight} in flight`,
    () =>
      Effect.gen(function* () {
        const embedded = yield* Embedded.Embedded
        yield* createTable("table")
        yield* call("PutItem", { TableName: "table", Item: item("1") })
        yield* embedded.beginLap({ rttMs: 0 })
        const seen = yield* latencies(inFlight, count)
        const report = yield* embedded.report
        assert.strictEqual(report.requests, count)
        assert.isAbove(quantile(0.5, seen), asked.p50_ms - 0.7)
        assert.isAbove(quantile(0.99, seen), asked.p99_ms * 0.8)
        assert.isBelow(quantile(0.5, seen), asked.p50_ms * 3)
        assert.isAbove(report.overshoot_p50_ms, -0.5)
        assert.isBelow(report.cpu_share, 0.85)
      }).pipe(Effect.provide(Embedded.layer({ conditions: { seed: 1, latency: asked, faults: [] } }))),
    { retry: 2 }
  )
}
