import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { percentileMs, sum, Tally } from "../src/Tally.ts"

const started = 1_000_000_000n
const at = (ms: number) => started + BigInt(Math.round(ms * 1e6))

describe("requests", () => {
  it("each holds the lowest free slot", () => {
    const tally = new Tally(started)
    const slots = [tally.sent(), tally.sent(), tally.sent()]
    assert.deepStrictEqual(slots, [0, 1, 2])
    tally.answered(1, at(0), at(5), "written", 1)
    assert.deepStrictEqual([tally.sent(), tally.sent()], [1, 3])
    tally.answered(0, at(0), at(7.5), "throttled", 0)
    tally.answered(3, at(5), at(9), "failed", 0)
    assert.deepStrictEqual([tally.sent(), tally.sent()], [0, 3])
    assert.strictEqual(tally.attempts, 7)
    assert.deepStrictEqual(tally.flights, [
      { worker: 0, slot: 1, start_ms: 0, end_ms: 5, outcome: "written" },
      { worker: 0, slot: 0, start_ms: 0, end_ms: 7.5, outcome: "throttled" },
      { worker: 0, slot: 3, start_ms: 5, end_ms: 9, outcome: "failed" }
    ])
  })

  it("the first 500 that were sent are kept, however late they are answered", () => {
    const tally = new Tally(started)
    const slow = tally.sent()
    for (let n = 1; n < 1_000; n++) tally.answered(tally.sent(), at(n), at(n + 1), "written", 1)
    tally.answered(slow, at(0), at(2_000), "written", 1)
    assert.strictEqual(tally.attempts, 1_000)
    assert.strictEqual(tally.flights.length, 500)
    assert.deepInclude(tally.flights, { worker: 0, slot: 0, start_ms: 0, end_ms: 2_000, outcome: "written" })
    assert.strictEqual(tally.request.totalCount, 1_000)
    assert.strictEqual(tally.consumed, 1_000)
  })

  it("takes no slot of which nothing is kept, however many are in flight", () => {
    const tally = new Tally(started)
    const slots = Array.from({ length: 100_000 }, () => tally.sent())
    assert.deepStrictEqual(
      slots.slice(0, 500),
      Array.from({ length: 500 }, (_, n) => n)
    )
    assert.isTrue(slots.slice(500).every((slot) => slot === -1))
  })
})

describe("items", () => {
  it("are counted with their latency, in the 100 ms in which they were acknowledged", () => {
    const tally = new Tally(started)
    tally.written(25, at(0), at(99.9))
    tally.written(1, at(50), at(100))
    tally.written(4, at(60), at(350))
    assert.strictEqual(tally.items, 30)
    assert.deepStrictEqual(tally.timeline, [25, 1, 0, 4])
    assert.strictEqual(tally.item.totalCount, 30)
    assert.closeTo(percentileMs(tally.item, 50), 99.9, 0.1)
    assert.closeTo(percentileMs(tally.item, 100), 290, 0.3)
    assert.strictEqual(tally.request.totalCount, 0)
  })

  it("given up are counted by reason, their keys kept", () => {
    const tally = new Tally(started)
    tally.reject("a", "ValidationException")
    tally.reject("b", "UnprocessedItems")
    tally.reject("a", "ValidationException")
    assert.deepStrictEqual(Array.from(tally.rejected), [
      ["ValidationException", 2],
      ["UnprocessedItems", 1]
    ])
    assert.deepStrictEqual(Array.from(tally.rejectedKeys), [
      ["a", 2],
      ["b", 1]
    ])
    assert.strictEqual(sum(tally.rejected), 3)
    assert.strictEqual(tally.items, 0)
  })
})

it("retries and throttles are counted by reason", () => {
  const tally = new Tally(started)
  tally.retried("ECONNRESET")
  tally.throttled("UnprocessedItems", 24)
  tally.throttled("UnprocessedItems", 2)
  assert.deepStrictEqual(Array.from(tally.retries), [["ECONNRESET", 1]])
  assert.deepStrictEqual(Array.from(tally.throttles), [["UnprocessedItems", 26]])
})

describe("percentiles", () => {
  it("of nothing are 0", () => {
    assert.strictEqual(percentileMs(new Tally(started).request, 99), 0)
  })

  it.prop(
    "are right to three digits",
    [FastCheck.array(FastCheck.integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 200 })],
    ([micros]) => {
      const tally = new Tally(started)
      for (const us of micros) tally.answered(tally.sent(), started, started + BigInt(us) * 1_000n, "written", 0)
      const most = Math.max(...micros) / 1_000
      assert.closeTo(percentileMs(tally.request, 100), most, most * 0.001 + 0.001)
      const sorted = micros.toSorted((a, b) => a - b)
      const middle = (sorted[Math.ceil(sorted.length / 2) - 1] ?? 0) / 1_000
      assert.closeTo(percentileMs(tally.request, 50), middle, middle * 0.001 + 0.001)
    },
    { fastCheck: { numRuns: 30, seed: 1 } }
  )
})
