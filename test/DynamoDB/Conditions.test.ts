import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import * as Conditions from "../../src/DynamoDB/Conditions.ts"
import type { FaultPlan } from "../../src/domain/FaultPlan.ts"
import * as Latency from "../../src/domain/Latency.ts"

const latencies = (count: number, latency: Latency.Latency, seed = 1): ReadonlyArray<number> => {
  const sampler = Conditions.make({ seed, latency, faults: [] })
  return Array.from({ length: count }, () => sampler.nextLatencyMs())
}

const quantile = (samples: ReadonlyArray<number>, share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.floor(share * sorted.length)] ?? Number.NaN
}

const faults = (plan: FaultPlan, count: number) => {
  const sampler = Conditions.make({ seed: 1, latency: Latency.none, faults: plan })
  return Array.from({ length: count }, () => sampler.nextFault()?._tag)
}

describe("latency", () => {
  it.each(Object.entries(Latency.named).filter(([name]) => name !== "none"))(
    "has the median and the 99th percentile that were asked for: %s",
    (_, latency) => {
      const samples = latencies(100_000, latency)
      assert.closeTo(quantile(samples, 0.5) / latency.p50_ms, 1, 0.01)
      assert.closeTo(quantile(samples, 0.99) / latency.p99_ms, 1, 0.03)
    }
  )

  it("is none where the median is 0", () => assert.deepStrictEqual(latencies(3, Latency.none), [0, 0, 0]))

  it("is always the same where both quantiles are", () =>
    assert.deepStrictEqual(latencies(3, { p50_ms: 10, p99_ms: 10 }), [10, 10, 10]))

  it.prop("follows from the seed alone", [fc.integer()], ([seed]) => {
    const [first, second] = [latencies(9, Latency.named.lambda, seed), latencies(9, Latency.named.lambda, seed)]
    return first.every((ms, index) => ms === second[index])
  })

  it("is longer by a lap's round trip, for which nothing is drawn", () => {
    const sampler = Conditions.make({ seed: 1, latency: Latency.named.lambda, faults: [] })
    const seen = [0, 20, 20, 0.5, 0].map((rttMs) => {
      sampler.beginLap({ rttMs })
      return sampler.nextLatencyMs() - rttMs
    })
    for (const [nth, ms] of latencies(5, Latency.named.lambda).entries()) assert.closeTo(seen[nth] ?? 0, ms, 1e-9)
  })

  it("differs with the seed", () =>
    assert.notDeepEqual(latencies(3, Latency.named.lambda, 1), latencies(3, Latency.named.lambda, 2)))
})

describe("faults", () => {
  it("meet the requests by their number, and the first line that fits applies", () =>
    assert.deepStrictEqual(
      faults(
        [
          { from: 1, to: 3, fault: { _tag: "truncate" } },
          { from: 2, to: 5, fault: { _tag: "crash" } }
        ],
        6
      ),
      [undefined, "truncate", "truncate", "crash", "crash", undefined]
    ))
})
