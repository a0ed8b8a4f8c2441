import { assert, describe, it } from "@effect/vitest"
import { type Evidence, Limit } from "../../src/domain/Evidence.ts"
import * as Limits from "../../src/Report/Limits.ts"

const evidence: Evidence = {
  in_flight_mean: 0.98,
  request_mean_ms: 8.1,
  service_mean_ms: 7.6,
  client_cpu_share: 0.98,
  event_loop: { utilization: 0.99, delay_p99_ms: 4, gc_share: 0.12 },
  sockets: { cap: 4, most: 4, wait_mean_ms: 21.3 },
  throttled_share: 0.38,
  engine_cpu_share: 0.92,
  engine_late_mean_ms: 0.8,
  machine: { cores: 2, busy_cores: 1.97, other_cores: 0.6 }
}

const unknown: Evidence = {
  in_flight_mean: null,
  request_mean_ms: null,
  service_mean_ms: null,
  client_cpu_share: 0.98,
  event_loop: null,
  sockets: null,
  throttled_share: 0.38,
  engine_cpu_share: null,
  engine_late_mean_ms: null,
  machine: null
}

describe("what limited a contestant", () => {
  it("is said with what it rests on", () => {
    assert.deepStrictEqual(
      Limit.literals.map((limit) => Limits.inWords(limit, evidence, 1)),
      [
        "embedded DynamoDB (92% of a core, 800 µs late)",
        "capacity (38% throttled)",
        "--rate",
        "sockets (4 of 4 in use, 21.3 ms wait)",
        "client CPU (98% of a core, loop 99% busy, 12% GC)",
        "cores shared (2.0 of 2 busy, 0.6 by others)",
        "only waits (0.98 of 1 in flight, 7.6 of 8.1 ms)"
      ]
    )
  })

  it("is said without figures that are not known", () => {
    assert.deepStrictEqual(
      Limit.literals.map((limit) => Limits.inWords(limit, unknown, null)),
      [
        "embedded DynamoDB",
        "capacity (38% throttled)",
        "--rate",
        "sockets",
        "client CPU (98% of a core)",
        "cores shared",
        "only waits"
      ]
    )
    assert.strictEqual(Limits.inWords("client-cpu", null, 1), "client CPU")
    assert.strictEqual(Limits.inWords("rate", { ...unknown, rate_share: 0.994 }, 1), "--rate (99% of it)")
  })

  it("counts no more of a request as the service's than it took, and names no lateness that is none", () => {
    const odd = { ...evidence, service_mean_ms: 9, engine_late_mean_ms: -0.2 }
    assert.include(Limits.inWords("own-waiting", odd, null), "(0.98 in flight, 8.1 of 8.1 ms)")
    assert.strictEqual(Limits.inWords("embedded-dynamodb", odd, null), "embedded DynamoDB (92% of a core)")
    assert.include(Limits.inWords("own-waiting", { ...evidence, service_mean_ms: null }, 4), "of 4 in flight, 8.1 ms)")
  })
})
