import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, FastCheck, Schema } from "effect"
import * as Key from "../../src/domain/Key.ts"
import * as Segment from "../../src/domain/Segment.ts"
import { type Generated as GeneratedSpec, WorkloadSpec } from "../../src/domain/WorkloadSpec.ts"
import * as Generated from "../../src/Workload/Generated.ts"
import * as Keys from "../../src/Workload/Keys.ts"
import * as Rebuilt from "../../src/Workload/Rebuilt.ts"
import * as Segments from "../../src/Workload/Segments.ts"
import type { Workload } from "../../src/Workload.ts"

const made = (changes: Partial<GeneratedSpec> = {}) =>
  Generated.make({
    _tag: "Generated",
    size: 200,
    seed: 3,
    item_size_bytes: 80,
    keys: "uniform",
    repeat_keys: 0,
    prefix: "",
    ...changes
  })

const workloads: ReadonlyArray<readonly [string, Workload]> = [
  ["keys", Keys.make(made(), "whole")],
  ["keys of items that repeat theirs", Keys.make(made({ keys: "zipfian", repeat_keys: 0.4 }), "whole")],
  ["partition keys", Keys.make(made({ keys: "hot" }), "partition")],
  ["partition keys of shards", Keys.make(made({ shards: 7 }), "partition")],
  ["segments", Segments.make(37)]
]

const onTheWire = Schema.parseJson(WorkloadSpec)

layer(NodeFileSystem.layer)("elsewhere", (it) => {
  it.effect.each(workloads)("%s are made anew, and so is any slice of them", ([, workload]) =>
    Effect.gen(function* () {
      const make = yield* Rebuilt.make
      for (const part of [workload, workload.slice(3, 20), workload.slice(3, 20).slice(2, 9), workload.slice(5, 5)]) {
        const sent = yield* Schema.encode(onTheWire)(part.spec)
        const rebuilt = yield* make(yield* Schema.decode(onTheWire)(sent))
        assert.deepStrictEqual(Array.from(rebuilt), Array.from(part))
        assert.deepStrictEqual([rebuilt.size, rebuilt.key], [part.size, part.key])
      }
    })
  )

  it.effect("keys of one run of items are not taken for those of another", () =>
    Effect.gen(function* () {
      const make = yield* Rebuilt.make
      for (const workload of [...workloads, ...workloads].map(([, workload]) => workload)) {
        assert.deepStrictEqual(Array.from(yield* make(workload.spec)), Array.from(workload))
      }
    })
  )
})

describe("slices", () => {
  it.prop("of any cut give all elements, in order", [FastCheck.nat(210), FastCheck.nat(210)], ([a, b]) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)]
    for (const [, workload] of workloads) {
      const pieces = [workload.slice(0, low), workload.slice(low, high), workload.slice(high, 1_000)]
      assert.deepStrictEqual(
        pieces.flatMap((piece) => Array.from(piece)),
        Array.from(workload)
      )
      assert.strictEqual(
        pieces.reduce((sum, { size }) => sum + size, 0),
        workload.size
      )
    }
  })
})

describe("keys", () => {
  it("are those of the items, each once and nothing else", () => {
    const items = made({ keys: "zipfian", repeat_keys: 0.4 })
    const keys = Array.from(Keys.make(items, "whole"))
    const texts = new Set(Array.from(items, (item) => Key.toText(items.key, item)))
    assert.isBelow(texts.size, items.size)
    assert.deepStrictEqual(new Set(keys.map((key) => Key.toText(items.key, key))), texts)
    assert.strictEqual(keys.length, texts.size)
    assert.isTrue(keys.every((key) => Object.keys(key).join() === "pk,sk"))
  })

  it("of partitions are the partition keys alone", () => {
    const keys = Array.from(Keys.make(made({ shards: 7 }), "partition"))
    assert.deepStrictEqual(
      keys.map((key) => JSON.stringify(key)).toSorted(),
      Array.from({ length: 7 }, (_, n) => `{"pk":{"S":"k#${n}"}}`)
    )
  })
})

describe("shards", () => {
  it("spread the items of one key evenly, none of them lost", () => {
    const items = Array.from(made({ size: 8_000, shards: 8 }))
    const counts = new Map<string, number>()
    for (const { pk } of items) {
      const shard = JSON.stringify(pk)
      counts.set(shard, (counts.get(shard) ?? 0) + 1)
    }
    assert.strictEqual(counts.size, 8)
    for (const count of counts.values()) assert.closeTo(count, 1_000, 150)
    const key = made({ shards: 8 }).key
    assert.strictEqual(new Set(items.map((item) => Key.toText(key, item))).size, items.length)
  })
})

describe("segments", () => {
  it("are numbered from 0, and each says of how many it is", () => {
    const all = Array.from(Segments.make(3), Segment.fromItem)
    assert.deepStrictEqual(all, [
      { index: 0, of: 3 },
      { index: 1, of: 3 },
      { index: 2, of: 3 }
    ])
    assert.deepStrictEqual(Segment.fromItem({ pk: { S: "no segment" } }), { index: Number.NaN, of: Number.NaN })
  })
})
