import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck, Schema } from "effect"
import * as ItemSize from "../../src/domain/ItemSize.ts"
import * as Key from "../../src/domain/Key.ts"
import { Generated, KeyDistribution, smallestItem, WorkloadSpec } from "../../src/domain/WorkloadSpec.ts"
import * as GeneratedWorkload from "../../src/Workload/Generated.ts"

const spec = (overrides: Partial<Generated> = {}): Generated =>
  Generated.make({
    _tag: "Generated",
    size: 1000,
    seed: 1,
    item_size_bytes: 250,
    keys: "uniform",
    repeat_keys: 0,
    prefix: "",
    ...overrides
  })

/** Sizes from the smallest that these keys allow. */
const specs = FastCheck.record({
  _tag: FastCheck.constant("Generated" as const),
  from: FastCheck.oneof(FastCheck.constant(0), FastCheck.nat(100_000), FastCheck.constant(2 ** 31 - 100)),
  size: FastCheck.nat(60),
  seed: FastCheck.integer(),
  keys: FastCheck.constantFrom(...KeyDistribution.literals),
  repeat_keys: FastCheck.constantFrom(0, 0.2, 1),
  prefix: FastCheck.constantFrom("", "lap-1/", "sixteen-letters!")
}).chain((fields) => {
  const least = smallestItem(fields)
  return FastCheck.oneof(
    FastCheck.integer({ min: least, max: least + 40 }),
    FastCheck.integer({ min: least, max: 2000 }),
    FastCheck.constantFrom(least, ItemSize.maximum)
  ).map((item_size_bytes) => Generated.make({ ...fields, item_size_bytes }))
})

const keysOf = (of: Generated) => {
  const workload = GeneratedWorkload.make(of)
  return [...workload].map((item) => Key.toText(workload.key, item))
}

const partitions = (of: Generated) => {
  const counts = new Map<string, number>()
  for (const { pk } of GeneratedWorkload.make(of)) {
    const name = JSON.stringify(pk)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts.values()].sort((a, b) => b - a)
}

