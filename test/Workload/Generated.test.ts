import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck, Schema } from "effect"
import * as ItemSize from "../../src/domain/ItemSize.ts"
import * as Key from "../../src/domain/Key.ts"
import { Generated, KeyDistribution, smallestItem } from "../../src/domain/WorkloadSpec.ts"
import * as GeneratedWorkload from "../../src/Workload/Generated.ts"

const spec = (overrides: Partial<Generated> = {}): Generated =>
  Generated.make({
    size: 1000,
    seed: 1,
    item_size_bytes: 250,
    keys: "uniform",
    repeat_keys: 0,
    prefix: "",
    ...overrides
  })

const specs = FastCheck.record({
  from: FastCheck.oneof(FastCheck.constant(0), FastCheck.nat(100_000), FastCheck.constant(2 ** 31 - 100)),
  size: FastCheck.nat(60),
  seed: FastCheck.integer(),
  item_size_bytes: FastCheck.oneof(
    FastCheck.integer({ min: smallestItem, max: 2000 }),
    FastCheck.constantFrom(smallestItem, ItemSize.maximum)
  ),
  keys: FastCheck.constantFrom(...KeyDistribution.literals),
  repeat_keys: FastCheck.constantFrom(0, 0.2, 1),
  prefix: FastCheck.constantFrom("", "lap-1/", "sixteen-letters!")
}).map((fields) => Generated.make(fields))

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

  it.prop("every item has exactly the size that was asked for", [specs], ([of]) => {
    for (const item of GeneratedWorkload.make(of)) assert.strictEqual(ItemSize.ofItem(item), of.item_size_bytes)
  })

  it.prop("no two items are equal, and without repeats no two keys", [specs], ([of]) => {
    const items = [...GeneratedWorkload.make(of)]
    assert.strictEqual(new Set(items.map(({ payload }) => JSON.stringify(payload))).size, items.length)
    if (of.repeat_keys === 0) assert.strictEqual(new Set(keysOf(of)).size, items.length)
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

  it("names the sizes that an item may have", () => {
    for (const item_size_bytes of [smallestItem - 1, ItemSize.maximum + 1, -5]) {
      const decoded = Schema.decodeUnknownEither(Generated)({ ...spec(), item_size_bytes })
      assert.include(Either.isLeft(decoded) ? decoded.left.message : "", "an item takes 64B to 400KB (409600B)")
    }
  })
})
