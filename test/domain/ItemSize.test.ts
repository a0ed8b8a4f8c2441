import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import type { AttributeValue, Item } from "../../src/domain/Item.ts"
import * as ItemSize from "../../src/domain/ItemSize.ts"

const bytes = fc.nat({ max: 1_000_000 })

const leaf: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: "grapheme" }).map((S) => ({ S })),
  fc.maxSafeInteger().map((N) => ({ N: String(N) })),
  fc.uint8Array().map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.uniqueArray(fc.string(), { minLength: 1 }).map((SS) => ({ SS }))
)

const { value } = fc.letrec<{ readonly value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("value")).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie("value")).map((M) => ({ M }))
  )
}))

describe("ItemSize", () => {
  it.each<[string, Item, number]>([
    ["text is counted in UTF-8", { name: { S: "Grüße 🌊" } }, 4 + 7 + 1 + 1 + 3],
    ["so are names", { ü: { S: "" } }, 2],
    ["a number, before it is normalised", { n: { N: "0042.50" } }, 1 + 3],
    ["a negative number", { n: { N: "-1" } }, 1 + 3],
    ["binary", { b: { B: new Uint8Array(10) } }, 1 + 10],
    ["true, false and null", { a: { BOOL: true }, b: { BOOL: false }, c: { NULL: true } }, 6],
    ["an empty list", { l: { L: [] } }, 1 + 3],
    ["a list counts its elements", { l: { L: [{ S: "ab" }, { N: "7" }] } }, 1 + 3 + (1 + 2) + (1 + 2)],
    ["a map counts its elements and their names", { m: { M: { key: { S: "ab" } } } }, 1 + 3 + 1 + 3 + 2],
    [
      "sets",
      { s: { SS: ["a", "bc"] }, n: { NS: ["1", "-1.5"] }, b: { BS: [new Uint8Array(3)] } },
      1 + 3 + 1 + 6 + 1 + 3
    ]
  ])("%s", (_, item, size) => assert.strictEqual(ItemSize.ofItem(item), size))

  it.prop("is the sum of what each attribute takes alone", [fc.dictionary(fc.string(), value)], ([item]) => {
    const alone = Object.entries(item).map(([name, value]) => ItemSize.ofItem({ [name]: value }))
    return ItemSize.ofItem(item) === alone.reduce((sum, size) => sum + size, 0)
  })

  it.prop(
    "a map takes three bytes, one for each entry, and what its entries take",
    [fc.dictionary(fc.string(), value)],
    ([item]) => ItemSize.ofItem({ m: { M: item } }) === 1 + 3 + Object.keys(item).length + ItemSize.ofItem(item)
  )
})

describe("capacity units", () => {
  it.each([
    [0, 1],
    [1, 1],
    [1024, 1],
    [1025, 2],
    [409_600, 400]
  ])("writing %i bytes costs %i", (bytes, units) => assert.strictEqual(ItemSize.writeUnits(bytes), units))

  it.each([
    [0, 1],
    [4096, 1],
    [4097, 2],
    [1_048_576, 256]
  ])("reading %i bytes costs %i", (bytes, units) => assert.strictEqual(ItemSize.readUnits(bytes, true), units))

  it.prop(
    "an eventually consistent read costs half",
    [bytes],
    ([size]) => ItemSize.readUnits(size, false) * 2 === ItemSize.readUnits(size, true)
  )

  it.prop(
    "one by one costs at least as much as together",
    [bytes, bytes],
    ([left, right]) =>
      ItemSize.writeUnits(left) + ItemSize.writeUnits(right) >= ItemSize.writeUnits(left + right) &&
      ItemSize.readUnits(left, true) + ItemSize.readUnits(right, true) >= ItemSize.readUnits(left + right, true)
  )

  it.prop(
    "never falls with size, and one more unit holds one more block",
    [bytes],
    ([size]) =>
      ItemSize.writeUnits(size + 1) >= ItemSize.writeUnits(size) &&
      ItemSize.writeUnits(size + 1024) === ItemSize.writeUnits(Math.max(size, 1)) + (size === 0 ? 0 : 1)
  )
})
