import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { ContentSum } from "../../src/domain/ContentSum.ts"
import type { AttributeValue, Item } from "../../src/domain/Item.ts"
import * as ItemEquality from "../../src/domain/ItemEquality.ts"

const sumOf = (items: Iterable<Item>): bigint => {
  const sum = new ContentSum()
  for (const item of items) sum.add(item)
  return sum.value
}

const few = FastCheck.string({ maxLength: 2 })
const bytes = FastCheck.uint8Array({ maxLength: 2 })
const number = FastCheck.oneof(
  FastCheck.integer({ min: -9, max: 9 }).map(String),
  FastCheck.constantFrom("1.0", "1e1", "-0")
)
const { item } = FastCheck.letrec<{ value: AttributeValue; item: Item }>((tie) => ({
  value: FastCheck.oneof(
    { maxDepth: 2, withCrossShrink: true },
    few.map((S) => ({ S })),
    number.map((N) => ({ N })),
    bytes.map((B) => ({ B })),
    FastCheck.boolean().map((BOOL) => ({ BOOL })),
    FastCheck.constant({ NULL: true as const }),
    FastCheck.uniqueArray(few, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    FastCheck.uniqueArray(FastCheck.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }).map((all) => ({
      NS: all.map(String)
    })),
    FastCheck.array(bytes, { minLength: 1, maxLength: 2 }).map((BS) => ({ BS })),
    tie("item").map((M) => ({ M })),
    FastCheck.array(tie("value"), { maxLength: 3 }).map((L) => ({ L }))
  ),
  item: FastCheck.dictionary(few, tie("value"), { maxKeys: 3 })
}))
const items = FastCheck.array(item, { maxLength: 12 })

describe("the content of items adds up", () => {
  it.prop("the same in any order and in any pieces", [items, FastCheck.nat()], ([all, seed]) => {
    const turned = all.toReversed()
    const cut = all.length === 0 ? 0 : seed % all.length
    const pieces = new ContentSum()
    pieces.addSum(sumOf(all.slice(cut)))
    pieces.addSum(sumOf(all.slice(0, cut)))
    assert.strictEqual(sumOf(turned), sumOf(all))
    assert.strictEqual(pieces.value, sumOf(all))
  })

  it.prop("equal for two items exactly where DynamoDB would call them one", [item, item], ([a, b]) => {
    assert.strictEqual(sumOf([a]) === sumOf([b]), ItemEquality.equals(a, b))
  })

  it.prop("equal however attributes, sets and numbers are written", [item], ([one]) => {
    const turned = Object.fromEntries(Object.entries(one).toReversed())
    assert.strictEqual(sumOf([turned]), sumOf([one]))
    assert.strictEqual(
      sumOf([{ n: { N: "1.50" }, s: { SS: ["a", "b"] } }]),
      sumOf([{ s: { SS: ["b", "a"] }, n: { N: "15E-1" } }])
    )
  })

  it.prop(
    "to something else when one is missing, there twice, or replaced",
    [FastCheck.array(item, { minLength: 1 })],
    ([all]) => {
      const [first = {}, ...others] = all
      const without = sumOf(others)
      assert.notStrictEqual(without, sumOf(all))
      assert.notStrictEqual(sumOf([first, ...all]), sumOf(all))
      assert.notStrictEqual(sumOf([{ ...first, more: { BOOL: true } }, ...others]), sumOf(all))
    }
  )

  it("to something else where two items exchange an attribute", () => {
    const before = [
      { id: { S: "1" }, v: { S: "a" } },
      { id: { S: "2" }, v: { S: "b" } }
    ]
    const after = [
      { id: { S: "1" }, v: { S: "b" } },
      { id: { S: "2" }, v: { S: "a" } }
    ]
    assert.notStrictEqual(sumOf(after), sumOf(before))
  })

  it("to as many values as there are items, spread over all 64 bits", () => {
    const singles = Array.from({ length: 100_000 }, (_, n) => sumOf([{ id: { S: `item-${n}` } }]))
    assert.strictEqual(new Set(singles).size, singles.length)
    for (let bit = 0n; bit < 64n; bit++) {
      const set = singles.filter((sum) => ((sum >> bit) & 1n) === 1n).length / singles.length
      assert.closeTo(set, 0.5, 0.02, `bit ${bit}`)
    }
  })

  it("to something else in half of its bits when one bit of a character changes, wherever that stands", () => {
    const text = "which character changes?"
    const flips: Array<number> = []
    for (let at = 0; at < text.length; at++) {
      for (let bit = 0; bit < 7; bit++) {
        const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1)
        const difference = sumOf([{ v: { S: text } }]) ^ sumOf([{ v: { S: changed } }])
        flips.push(difference.toString(2).replaceAll("0", "").length)
      }
    }
    assert.isAbove(Math.min(...flips), 12)
    assert.closeTo(flips.reduce((sum, n) => sum + n, 0) / flips.length, 32, 2)
  })

  it("is taken once", () => {
    const sum = new ContentSum()
    sum.add({ id: { S: "1" } })
    const taken = sum.take()
    assert.strictEqual(taken, sumOf([{ id: { S: "1" } }]))
    assert.strictEqual(sum.value, 0n)
  })
})
