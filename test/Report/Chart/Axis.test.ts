import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import * as Axis from "../../../src/Report/Chart/Axis.ts"

const words = { title: "", label: String, most: 8 }
const positive = FastCheck.double({ min: 1e-3, max: 1e7, noNaN: true })

describe("Axis", () => {
  it("counts from 0 in round steps", () => {
    const { max, min, ticks } = Axis.linear([1204, 312], words)
    assert.deepStrictEqual([min, max, ...ticks], [0, 1400, 0, 200, 400, 600, 800, 1000, 1200, 1400])
  })

  it("multiplies in 1, 2 and 5, and in less where that would be too many", () => {
    assert.deepStrictEqual(Axis.log([100, 1000], words).ticks, [100, 200, 500, 1000])
    assert.deepStrictEqual(Axis.log([1, 1e6], words).ticks, [1, 10, 100, 1e3, 1e4, 1e5, 1e6])
  })

  it("is logarithmic where the least would be a hair beside the most", () => {
    assert.strictEqual(Axis.fitting([1, 30], words).scale, "value")
    assert.strictEqual(Axis.fitting([1, 31], words).scale, "log")
    assert.strictEqual(Axis.fitting([], words).scale, "value")
  })

  it("has room for every value, and no more ticks than asked for", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        for (const axis of [Axis.linear(values, words), Axis.log(values, words)]) {
          assert.isTrue(values.every((value) => value >= axis.min && value <= axis.max * (1 + 1e-9)))
          assert.isTrue(axis.ticks.every((tick) => tick >= axis.min * 0.999 && tick <= axis.max * 1.001))
          assert.isAtMost(axis.ticks.length, words.most + 1)
          assert.isTrue(Number.isFinite(axis.max) && axis.max > axis.min)
        }
      })
    )
  })
})
