import { assert, describe, it } from "@effect/vitest"
import type { Evidence, Limit } from "../../src/domain/Evidence.ts"
import { meanMs } from "../../src/domain/Latency.ts"
import { evidenceOf, limitOf } from "../../src/Race/Limits.ts"
import { lap } from "../Report/staged.ts"

/** One at a time, on a machine that has nothing else to do. */
const waiting: Evidence = {
  in_flight_mean: 0.97,
  request_mean_ms: 8.3,
  service_mean_ms: 8,
  client_cpu_share: 0.1,
  event_loop: { utilization: 0.12, delay_p99_ms: 1, gc_share: 0.01 },
  sockets: { cap: 1, most: 1, wait_mean_ms: 0.05 },
  throttled_share: 0,
  engine_cpu_share: 0.05,
  engine_late_mean_ms: 0.1,
  machine: { cores: 2, busy_cores: 0.3, other_cores: 0.05 }
}

const judged = (evidence: Partial<Evidence>, contestant: Partial<Parameters<typeof limitOf>[0]["contestant"]> = {}) =>
  limitOf({
    evidence: { ...waiting, ...evidence },
    contestant: { workers: null, in_flight_max: 32, ...contestant },
    cores: 2
  })

const loop = (utilization: number) => ({ utilization, delay_p99_ms: 5, gc_share: 0.1 })
const crowded = { cores: 2, busy_cores: 1.95, other_cores: 0.9 }
const idle = { cores: 2, busy_cores: 1.2, other_cores: 0.1 }

describe("what limited a contestant", () => {
  it.each<[string, Partial<Evidence>, Limit | null]>([
    ["nothing but waiting", {}, "own-waiting"],
    ["throttles, however busy it is", { throttled_share: 0.05, event_loop: loop(1), client_cpu_share: 1 }, "capacity"],
    ["a throttle now and then is no limit", { throttled_share: 0.04 }, "own-waiting"],
    [
      "a loop that is never idle, on a core of its own",
      { event_loop: loop(0.95), client_cpu_share: 0.85 },
      "client-cpu"
    ],
    [
      "a loop that is never idle and has less than a core",
      { event_loop: loop(0.99), client_cpu_share: 0.6 },
      "machine"
    ],
    [
      "a loop that is idle at times, on a machine without a core to spare",
      { request_mean_ms: 12, machine: crowded, event_loop: loop(0.5) },
      "own-waiting"
    ],
    ["a crowded machine on which they come in time", { request_mean_ms: 9, machine: crowded }, "own-waiting"],
    [
      "fewer sockets than requests, which wait for them",
      { sockets: { cap: 4, most: 4, wait_mean_ms: 20 }, request_mean_ms: 30, machine: idle },
      "sockets"
    ],
    [
      "fewer sockets than requests, which hardly wait",
      { sockets: { cap: 4, most: 4, wait_mean_ms: 0.5 }, request_mean_ms: 9 },
      "own-waiting"
    ],
    [
      "a socket for each request, though a busy loop hands them over late",
      { sockets: { cap: 32, most: 32, wait_mean_ms: 4 }, request_mean_ms: 9 },
      "own-waiting"
    ],
    [
      "a full loop, though requests queue for sockets behind it",
      { sockets: { cap: 4, most: 4, wait_mean_ms: 20 }, event_loop: loop(1), client_cpu_share: 0.97 },
      "client-cpu"
    ],
    ["late requests behind a loop that is nearly full: unknown", { request_mean_ms: 12, event_loop: loop(0.9) }, null],
    [
      "late requests behind a loop that is nearly full and uses its core",
      { request_mean_ms: 12, event_loop: loop(0.85), client_cpu_share: 0.9 },
      "client-cpu"
    ],
    [
      "requests in time behind a loop that is nearly full and uses its core",
      { request_mean_ms: 9, event_loop: loop(0.85), client_cpu_share: 0.9 },
      "own-waiting"
    ],
    ["late requests that the loop has no part in", { request_mean_ms: 12, event_loop: loop(0.3) }, "own-waiting"],
    ["somebody else's service", { service_mean_ms: null, request_mean_ms: 40 }, "own-waiting"],
    [
      "nothing known but its CPU",
      { event_loop: null, machine: null, sockets: null, client_cpu_share: 3 },
      "own-waiting"
    ]
  ])("%s", (_, evidence, limit) => {
    assert.strictEqual(judged(evidence), limit)
  })

  it("is not its own waiting where it has no bound", () => {
    assert.isNull(judged({}, { in_flight_max: null }))
  })

  it.each<[number, Partial<Evidence>, Limit]>([
    [1, { client_cpu_share: 0.9 }, "client-cpu"],
    [2, { client_cpu_share: 1.75 }, "client-cpu"],
    [2, { client_cpu_share: 1.5, machine: idle }, "own-waiting"],
    [4, { client_cpu_share: 1.75 }, "machine"],
    [4, { client_cpu_share: 1.2, machine: crowded, request_mean_ms: 14 }, "machine"],
    [4, { client_cpu_share: 0.8, machine: idle }, "own-waiting"]
  ])("with %d workers on two cores: %j", (workers, evidence, limit) => {
    assert.strictEqual(judged(evidence, { workers, in_flight_max: workers }), limit)
  })
})

describe("evidence", () => {
  it("is the median of what was measured, and null where nothing was", () => {
    const sockets = (cap: number, most: number) => ({ sockets: { cap, most, wait_mean_ms: most / 10 } })
    const laps = [
      lap(1, 100, { ...sockets(4, 4), in_flight_mean: 3, request_mean_ms: 9, throttles: { a: 100 }, items: 100 }),
      lap(2, 100, { ...sockets(4, 2), in_flight_mean: 2, request_mean_ms: 7, throttles: { a: 50, b: 50 }, items: 100 }),
      lap(3, 100, { ...sockets(4, 3), event_loop: null, machine: null, in_flight_mean: null, request_mean_ms: 8 })
    ].map((lap) => ({ ...lap, event_loop: null, machine: null }))
    const evidence = evidenceOf(laps, { p50_ms: 10, p99_ms: 10 }, { rtt_ms: null })
    assert.deepInclude(evidence, {
      in_flight_mean: 2.5,
      request_mean_ms: 8,
      service_mean_ms: 10,
      throttled_share: 0.5,
      sockets: { cap: 4, most: 3, wait_mean_ms: 0.3 },
      event_loop: null,
      machine: null
    })
    assert.strictEqual(evidenceOf(laps, { p50_ms: 10, p99_ms: 10 }, { rtt_ms: 25 })?.service_mean_ms, 35)
    assert.isNull(evidenceOf([], null, { rtt_ms: null }))
  })

  it("knows the mean of a lognormal latency", () => {
    assert.strictEqual(meanMs({ p50_ms: 10, p99_ms: 10 }), 10)
    assert.strictEqual(meanMs({ p50_ms: 0, p99_ms: 0 }), 0)
    // 7.55 * exp((ln(16.2 / 7.55) / 2.32635)^2 / 2)
    assert.closeTo(meanMs({ p50_ms: 7.55, p99_ms: 16.2 }), 7.9676, 1e-3)
  })
})
