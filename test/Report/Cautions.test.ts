import { assert, describe, it } from "@effect/vitest"
import { cautions } from "../../src/Report/Cautions.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, lineUp, raced, steady } from "./staged.ts"

const laps = (shares: ReadonlyArray<number>, other_cores = 0) =>
  steady(1000, { machine: { cores: 2, busy_cores: 2, other_cores } }).map((lap, index) => ({
    ...lap,
    items_per_s: 1000 * (shares[index] ?? 1)
  }))

const texts = (...all: ReadonlyArray<Parameters<typeof laps>>) =>
  cautions(raced(all.map((each, index) => contestant(`s${index}`, { laps: laps(...each) })))).map(({ text }) => text)

const steadily = [1, 1.01, 0.99, 1.01, 0.99, 1]

describe("what makes a result less sure", () => {
  it("is a lap unlike the others", () => {
    assert.deepStrictEqual(texts([[1, 1.01, 0.99, 0.6, 1, 1.01]], [steadily]), [
      "round 4 of s0 was 40% slower than its others: close other programs and race again"
    ])
    assert.match(texts([[1, 1.01, 0.99, 1.6, 1, 1.01]], [steadily])[0] ?? "", /^round 4 of s0 was 59% faster/)
  })

  it("is a contestant that became slower, or faster", () => {
    assert.deepStrictEqual(texts([[1, 0.97, 0.94, 0.91, 0.88, 0.85]], [steadily]), [
      "s0 became 15% slower from its first round to its last: race again with --rounds 12"
    ])
    assert.match(texts([[1, 1.03, 1.06, 1.09, 1.12, 1.16]], [steadily])[0] ?? "", /^s0 became 1\d% faster/)
  })

  it("is a machine that others used", () => {
    assert.deepStrictEqual(texts([steadily, 0.6]), [
      "other programs used 0.6 of 2 cores in 6 rounds: close them and race again"
    ])
  })

  it("is not said of a race that went well", () => {
    assert.deepStrictEqual(cautions(lineUp), [])
  })

  it("stands in the terminal once, with what to do", () => {
    const result = raced([
      contestant("a", { laps: laps([1, 1.01, 0.99, 0.6, 1, 1.01], 0.6) }),
      contestant("b", { laps: laps(steadily, 0.6) })
    ])
    const text = render(result, { width: 120, color: false })
    assert.strictEqual(text.match(/round 4 of a was 40% slower/g)?.length, 1)
    assert.strictEqual(text.match(/ther programs used 0\.6 of 2 cores/g)?.length, 1)
  })
})
