import { assert, describe, it } from "@effect/vitest"
import { FastCheck, Schema } from "effect"
import { TallyData } from "../src/domain/TallyData.ts"
import { percentileMs, sum, Tally } from "../src/Tally.ts"

const started = 1_000_000_000n
const at = (ms: number) => started + BigInt(Math.round(ms * 1e6))

describe("requests", () => {
  it("each holds the lowest free slot", () => {
    const tally = new Tally(started)
    const slots = [tally.sent(at(0)), tally.sent(at(0)), tally.sent(at(0))]
    assert.deepStrictEqual(slots, [0, 1, 2])
    tally.answered(1, at(0), at(5), "written", 1, 1)
    assert.deepStrictEqual([tally.sent(at(0)), tally.sent(at(0))], [1, 3])
    tally.answered(0, at(0), at(7.5), "throttled", 0, 1)
    tally.answered(3, at(5), at(9), "failed", 0, 1)
    assert.deepStrictEqual([tally.sent(at(0)), tally.sent(at(0))], [0, 3])
    assert.strictEqual(tally.attempts, 7)
    assert.deepStrictEqual(tally.flights, [
      { worker: 0, slot: 1, start_ms: 0, end_ms: 5, attempt: 1, outcome: "written" },
      { worker: 0, slot: 0, start_ms: 0, end_ms: 7.5, attempt: 1, outcome: "throttled" },
      { worker: 0, slot: 3, start_ms: 5, end_ms: 9, attempt: 1, outcome: "failed" }
    ])
  })

  it("the first 500 that were sent are kept, however late they are answered", () => {
    const tally = new Tally(started)
    const slow = tally.sent(at(0))
    for (let n = 1; n < 1_000; n++) tally.answered(tally.sent(at(n)), at(n), at(n + 1), "written", 1, 1)
    tally.answered(slow, at(0), at(2_000), "written", 1, 1)
    assert.strictEqual(tally.attempts, 1_000)
    assert.strictEqual(tally.flights.length, 500)
    assert.deepInclude(tally.flights, {
      worker: 0,
      slot: 0,
      start_ms: 0,
      end_ms: 2_000,
      attempt: 1,
      outcome: "written"
    })
    assert.strictEqual(tally.request.totalCount, 1_000)
    assert.strictEqual(tally.consumed, 1_000)
  })

  it("takes no slot of which nothing is kept, however many are in flight", () => {
    const tally = new Tally(started)
    const slots = Array.from({ length: 100_000 }, () => tally.sent(at(0)))
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
    tally.settled(25, at(0), at(99.9))
    tally.settled(1, at(50), at(100))
    tally.settled(4, at(60), at(350))
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

  it("given up keep their reason, of several of one key the last, wherever it was seen", () => {
    const tally = new Tally(started)
    const other = new Tally(started)
    tally.reject("a", "ValidationException")
    tally.reject("b", "UnprocessedItems")
    other.reject("a", "ECONNRESET")
    tally.add(other.take())
    assert.deepStrictEqual(
      tally.take().reject_reasons.toSorted(([a], [b]) => a.localeCompare(b)),
      [
        ["a", "ECONNRESET"],
        ["b", "UnprocessedItems"]
      ]
    )
    assert.deepStrictEqual([tally.take().reject_reasons, other.take().reject_reasons], [[], []])
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

/** Something that a worker sees. */
type Event =
  | { readonly _tag: "request"; readonly from: number; readonly took: number; readonly outcome: "written" | "failed" }
  | { readonly _tag: "written"; readonly items: number; readonly from: number; readonly took: number }
  | { readonly _tag: "read"; readonly ids: ReadonlyArray<string>; readonly from: number; readonly took: number }
  | { readonly _tag: "retried" | "throttled" | "rejected"; readonly reason: string }
  | { readonly _tag: "lasted" | "cpu" | "memory"; readonly much: number }

const see = (tally: Tally, event: Event) => {
  switch (event._tag) {
    case "request":
      return tally.answered(
        tally.sent(at(event.from)),
        at(event.from),
        at(event.from + event.took),
        event.outcome,
        2,
        1
      )
    case "written":
      return tally.settled(event.items, at(event.from), at(event.from + event.took))
    case "read":
      return tally.read(
        event.ids.map((S) => ({ id: { S } })),
        at(event.from),
        at(event.from + event.took)
      )
    case "retried":
      return tally.retried(event.reason)
    case "throttled":
      return tally.throttled(event.reason, 3)
    case "rejected":
      return tally.reject(`key of ${event.reason}`, event.reason)
    case "lasted":
      tally.durationMs = event.much
      return
    case "cpu":
      tally.cpuUs += event.much
      return
    case "memory":
      tally.peakRssMb += event.much
      return
  }
}

const duration = FastCheck.integer({ min: 0, max: 3_000 })
const event: FastCheck.Arbitrary<Event> = FastCheck.oneof(
  FastCheck.record({
    _tag: FastCheck.constant("request" as const),
    from: duration,
    took: duration,
    outcome: FastCheck.constantFrom("written" as const, "failed" as const)
  }),
  FastCheck.record({
    _tag: FastCheck.constant("written" as const),
    items: FastCheck.integer({ min: 1, max: 25 }),
    from: duration,
    took: duration
  }),
  FastCheck.record({
    _tag: FastCheck.constant("read" as const),
    ids: FastCheck.array(FastCheck.string({ maxLength: 4 }), { maxLength: 4 }),
    from: duration,
    took: duration
  }),
  FastCheck.record({
    _tag: FastCheck.constantFrom("retried" as const, "throttled" as const, "rejected" as const),
    reason: FastCheck.constantFrom("A", "B", "__proto__")
  }),
  FastCheck.record({
    _tag: FastCheck.constantFrom("lasted" as const, "cpu" as const, "memory" as const),
    much: FastCheck.nat(1_000)
  })
)

/** What several workers see, and in how many pieces each tells it. */
const workers = FastCheck.array(FastCheck.array(FastCheck.array(event, { maxLength: 8 }), { maxLength: 4 }), {
  maxLength: 4
})

const piecesOf = (seen: ReadonlyArray<ReadonlyArray<ReadonlyArray<Event>>>): ReadonlyArray<TallyData> =>
  seen.flatMap((pieces, worker) => {
    const tally = new Tally(started, worker)
    return pieces.map((events) => {
      for (const event of events) see(tally, event)
      return tally.take()
    })
  })

const addedUp = (pieces: ReadonlyArray<TallyData>): Tally => {
  const tally = new Tally(started)
  for (const piece of pieces) tally.add(piece)
  return tally
}

const counts = (of: ReadonlyMap<string, number>) => Array.from(of).sort(([a], [b]) => (a < b ? -1 : 1))
const histogram = (of: Tally["request"]) => [
  of.totalCount,
  ...[1, 25, 50, 90, 99, 99.9, 100].map((percentile) => percentileMs(of, percentile))
]

/** All that can be read from a tally, whatever the order in which it came together. */
const told = (tally: Tally) => ({
  items: tally.items,
  attempts: tally.attempts,
  consumed: tally.consumed,
  content: tally.content.value,
  counts: [tally.retries, tally.throttles, tally.rejected, tally.rejectedKeys].map(counts),
  histograms: [tally.request, tally.item].map(histogram),
  timeline: tally.timeline,
  flights: tally.flights.map((flight) => JSON.stringify(flight)).sort(),
  most: [tally.durationMs, tally.cpuUs, tally.peakRssMb]
})

describe("what workers saw is added up", () => {
  it.prop(
    "in any order, in as many pieces and by way of whom one likes, with the same result",
    {
      workers,
      order: FastCheck.infiniteStream(FastCheck.nat()),
      groups: FastCheck.array(FastCheck.nat(5), { maxLength: 8 })
    },
    ({ groups, order, workers }) => {
      const pieces = piecesOf(workers)
      const whole = piecesOf(workers.map((pieces) => [pieces.flat()]))
      const here = new Tally(started)
      for (const event of workers.flat(2)) see(here, event)
      const expected = told(addedUp(pieces))
      const keys = new Map(pieces.map((piece) => [piece, order.next().value]))
      const shuffled = pieces.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0))
      assert.deepStrictEqual(told(addedUp(shuffled)), expected)
      let rest = shuffled
      const grouped = groups.map((size) => {
        const group = addedUp(rest.slice(0, size)).take()
        rest = rest.slice(size)
        return group
      })
      assert.deepStrictEqual(told(addedUp([...rest, ...grouped])), expected)
      assert.deepStrictEqual({ ...told(addedUp(whole)), most: expected.most }, expected)
      const { flights, most } = expected
      assert.deepStrictEqual({ ...told(here), flights, most }, expected)
      assert.deepStrictEqual(told(addedUp([addedUp([]).take(), ...pieces, new Tally(started, 7).take()])), expected)
    },
    { fastCheck: { numRuns: 60, seed: 1 } }
  )

  it("counts, sums and spans are those of all together", () => {
    const tally = addedUp(
      piecesOf([
        [
          [
            { _tag: "written", items: 2, from: 0, took: 90 },
            { _tag: "lasted", much: 300 }
          ],
          [
            { _tag: "written", items: 1, from: 90, took: 240 },
            { _tag: "cpu", much: 10 },
            { _tag: "memory", much: 60 },
            { _tag: "lasted", much: 330 }
          ]
        ],
        [
          [
            { _tag: "written", items: 5, from: 0, took: 100 },
            { _tag: "cpu", much: 7 },
            { _tag: "memory", much: 50 },
            { _tag: "lasted", much: 100 }
          ]
        ]
      ])
    )
    assert.strictEqual(tally.items, 8)
    assert.deepStrictEqual(tally.timeline, [2, 5, 0, 1])
    assert.deepStrictEqual([tally.durationMs, tally.cpuUs, tally.peakRssMb], [330, 17, 110])
    assert.strictEqual(tally.item.totalCount, 8)
    assert.closeTo(percentileMs(tally.item, 50), 100, 0.1)
    assert.closeTo(percentileMs(tally.item, 100), 240, 0.3)
  })

  it("of all flights the 500 that began first are kept", () => {
    const pieces = piecesOf(
      [0, 1, 2].map((worker) => [
        Array.from(
          { length: 400 },
          (_, n): Event => ({
            _tag: "request",
            from: n * 3 + worker,
            took: 1,
            outcome: "written"
          })
        )
      ])
    )
    for (const order of [pieces, pieces.toReversed()]) {
      const { attempts, flights, request } = addedUp(order)
      assert.deepStrictEqual([attempts, request.totalCount], [1_200, 1_200])
      assert.deepStrictEqual(
        flights.map(({ start_ms, worker }) => [start_ms, worker]),
        Array.from({ length: 500 }, (_, n) => [n, n % 3])
      )
    }
  })

  it("what is in flight while a piece is taken keeps its slot, and stands in the next piece", () => {
    const tally = new Tally(started, 3)
    const [first, second] = [tally.sent(at(0)), tally.sent(at(0))]
    tally.answered(first, at(0), at(10), "written", 1, 1)
    assert.deepInclude(tally.take(), { attempts: 2, consumed: 1 })
    assert.deepStrictEqual([tally.sent(at(0)), tally.sent(at(0))], [0, 2])
    tally.answered(second, at(0), at(20), "written", 1, 1)
    const { attempts, flights } = tally.take()
    assert.strictEqual(attempts, 2)
    assert.deepStrictEqual(flights, [{ worker: 3, slot: 1, start_ms: 0, end_ms: 20, attempt: 1, outcome: "written" }])
  })

  it("a worker keeps no more than 500 flights, in however many pieces it tells of them", () => {
    const tally = new Tally(started)
    const kept = Array.from({ length: 7 }, () => {
      for (let n = 0; n < 100; n++) tally.answered(tally.sent(at(n)), at(n), at(n + 1), "written", 1, 1)
      return tally.take().flights.length
    })
    assert.deepStrictEqual(kept, [100, 100, 100, 100, 100, 0, 0])
  })

  const Json = Schema.parseJson(TallyData)
  it.prop(
    "survives the way from one process to another",
    { workers },
    ({ workers }) => {
      const pieces = piecesOf(workers)
      const travelled = pieces.map((piece) => Schema.decodeSync(Json)(Schema.encodeSync(Json)(piece)))
      assert.deepStrictEqual(travelled, pieces)
      assert.deepStrictEqual(told(addedUp(travelled)), told(addedUp(pieces)))
    },
    { fastCheck: { numRuns: 30, seed: 1 } }
  )
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
      for (const us of micros)
        tally.answered(tally.sent(started), started, started + BigInt(us) * 1_000n, "written", 0, 1)
      const most = Math.max(...micros) / 1_000
      assert.closeTo(percentileMs(tally.request, 100), most, most * 0.001 + 0.001)
      const sorted = micros.toSorted((a, b) => a - b)
      const middle = (sorted[Math.ceil(sorted.length / 2) - 1] ?? 0) / 1_000
      assert.closeTo(percentileMs(tally.request, 50), middle, middle * 0.001 + 0.001)
    },
    { fastCheck: { numRuns: 30, seed: 1 } }
  )
})
