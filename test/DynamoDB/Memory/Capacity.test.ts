import { assert, describe, it } from "@effect/vitest"
import type { Item } from "../../../src/domain/Item.ts"
import { engine, right, table } from "./engine.ts"

const key = (name: string): Item => ({ title: { S: name } })
/** `title` and a name of one letter take 6 bytes, `p` takes one. */
const sized = (name: string, bytes: number): Item => ({ ...key(name), p: { S: "x".repeat(bytes - 7) } })

describe("capacity units", () => {
  it("a write costs the larger of before and after", () => {
    const films = engine()
    const costs = [100, 3000, 100, 1024, 1025].map(
      (bytes) => right(films.putItem({ table, item: sized("a", bytes) })).units
    )
    assert.deepStrictEqual(costs, [1, 3, 3, 1, 2])
  })

  it("a delete costs what is deleted, and one where nothing is", () => {
    const films = engine()
    films.putItem({ table, item: sized("a", 2500) })
    const costs = [1, 2].map(() => right(films.deleteItem({ table, key: key("a") })).units)
    assert.deepStrictEqual(costs, [3, 1])
  })

  it("a read costs half where it need not be consistent, a miss as much as the smallest item", () => {
    const films = engine()
    films.putItem({ table, item: sized("a", 4097) })
    const costs = (consistent: boolean) =>
      ["a", "b"].map((name) => right(films.getItem({ table, key: key(name), consistent })).units)
    assert.deepStrictEqual(
      [costs(true), costs(false)],
      [
        [2, 1],
        [1, 0.5]
      ]
    )
  })

  it("batches round item by item", () => {
    const films = engine()
    const requests = [sized("a", 1500), sized("b", 100)].map((item) => ({ _tag: "put" as const, item }))
    assert.deepStrictEqual(right(films.batchWriteItem([{ table, requests }])), [{ table, units: 3 }])
    const removes = ["a", "c"].map((name) => ({ _tag: "delete" as const, key: key(name) }))
    assert.deepStrictEqual(right(films.batchWriteItem([{ table, requests: removes }])), [{ table, units: 3 }])
    films.putItem({ table, item: sized("a", 6500) })
    const [found] = right(films.batchGetItem([{ table, keys: ["a", "b", "c"].map(key), consistent: false }]))
    assert.strictEqual(found?.units, 1 + 0.5 + 0.5)
  })

  it("a scan sums before it rounds", () => {
    const films = engine()
    for (const name of ["a", "b", "c", "d"]) films.putItem({ table, item: sized(name, 1500) })
    assert.strictEqual(right(films.scanPage({ table, consistent: true })).units, 2)
    assert.strictEqual(right(films.scanPage({ table, consistent: false })).units, 1)
  })

  it("an answer of 16 MB is full: what is left is unprocessed and costs nothing", () => {
    const films = engine()
    const names = Array.from({ length: 50 }, (_, n) => String.fromCharCode(65 + n))
    for (const name of names) films.putItem({ table, item: sized(name, 400_000) })
    const [found] = right(films.batchGetItem([{ table, keys: names.map(key), consistent: true }]))
    const fitting = Math.floor((16 * 1024 * 1024) / 400_000)
    assert.strictEqual(found?.items.length, fitting)
    assert.deepStrictEqual(found?.unprocessed, names.slice(fitting).map(key))
    assert.strictEqual(found?.units, fitting * 98)
  })
})
