import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import { distinctKeys, stillPending } from "../../src/Operation/Batches.ts"

const key: KeySchema = { partition: { name: "id", type: "S" } }
const numeric: KeySchema = { partition: { name: "id", type: "N" } }
const item = (id: string, version = 0): Item => ({ id: { S: id }, version: { N: String(version) } })

describe("distinctKeys", () => {
  it("leaves a unit of distinct keys as it is", () => {
    const unit = [item("a"), item("b"), item("c")]
    assert.deepStrictEqual(distinctKeys(unit, key), [unit])
    assert.deepStrictEqual(distinctKeys([], key), [])
  })

  it("sees one number in 1 and 1.0", () => {
    const unit = [{ id: { N: "1" } }, { id: { N: "1.0" } }]
    assert.deepStrictEqual(distinctKeys(unit, numeric), [[{ id: { N: "1" } }], [{ id: { N: "1.0" } }]])
  })

  it.prop(
    "loses none, repeats no key in a batch, and keeps the order within a key",
    [FastCheck.array(FastCheck.integer({ min: 0, max: 6 }), { maxLength: 25 })],
    ([ids]) => {
      const unit = ids.map((id, version) => item(String(id), version))
      const batches = distinctKeys(unit, key)
      for (const batch of batches)
        assert.strictEqual(new Set(batch.map(({ id }) => JSON.stringify(id))).size, batch.length)
      for (const id of new Set(ids)) {
        const ofId = ({ id: { S } = { S: "" } }: { readonly id?: { readonly S?: string } }) => S === String(id)
        assert.deepStrictEqual(batches.flat().filter(ofId), unit.filter(ofId))
      }
      assert.strictEqual(batches.flat().length, unit.length)
    }
  )
})

describe("stillPending", () => {
  const sent = [item("a"), item("b"), item("c")]

  it.effect("is what came back, in the order in which it was sent", () =>
    Effect.gen(function* () {
      const pending = yield* stillPending(sent, [item("c"), item("a")], key)
      assert.deepStrictEqual(pending, [item("a"), item("c")])
    })
  )

  it.effect("knows an item by its key alone", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* stillPending([{ id: { N: "10" } }], [{ id: { N: "1E1" } }], numeric), [
        { id: { N: "10" } }
      ])
    })
  )

  it.effect("is Fatal where it was never sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(stillPending(sent, [item("a"), item("d")], key))
      assert.deepInclude(error, { _tag: "Fatal", code: "UnknownUnprocessedItem" })
    })
  )
})