describe("Generated", () => {
  it.prop("slices, one after another, are the whole", [specs, FastCheck.nat(70), FastCheck.nat(70)], ([of, a, b]) => {
    const whole = GeneratedWorkload.make(of)
    const [first, second] = [Math.min(a, b), Math.max(a, b)]
    const pieces = [whole.slice(0, first), whole.slice(first, second), whole.slice(second, whole.size)]
    assert.deepStrictEqual(
      pieces.flatMap((piece) => [...piece]),
      [...whole]
    )
    assert.deepStrictEqual(
      pieces.map(({ size }) => size),
      pieces.map((piece) => [...piece].length)
    )
  })

  it.prop(
    "a spec that has travelled makes the same items",
    [specs, FastCheck.nat(60), FastCheck.nat(60)],
    ([of, a, b]) => {
      const piece = GeneratedWorkload.make(of).slice(a, b)
      const travelled = Schema.decodeUnknownSync(Schema.parseJson(Generated))(JSON.stringify(piece.spec))
      assert.deepStrictEqual([...GeneratedWorkload.make(travelled)], [...piece])
    }
  )

  it.prop("every item has exactly the size that was asked for, wherever its prefix has room", [specs], ([of]) => {
    const least = smallestItem(of) + of.prefix.length
    for (const item of GeneratedWorkload.make(of)) {
      const size = ItemSize.ofItem(item)
      if (of.item_size_bytes >= least) assert.strictEqual(size, of.item_size_bytes)
      else {
        assert.isAtLeast(size, of.item_size_bytes)
        assert.isAtMost(size, least)
      }
    }
  })

  it.prop("no two items are equal, and without repeats no two keys", [specs], ([of]) => {
    const items = [...GeneratedWorkload.make(of)]
    assert.strictEqual(new Set(items.map((item) => JSON.stringify(item))).size, items.length)
    if (of.repeat_keys === 0) assert.strictEqual(new Set(keysOf(of)).size, items.length)
  })

  it.prop("no two payloads are equal from 8 bytes on, and there are always three", [specs], ([of]) => {
    const payloads = [...GeneratedWorkload.make(of)].map(({ v }) => (v !== undefined && "S" in v ? v.S : ""))
    const long = payloads.filter((payload) => payload.length >= 8)
    assert.strictEqual(new Set(long).size, long.length)
    assert.isTrue(payloads.every((payload) => payload.length >= 3))
  })

  it("makes the items of 14 bytes that the article wrote: few payloads are the same", () => {
    const items = [...GeneratedWorkload.make(spec({ size: 100, item_size_bytes: 14 }))]
    assert.deepStrictEqual(new Set(items.map((item) => ItemSize.ofItem(item))), new Set([14]))
    assert.strictEqual(new Set(keysOf(spec({ size: 100, item_size_bytes: 14 }))).size, 100)
    assert.isAbove(new Set(items.map(({ v }) => JSON.stringify(v))).size, 95)
  })

  it("spreads uniform keys, and in no order", () => {
    const keys = keysOf(spec({ size: 4000 }))
    assert.strictEqual(new Set(keys).size, 4000)
    for (const quarter of [0, 1, 2, 3]) {
      assert.closeTo(keys.filter((key) => Number.parseInt(key, 16) >>> 30 === quarter).length, 1000, 120)
    }
    const risen = keys.filter((key, index) => index > 0 && key > (keys[index - 1] ?? "")).length
    assert.closeTo(risen, 2000, 120)
  })

  it("puts nine tenths of hot items on one partition key", () => {
    const [hottest = 0, next = 0] = partitions(spec({ keys: "hot", size: 10_000 }))
    assert.closeTo(hottest, 9000, 150)
    assert.strictEqual(next, 1)
  })

  it("draws zipfian partition keys: the second half as often as the first", () => {
    const counts = partitions(spec({ keys: "zipfian", size: 50_000 }))
    const harmonic = Array.from({ length: 4096 }, (_, rank) => 1 / (rank + 1)).reduce((sum, share) => sum + share)
    for (const rank of [0, 1, 2, 3]) {
      const expected = 50_000 / harmonic / (rank + 1)
      assert.closeTo(counts[rank] ?? 0, expected, expected * 0.08)
    }
    assert.isAbove(counts.length, 3500)
  })

  it("repeats a fifth of the keys, each of an earlier item, and tells their versions apart", () => {
    for (const keys of KeyDistribution.literals) {
      const of = spec({ keys, size: 5000, repeat_keys: 0.2 })
      assert.closeTo(new Set(keysOf(of)).size, 4000, 120)
      const versions = [...GeneratedWorkload.make(of)].map(({ version }) => version)
      assert.deepStrictEqual(
        versions,
        versions.map((_, index) => ({ N: String(index) }))
      )
    }
  })

  it("makes other items for another seed, and other keys for another prefix", () => {
    const of = (overrides: Partial<Generated>) => new Set(keysOf(spec(overrides)))
    const base = of({})
    assert.deepStrictEqual(
      [...of({ seed: 2 })].filter((key) => base.has(key)),
      []
    )
    assert.deepStrictEqual(of({ prefix: "lap-2/" }), new Set([...base].map((key) => `lap-2/${key}`)))
  })

  it.each([
    { keys: "uniform", repeat_keys: 0, smallest: 14 },
    { keys: "hot", repeat_keys: 0, smallest: 24 },
    { keys: "uniform", repeat_keys: 0.2, smallest: 27 },
    { keys: "zipfian", repeat_keys: 0.2, smallest: 37 }
  ] as const)("names the sizes that an item may have: from $smallest bytes", ({ smallest, ...keys }) => {
    const decode = (item_size_bytes: number) =>
      Schema.decodeUnknownEither(WorkloadSpec)({ ...spec(), ...keys, item_size_bytes })
    assert.isTrue(Either.isRight(decode(smallest)))
    assert.isTrue(Either.isRight(decode(ItemSize.maximum)))
    for (const size of [smallest - 1, ItemSize.maximum + 1, -5]) {
      const decoded = decode(size)
      const message = Either.isLeft(decoded) ? decoded.left.message : ""
      assert.include(message, `an item takes ${smallest}B to 400KB (409600B)`)
    }
  })
})
