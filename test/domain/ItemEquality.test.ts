import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import type { AttributeValue, Item } from "../../src/domain/Item.ts"
import { equals } from "../../src/domain/ItemEquality.ts"

const of = (value: AttributeValue): Item => ({ value })
const bytes = (...values: ReadonlyArray<number>) => Uint8Array.from(values)

describe("one item", () => {
  it.each<[string, AttributeValue, AttributeValue]>([
    ["numbers by value", { N: "1" }, { N: "1.0" }],
    ["numbers with an exponent", { N: "1200" }, { N: "12E2" }],
    ["sets of strings without their order", { SS: ["a", "b"] }, { SS: ["b", "a"] }],
    ["sets of numbers by value", { NS: ["1", "2.50"] }, { NS: ["2.5", "1.0"] }],
    ["sets of bytes without their order", { BS: [bytes(1), bytes(2, 3)] }, { BS: [bytes(2, 3), bytes(1)] }],
    ["bytes, a view or not", { B: bytes(1, 2) }, { B: bytes(0, 1, 2).subarray(1) }],
    [
      "maps without their order",
      { M: { a: { S: "" }, b: { NULL: true } } },
      { M: { b: { NULL: true }, a: { S: "" } } }
    ],
    ["numbers deep inside", { L: [{ M: { n: { N: "0.10" } } }] }, { L: [{ M: { n: { N: "0.1" } } }] }]
  ])("%s", (_, a, b) => {
    assert.isTrue(equals(of(a), of(b)))
    assert.isTrue(equals(of(b), of(a)))
  })
})

describe("two items", () => {
  it.each<[string, AttributeValue, AttributeValue]>([
    ["another string", { S: "a" }, { S: "A" }],
    ["another number in the 38th digit", { N: `${"1".repeat(37)}1` }, { N: `${"1".repeat(37)}2` }],
    ["a string for a number", { S: "1" }, { N: "1" }],
    ["bytes that end sooner", { B: bytes(1, 2) }, { B: bytes(1) }],
    ["other bytes", { B: bytes(1, 2) }, { B: bytes(1, 3) }],
    ["false for true", { BOOL: false }, { BOOL: true }],
    ["null for false", { NULL: true }, { BOOL: false }],
    ["a list in another order", { L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "b" }, { S: "a" }] }],
    ["a list that goes on", { L: [{ S: "a" }] }, { L: [{ S: "a" }, { S: "b" }] }],
    ["a list for a set", { L: [{ S: "a" }] }, { SS: ["a"] }],
    ["a member more", { SS: ["a"] }, { SS: ["a", "b"] }],
    ["another member", { NS: ["1", "2"] }, { NS: ["1", "3"] }],
    ["other bytes in a set", { BS: [bytes(1, 2)] }, { BS: [bytes(12)] }],
    ["a map with more", { M: { a: { S: "" } } }, { M: { a: { S: "" }, b: { S: "" } } }],
    ["a map with another name", { M: { a: { S: "" } } }, { M: { b: { S: "" } } }]
  ])("%s", (_, a, b) => {
    assert.isFalse(equals(of(a), of(b)))
    assert.isFalse(equals(of(b), of(a)))
  })

  it("an attribute more or less", () => {
    const item = { id: { S: "1" }, n: { N: "1" } }
    assert.isFalse(equals(item, { id: { S: "1" } }))
    assert.isFalse(equals({ id: { S: "1" } }, item))
    assert.isFalse(equals({ toString: { S: "" } }, { n: { S: "" } }))
  })
})

const { value } = FastCheck.letrec<{ value: AttributeValue }>((tie) => ({
  value: FastCheck.oneof(
    { depthSize: "small" },
    FastCheck.record({ S: FastCheck.string() }),
    FastCheck.record({ N: FastCheck.integer().map(String) }),
    FastCheck.record({ B: FastCheck.uint8Array({ maxLength: 5 }) }),
    FastCheck.record({ BOOL: FastCheck.boolean() }),
    FastCheck.record({ SS: FastCheck.uniqueArray(FastCheck.string(), { minLength: 1, maxLength: 4 }) }),
    FastCheck.record({ M: FastCheck.dictionary(FastCheck.string(), tie("value"), { maxKeys: 4 }) }),
    FastCheck.record({ L: FastCheck.array(tie("value"), { maxLength: 4 }) })
  )
}))
const item = FastCheck.dictionary(FastCheck.string(), value, { maxKeys: 5 })

describe("any item", () => {
  it.prop("equals its copy, whatever the order of its attributes", [item], ([item]) => {
    assert.isTrue(equals(item, Object.fromEntries(Object.entries(structuredClone(item)).reverse())))
  })

  it.prop("equals no item with one attribute changed", [item, FastCheck.string()], ([item, name]) => {
    const [first] = Object.keys(item)
    assert.isFalse(equals(item, { ...item, [first ?? name]: { SS: ["changed", name, "by", "a", "test"] } }))
    assert.isFalse(equals({ ...item, [first ?? name]: { S: "before" } }, { ...item, [first ?? name]: { S: "after" } }))
  })
})
