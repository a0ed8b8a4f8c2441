import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"
import * as Latency from "../../src/domain/Latency.ts"

const problem = (text: string) => Either.getOrElse(Either.flip(Latency.parse(text)), () => "no problem")

describe("Latency", () => {
  it("reads names and quantiles", () => {
    assert.deepStrictEqual(Latency.parse("lambda"), Either.right(Latency.named.lambda))
    assert.deepStrictEqual(Latency.parse("none"), Either.right(Latency.none))
    assert.deepStrictEqual(Latency.parse("p50=8ms,p99=0.02s"), Either.right({ p50_ms: 8, p99_ms: 20 }))
  })

  it("names the near ones on a miss", () => {
    assert.strictEqual(problem("lamda"), '"lamda" is no latency: did you mean lambda?')
    assert.include(problem("toString"), "none, lambda, laptop, cross-region")
  })

  it("refuses quantiles that make no distribution", () => {
    assert.include(problem("p50=20ms,p99=8ms"), "p99 no less than p50")
    assert.include(problem("p50=0ms,p99=8ms"), "p50 is above 0")
    assert.include(problem("p50=8,p99=20ms"), '"8" is no duration')
    assert.include(problem("p99=20ms"), "p50=8ms,p99=20ms")
  })
})
