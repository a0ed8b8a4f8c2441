import { assert, describe, it } from "@effect/vitest"
import { paths, valueAt } from "../../src/Race/Paths.ts"
import { contestant, crashed, lap, lineUp, raced, troubled } from "../Report/staged.ts"

describe("paths", () => {
  it("are the numbers of a lap, a contestant and its standing, each once", () => {
    assert.strictEqual(new Set(paths).size, paths.length)
    assert.includeMembers(
      [...paths],
      [
        "items_per_s",
        "request_ms.p99",
        "item_ms.max",
        "retries",
        "throttles",
        "event_loop.delay_p99_ms",
        "open_ms",
        "peak_rss_mb",
        "items_per_s.median",
        "evidence.sockets.wait_mean_ms",
        "cost_usd_per_million_items"
      ]
    )
    for (const none of ["round", "name", "marks", "verified", "discrepancies.lost", "limited_by"])
      assert.notInclude(paths, none)
  })

  it("lead to the median over the laps that count", () => {
    const laps = [1, 2, 3, 9].map((p99, index) =>
      lap(index + 1, 100, {
        request_ms: { p50: 0, p90: 0, p99, max: 0 },
        ...(p99 === 9 ? { marks: ["limited-by-engine"] as const } : {})
      })
    )
    const result = raced([contestant("a", { laps, open_ms: 7, peak_rss_mb: null })])
    assert.strictEqual(valueAt(result, "a", "request_ms.p99"), 2)
    assert.strictEqual(valueAt(result, "a", "open_ms"), 7)
    assert.strictEqual(valueAt(result, "a", "laps"), 3)
    assert.isNull(valueAt(result, "a", "peak_rss_mb"))
    assert.isNull(valueAt(result, "a", "event_loop.utilization"))
    assert.isNull(valueAt(result, "b", "open_ms"))
  })

  it("lead to the sum of what went wrong, over all laps", () => {
    const at = (path: string) => valueAt(troubled, "unbounded", path)
    assert.deepStrictEqual(["retries", "throttles", "rejected", "rejects"].map(at), [1272, 1272, 12, 12])
    assert.strictEqual(valueAt(lineUp, "sequential", "throttles"), 0)
  })

  it("lead nowhere from who crashed in every lap", () => {
    assert.isNull(valueAt(crashed, "sequential", "request_ms.p99"))
    assert.isNull(valueAt(crashed, "sequential", "items_per_s.median"))
  })

  it("lead to a number, or to none, wherever they begin", () => {
    for (const path of paths) {
      const value = valueAt(lineUp, "for-each:concurrency=32", path)
      assert.isTrue(value === null || Number.isFinite(value), path)
    }
  })
})
