import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import * as Position from "../../../src/DynamoDB/Memory/Position.ts"
import type { AttributeValue } from "../../../src/domain/Item.ts"

const sort = (left: AttributeValue, right: AttributeValue, type: "S" | "N" | "B"): number => {
  const key = { partition: { name: "p", type: "S" }, sort: { name: "s", type } } as const
  const at = (s: AttributeValue) => Position.of(key, { p: { S: "same" }, s })
  return Math.sign(Position.compare(at(left), at(right)))
}

const text = fc.string({ unit: "grapheme" })
const hash = (partition: AttributeValue, type: "S" | "N" | "B") =>
  Position.of({ partition: { name: "p", type } }, { p: partition })
    .hash.toString(16)
    .padStart(6, "0")

describe("Position", () => {
  it.prop(
    "sorts strings by their UTF-8 bytes",
    [text, text],
    ([left, right]) => sort({ S: left }, { S: right }, "S") === Buffer.compare(Buffer.from(left), Buffer.from(right))
  )

  it.prop(
    "sorts binaries by their bytes",
    [fc.uint8Array(), fc.uint8Array()],
    ([left, right]) => sort({ B: left }, { B: right }, "B") === Buffer.compare(left, right)
  )

  it.prop(
    "sorts numbers by their value",
    [fc.maxSafeInteger(), fc.maxSafeInteger()],
    ([left, right]) => sort({ N: `${left}` }, { N: `${right}` }, "N") === Math.sign(left - right)
  )

  it("knows that an emoji comes after the private use area in UTF-8, though not in UTF-16", () =>
    assert.strictEqual(sort({ S: "🌊" }, { S: "\uffff" }, "S"), 1))

  it.each<[AttributeValue, "S" | "N" | "B", string]>([
    [{ S: "a" }, "S", "f6558e"],
    [{ S: "Grüße" }, "S", "1af937"],
    [{ N: "0" }, "N", "ce212d"],
    [{ N: "1" }, "N", "c3a031"],
    [{ N: "10" }, "N", "3c465f"],
    [{ N: "-1" }, "N", "0267df"],
    [{ N: "3.14159" }, "N", "fbe1c2"],
    [{ N: "-0.05" }, "N", "773bbc"],
    [{ N: "1e-130" }, "N", "727de7"],
    [{ N: "-12345678901234567890123456789012345678" }, "N", "089522"],
    [{ B: Buffer.from("AQL/", "base64") }, "B", "b1fcab"]
  ])("has the hash of the emulator: %j", (value, type, expected) => assert.strictEqual(hash(value, type), expected))
})
