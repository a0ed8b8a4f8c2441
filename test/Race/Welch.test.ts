import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import * as Student from "../../src/Race/Student.ts"
import * as Welch from "../../src/Race/Welch.ts"

/** Hours of sleep gained by two drugs: Student (1908), The probable error of a mean; `sleep` of R. */
const sleep = [
  [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
  [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
] as const

const samples = FastCheck.array(FastCheck.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 9 })

describe("Welch's t", () => {
  it("is that of R: t.test(extra ~ group, data = sleep)", () => {
    const { degreesOfFreedom, difference, standardError } = Welch.difference(...sleep)
    assert.approximately(difference, -1.58, 1e-12)
    assert.approximately(difference / standardError, -1.8608, 5e-5)
    assert.approximately(degreesOfFreedom, 17.776, 5e-4)
    assert.approximately(Student.pOf(difference, standardError, degreesOfFreedom), 0.07939, 5e-6)
    const reach = Student.critical(0.05, degreesOfFreedom) * standardError
    assert.approximately(difference - reach, -3.3654832, 5e-8)
    assert.approximately(difference + reach, 0.2054832, 5e-8)
  })

  it("has all degrees of freedom of samples that spread alike, and those of one where the other does not spread", () => {
    assert.approximately(Welch.difference([1, 2, 3], [5, 6, 7]).degreesOfFreedom, 4, 1e-9)
    assert.approximately(Welch.difference([1, 2, 3, 7], [5, 5]).degreesOfFreedom, 3, 1e-9)
    assert.deepStrictEqual(Welch.difference([1, 1], [2, 2, 2]), {
      difference: -1,
      standardError: 0,
      degreesOfFreedom: 3
    })
  })

  it.prop("turns its sign with the samples, and nothing else", [samples, samples], ([a, b]) => {
    const [there, back] = [Welch.difference(a, b), Welch.difference(b, a)]
    assert.approximately(there.difference, -back.difference, 1e-12)
    assert.approximately(there.standardError, back.standardError, 1e-12)
    assert.approximately(there.degreesOfFreedom, back.degreesOfFreedom, 1e-6)
    assert.isAtLeast(there.degreesOfFreedom, Math.min(a.length, b.length) - 1 - 1e-9)
    assert.isAtMost(there.degreesOfFreedom, a.length + b.length - 2 + 1e-9)
  })
})
