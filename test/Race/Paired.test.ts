import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { compare } from "../../src/Race/Paired.ts"
import * as Student from "../../src/Race/Student.ts"

/** `qt(1 - alpha / 2, df)` in the words of R; computed to 40 digits by mpmath. */
const critical = [
  [0.05, 1, 12.7062047361747],
  [0.05, 2, 4.302652729749464],
  [0.05, 5, 2.5705818356363155],
  [0.0125, 5, 3.810004699844638],
  [0.05 / 105, 5, 8.05905855433639],
  [0.0125, 11, 2.980872430052666],
  [0.05, 29, 2.0452296421327043],
  [0.0125, 47, 2.597476816576843]
] as const

/** `2 * pt(-t, df)`, likewise. */
const tails = [
  [3, 1, 0.2048327646991335],
  [3, 5, 0.03009924789746258],
  [3, 11, 0.012079839471921367],
  [3, 47, 0.004309111117094888]
] as const

describe("Student's t", () => {
  it.each(critical)("has the critical value of alpha %d at %d degrees of freedom", (alpha, df, expected) => {
    assert.approximately(Student.critical(alpha, df), expected, 1e-7)
    assert.strictEqual(Student.critical(alpha, df), Student.critical(alpha, df))
  })

  it.each(tails)("is beyond %d at %d degrees of freedom as often as it should", (t, df, expected) => {
    assert.approximately(Student.pOf(t, 1, df), expected, 1e-8)
    assert.approximately(Student.pOf(-t / 10, 0.1, df), expected, 1e-8)
  })
})

describe("two, compared in rounds", () => {
  it("have a ratio and an interval by Student's t", () => {
    const { high, low, p, ratio, rounds } = compare([0.1, 0.2, 0.15, 0.05, 0.12, 0.16], 0.05)
    assert.strictEqual(rounds, 6)
    assert.approximately(ratio ?? 0, Math.exp(0.13), 1e-12)
    const reach = 2.5705818356363155 * (Math.sqrt(0.0136 / 5) / Math.sqrt(6))
    assert.approximately(low ?? 0, Math.exp(0.13 - reach), 1e-8)
    assert.approximately(high ?? 0, Math.exp(0.13 + reach), 1e-8)
    assert.approximately(p ?? 0, 0.001707131795662246, 1e-8)
  })

  it.each([[[]], [[0.1]]])("have none of %j", (ratios) => {
    assert.deepStrictEqual(compare(ratios, 0.05), {
      rounds: ratios.length,
      ratio: null,
      low: null,
      high: null,
      p: null
    })
  })

  it("have no width where every round is the same, whatever rounding adds", () => {
    assert.deepStrictEqual(compare([0, 0, 0], 0.05), { rounds: 3, ratio: 1, low: 1, high: 1, p: 1 })
    assert.deepStrictEqual(compare([1e-16, -1e-16, 2e-16], 0.05), { rounds: 3, ratio: 1, low: 1, high: 1, p: 1 })
    const { high, low, p, ratio } = compare([0.1, 0.1 + 1e-16, 0.1], 0.05)
    assert.approximately(ratio ?? 0, Math.exp(0.1), 1e-12)
    assert.deepStrictEqual([low, high, p], [ratio, ratio, 0])
  })

  const logRatios = FastCheck.array(FastCheck.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 })

  it.prop("swap places by inverting the ratio", [logRatios], ([ratios]) => {
    const one = compare(ratios, 0.05)
    const other = compare(
      ratios.map((ratio) => -ratio),
      0.05
    )
    const product = (a: number | null, b: number | null) => assert.approximately((a ?? 0) * (b ?? 0), 1, 1e-9)
    product(one.ratio, other.ratio)
    product(one.low, other.high)
    product(one.high, other.low)
    assert.strictEqual(one.p, other.p)
  })

  it.prop("lie in an interval that excludes 1 where p is below alpha", [logRatios], ([ratios]) => {
    const { high, low, p } = compare(ratios, 0.05)
    FastCheck.pre(Math.abs((p ?? 0) - 0.05) > 1e-6)
    assert.strictEqual((low ?? 0) > 1 || (high ?? 0) < 1, (p ?? 1) < 0.05)
  })
})
