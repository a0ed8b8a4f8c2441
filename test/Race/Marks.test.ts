import { assert, describe, it } from "@effect/vitest"
import type { EngineReport } from "../../src/domain/EngineReport.ts"
import { breaksLittlesLaw, isVoid, limitedByEngine, marksOf, type Took } from "../../src/Race/Marks.ts"

const idle: EngineReport = {
  cpu_share: 0.2,
  overshoot_mean_ms: 0.1,
  overshoot_p50_ms: 0.1,
  overshoot_p99_ms: 1,
  requests: 1_000
}
const latency = { p50_ms: 8, p99_ms: 20 }
const sound = { lost: 0, changed: 0, unsettled: 0 }
const lap = {
  engine: idle,
  latency,
  verdict: sound,
  wholeFile: false,
  durationMs: 1_000,
  took: { meanMs: 9, p99Ms: 20 },
  inFlight: { mean: 3.9, throughput: 0.43, latencyMs: 9, most: 4 },
  lapTimeMs: 1_000
}

describe("limited by the engine", () => {
  it.each<[string, Partial<EngineReport>, Took, boolean]>([
    ["idle", {}, { meanMs: 9, p99Ms: 20 }, false],
    [
      "at the edge of everything",
      { cpu_share: 0.85, overshoot_mean_ms: 0.9, overshoot_p99_ms: 4 },
      { meanMs: 9, p99Ms: 20 },
      false
    ],
    ["without a core left", { cpu_share: 0.86 }, { meanMs: 9, p99Ms: 20 }, true],
    ["late on average", { overshoot_mean_ms: 0.91 }, { meanMs: 9, p99Ms: 20 }, true],
    ["late on average, but that is little", { overshoot_mean_ms: 4 }, { meanMs: 40, p99Ms: 20 }, false],
    ["late at times", { overshoot_p99_ms: 4.1 }, { meanMs: 9, p99Ms: 20 }, true],
    [
      "late at times, but there were few of them",
      { overshoot_p99_ms: 40, requests: 499 },
      { meanMs: 9, p99Ms: 20 },
      false
    ],
    ["late at times, of just enough", { overshoot_p99_ms: 40, requests: 500 }, { meanMs: 9, p99Ms: 20 }, true],
    [
      "late at times, by what was asked where requests took less",
      { overshoot_p99_ms: 4 },
      { meanMs: 5, p99Ms: 5 },
      false
    ],
    ["late, but that is little of what requests took", { overshoot_p99_ms: 10 }, { meanMs: 30, p99Ms: 50 }, false],
    ["late, and that is what requests took", { overshoot_p99_ms: 10.1 }, { meanMs: 30, p99Ms: 50 }, true]
  ])("%s", (_, report, took, limited) => {
    assert.strictEqual(limitedByEngine({ ...idle, ...report }, latency, took), limited)
  })

  it("without latency lateness counts from what timers are good for", () => {
    const none = { p50_ms: 0, p99_ms: 0 }
    const took = { meanMs: 1, p99Ms: 2 }
    assert.isFalse(limitedByEngine({ ...idle, overshoot_mean_ms: 0.5, overshoot_p99_ms: 1.5 }, none, took))
    assert.isTrue(limitedByEngine({ ...idle, overshoot_p99_ms: 1.6 }, none, took))
    assert.isTrue(limitedByEngine({ ...idle, overshoot_mean_ms: 0.6 }, none, took))
  })
})

describe("Little's law", () => {
  const most = Number.POSITIVE_INFINITY
  it.each([
    ["what is in flight is throughput times latency", { mean: 32, throughput: 4, latencyMs: 8, most: 32 }, false],
    ["a twentieth is rounding", { mean: 30.5, throughput: 4, latencyMs: 8, most: 32 }, false],
    ["a tenth is not", { mean: 28.8, throughput: 4, latencyMs: 8, most: 32 }, true],
    ["nor is a tenth too much", { mean: 35.2, throughput: 4, latencyMs: 8, most }, true],
    ["of next to nothing, next to nothing is rounding", { mean: 0.1, throughput: 0.01, latencyMs: 1, most: 1 }, false],
    ["of nothing", { mean: 0, throughput: 0, latencyMs: 0, most: 1 }, false],
    ["more than there may be, though both accounts agree", { mean: 36, throughput: 4, latencyMs: 9, most: 32 }, true],
    ["any number where there is no bound", { mean: 3_600, throughput: 4, latencyMs: 900, most }, false]
  ])("%s", (_, inFlight, breaks) => {
    assert.strictEqual(breaksLittlesLaw(inFlight), breaks)
  })
})

describe("void", () => {
  it.each([
    [sound, false],
    [{ ...sound, lost: 1 }, true],
    [{ ...sound, changed: 1 }, true],
    [{ ...sound, unsettled: 1 }, true]
  ])("%j", (verdict, expected) => {
    assert.strictEqual(isVoid(verdict), expected)
  })
})

describe("marks", () => {
  it.each<[string, Partial<Parameters<typeof marksOf>[0]>, ReturnType<typeof marksOf>]>([
    ["none", {}, []],
    ["half the lap time", { durationMs: 500 }, []],
    ["under half the lap time", { durationMs: 499 }, ["short"]],
    ["a fixed number of items is never short", { durationMs: 1, lapTimeMs: null }, []],
    ["a whole file is never short", { durationMs: 1, wholeFile: true }, ["whole-file"]],
    ["no engine of ours, no limit", { engine: null }, []],
    ["more in flight than it may have", { inFlight: { ...lap.inFlight, most: 3 } }, ["littles-law"]],
    [
      "all at once",
      {
        durationMs: 1,
        engine: { ...idle, cpu_share: 1 },
        verdict: { ...sound, lost: 1 },
        inFlight: { ...lap.inFlight, mean: 2 }
      },
      ["void", "limited-by-engine", "short", "littles-law"]
    ]
  ])("%s", (_, changes, marks) => {
    assert.deepStrictEqual(marksOf({ ...lap, ...changes }), marks)
  })
})
