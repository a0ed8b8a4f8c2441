import { assert, describe, it } from "@effect/vitest"
import * as Figure from "../../src/Report/Figure.ts"

describe("figures", () => {
  it("carry the digits that mean something", () => {
    assert.deepStrictEqual([7.46, 115.4, 12_345.6, 2.5e12].map(Figure.rate), ["7.5", "115", "12,346", "2.5e+12"])
    assert.deepStrictEqual([1, 1.3249, 9.996, 13.24, 218.4].map(Figure.times), [
      "1.00×",
      "1.32×",
      "10.0×",
      "13.2×",
      "218×"
    ])
    assert.deepStrictEqual([0.612, 7.94, 99.96, 1204].map(Figure.millis), ["0.61", "7.9", "100", "1,204"])
    assert.deepStrictEqual([0.612, 7.94, 481, 1250].map(Figure.latency), ["612 µs", "7.9 ms", "481 ms", "1.25 s"])
    assert.deepStrictEqual([0, 0.013, 0.204].map(Figure.percent), ["0%", "1.3%", "20%"])
    assert.deepStrictEqual([500, 1000, 1500].map(Figure.span), ["500 ms", "1 s", "1.5 s"])
    assert.deepStrictEqual([12_400, 125_000].map(Figure.elapsed), ["12 s", "2 min 5 s"])
    assert.strictEqual(Figure.rate(Number.NaN), "–")
  })

  it("a bar is as long as its share, in eighths, and never nothing for something", () => {
    assert.deepStrictEqual(
      [1, 0.5, 0.53, 1e-9, 0, Number.NaN, 7].map((share) => Figure.bar(share, 4)),
      ["████", "██", "██▏", "▏", "", "", "████"]
    )
  })
})
