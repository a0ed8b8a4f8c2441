import { inspect } from "node:util"
import vm from "node:vm"
import { marshall } from "@aws-sdk/util-dynamodb"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import * as Plain from "../../src/Workload/Plain.ts"

const bytes = new Uint8Array([1, 2, 3])

const nestedArrays = (levels: number): unknown => (levels === 0 ? 1 : [nestedArrays(levels - 1)])

class Film {
  readonly id = "f"
}

describe("a plain object as an item", () => {
  it.each<[string, unknown, unknown]>([
    ["a string", "x", { S: "x" }],
    ["an empty string", "", { S: "" }],
    ["a number", 1.5, { N: "1.5" }],
    ["minus zero", -0, { N: "0" }],
    ["a large number", 1e21, { N: "1e+21" }],
    ["a bigint of 38 digits", 10n ** 37n, { N: `1${"0".repeat(37)}` }],
    ["a boolean", false, { BOOL: false }],
    ["null", null, { NULL: true }],
    ["an array", [1, "a", null], { L: [{ N: "1" }, { S: "a" }, { NULL: true }] }],
    ["an object, without what is undefined", { a: { b: 1, c: undefined } }, { M: { a: { M: { b: { N: "1" } } } } }],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { M: { a: { N: "1" } } }],
    ["an object of another realm", vm.runInNewContext("({ a: 1 })"), { M: { a: { N: "1" } } }],
    ["bytes", bytes, { B: bytes }],
    ["a part of a buffer", Buffer.from("xabcx").subarray(1, 4), { B: new Uint8Array(Buffer.from("abc")) }],
    ["an ArrayBuffer", bytes.buffer, { B: bytes }],
    ["a set of strings", new Set(["a", "b"]), { SS: ["a", "b"] }],
    ["a set of numbers", new Set([1, 2n]), { NS: ["1", "2"] }],
    ["a set of bytes", new Set([bytes]), { BS: [bytes] }]
  ])("%s", (_, value, attribute) => {
    assert.deepStrictEqual<unknown>(Either.getOrThrow(Plain.toItem({ v: value })), { v: attribute })
  })

  it.each([
    ["NaN", Number.NaN, "holds NaN, which is no number of DynamoDB"],
    ["infinity", Number.NEGATIVE_INFINITY, "holds -Infinity, which is no number of DynamoDB"],
    ["a number that is too small", 1e-200, "holds a number beyond DynamoDB's 38 digits or magnitude"],
    ["a bigint of 39 digits", 10n ** 38n + 1n, "holds a number beyond DynamoDB's 38 digits or magnitude"],
    ["half a surrogate pair", "\ud800", "holds half a surrogate pair, which is no text in UTF-8"],
    ["a name of half a pair", { "\ud800": 1 }, "holds half a surrogate pair, which is no text in UTF-8"],
    ["a Date", new Date(0), "holds a Date, which is no plain object: hand over what it shall be"],
    ["a Map", new Map([["a", 1]]), "holds a Map, which is no plain object: hand over what it shall be"],
    ["a class", new Film(), "holds a Film, which is no plain object: hand over what it shall be"],
    [
      "a strange prototype",
      Object.create(Object.create(Object.create(null))),
      "holds an object with a prototype of its own, which is no plain object: hand over what it shall be"
    ],
    ["a function", () => 1, "holds a function"],
    ["a symbol", Symbol("x"), "holds a symbol"],
    ["undefined in an array", [1, undefined], "holds an array with a hole or undefined in it"],
    ["a hole in an array", new Array(1), "holds an array with a hole or undefined in it"],
    ["an empty set", new Set(), "holds an empty set, which DynamoDB has not"],
    ["a set of this and that", new Set([1, "a"]), "holds a set that is not of strings, of numbers or of bytes alone"],
    [
      "an attribute that gets lost",
      JSON.parse('{"__proto__":1}'),
      "has an attribute __proto__, which the AWS SDK cannot read back"
    ],
    ["32 arrays in an item", nestedArrays(32), "is nested more than 32 levels deep"]
  ])("is none with %s, and why is said without the value", (_, value, reason) => {
    assert.deepStrictEqual(Plain.toItem({ v: value }), Either.left(reason))
    assert.deepStrictEqual(Plain.toItem({ v: { deeper: value } }), Either.left(reason))
  })

  it.each([
    [null, "is no object but null"],
    ["text", "is no object but a string"],
    [7, "is no object but a number"],
    [undefined, "is no object but undefined"],
    [[1], "is no plain object"],
    [bytes, "is no plain object"],
    [new Film(), "holds a Film, which is no plain object: hand over what it shall be"]
  ])("%s is none", (value, reason) => {
    assert.deepStrictEqual(Plain.toItem(value), Either.left(reason))
  })

  it("has 32 levels at most, and one that leads back to itself has too many", () => {
    assert.isTrue(Either.isRight(Plain.toItem({ v: nestedArrays(31) })))
    const circle: Record<string, unknown> = {}
    circle.self = circle
    assert.deepStrictEqual(Plain.toItem(circle), Either.left("is nested more than 32 levels deep"))
  })

  it("is what the AWS marshaller makes of it", () => {
    const leaf = FastCheck.oneof(
      FastCheck.string(),
      FastCheck.integer(),
      FastCheck.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
      FastCheck.boolean(),
      FastCheck.constant(null),
      FastCheck.uint8Array({ maxLength: 8 })
    )
    const value = FastCheck.letrec((tie) => ({
      value: FastCheck.oneof(
        { maxDepth: 4 },
        leaf,
        FastCheck.array(tie("value"), { maxLength: 4 }),
        FastCheck.dictionary(FastCheck.stringMatching(/^[a-z]{1,3}$/), tie("value"), { maxKeys: 4 })
      )
    })).value
    FastCheck.assert(
      FastCheck.property(
        FastCheck.dictionary(FastCheck.stringMatching(/^[a-z]{1,3}$/), value, { maxKeys: 5 }),
        (object) => {
          assert.strictEqual(
            inspect(Either.getOrThrow(Plain.toItem(object)), { depth: 9 }),
            inspect({ ...marshall(object) }, { depth: 9 })
          )
        }
      ),
      { numRuns: 300, seed: 1 }
    )
  })
})
