import { assert, describe, it } from "@effect/vitest"
import type { Item } from "../../src/domain/Item.ts"
import { noTraits } from "../../src/domain/Settings.ts"
import * as Source from "../../src/Race/Source.ts"
import { distinct } from "../setup/Recording.ts"
import { fileOf, generated } from "./simulated.ts"

const payloads = (items: Iterable<Item>) => Array.from(items, ({ v }) => v)
const keys = (items: Iterable<Item>) => Array.from(items, ({ pk }) => (pk !== undefined && "S" in pk ? pk.S : ""))

describe("made items", () => {
  const source = generated()

  it("are the same first ones for every lap", () => {
    assert.deepStrictEqual(
      Array.from(source.take(5, "", noTraits)),
      Array.from(source.take(9, "", noTraits)).slice(0, 5)
    )
    assert.strictEqual(source.take(9, "", noTraits).size, 9)
    assert.strictEqual(source.available, Number.POSITIVE_INFINITY)
  })

  it("have keys of their own under each prefix", () => {
    const [first, second] = [Array.from(source.take(20, "1-", noTraits)), Array.from(source.take(20, "11-", noTraits))]
    assert.strictEqual(new Set([...keys(first), ...keys(second)]).size, 40)
    assert.isTrue(keys(first).every((key) => key.startsWith("1-")))
    assert.notDeepEqual(payloads(first), [])
    assert.isTrue(source.prefixed)
  })
})

describe("a file", () => {
  it("gives its first records, and no more than it has", () => {
    const workload = distinct(5)
    const source = fileOf(workload)
    assert.deepStrictEqual(Array.from(source.take(3, "", noTraits)), Array.from(workload).slice(0, 3))
    assert.strictEqual(source.take(9, "", noTraits).size, 5)
    assert.deepStrictEqual([source.available, source.prefixed], [5, false])
  })

  it("tells what reading it rejected: all counted, ten shown", () => {
    const rejected = Array.from({ length: 12 }, (_, n) => ({ line: n + 2, reason: "no id", attributes: ["name"] }))
    const source = Source.file({
      workload: distinct(5),
      records: 20,
      reasons: new Map([
        ["no id", 14],
        ["id is empty", 1]
      ]),
      rejected
    })
    assert.strictEqual(source.fileRejected?.count, 15)
    assert.deepStrictEqual(source.fileRejected?.by_reason, { "no id": 14, "id is empty": 1 })
    assert.strictEqual(source.fileRejected?.examples.length, 10)
    assert.deepStrictEqual(source.fileRejected?.examples[0], { line: 2, reason: "no id" })
  })
})
