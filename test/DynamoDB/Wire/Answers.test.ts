import { crc32 } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { dateOf, exceptionOf, isWhole, jsonOf } from "../../../src/DynamoDB/Wire/Answers.ts"
import type { Answer } from "../../../src/DynamoDB/Wire/Exchange.ts"

const answer = (headers: Answer["headers"], text = "{}"): Answer => ({ status: 400, headers, body: Buffer.from(text) })

describe("an answer", () => {
  it("is whole where its checksum says so, or none is told", () => {
    const text = `{"a":"ü"}`
    assert.isTrue(isWhole(answer({}, text)))
    assert.isTrue(isWhole(answer({ "x-amz-crc32": `${crc32(text)}` }, text)))
    for (const other of [`${crc32(text) + 1}`, "0", "", "x"]) {
      assert.isFalse(isWhole(answer({ "x-amz-crc32": other }, text)), other)
    }
  })

  it("is a JSON object or nothing", () => {
    assert.deepStrictEqual(jsonOf(answer({}, `{"a":1}`)), { a: 1 })
    for (const text of ["", " {}", "[]", "null", `"x"`, "{", `{"a":1}}`, "<html>"]) {
      assert.throws(() => jsonOf(answer({}, text)), Error, undefined, text)
    }
  })

  it.each([
    [{}, { __type: "com.amazonaws.dynamodb.v20120810#X" }, "X"],
    [{}, { __type: "X:http://internal.amazon.com/coral/com.amazon.coral.service/" }, "X"],
    [{}, { __type: "a.b#X:http://internal.amazon.com/,text/html" }, "X"],
    [{}, { code: "X" }, "X"],
    [{ "x-amzn-errortype": "X:" }, {}, "X"],
    [{ "x-amzn-errortype": ["X", "Y"] }, {}, "X"],
    [{ "x-amzn-errortype": "Y" }, { __type: "X", code: "Z" }, "X"],
    [{}, {}, undefined],
    [{}, { __type: "" }, undefined],
    [{}, { __type: "a.b#" }, undefined],
    [{}, { __type: 5 }, undefined],
    [{}, { error: "X" }, undefined]
  ] as const)("with %j and %j names %s", (headers, json, name) => {
    assert.strictEqual(exceptionOf(answer(headers), json)?.name, name)
  })

  it("may have reasons, of whatever shape", () => {
    const reasonsOf = (ThrottlingReasons: unknown) =>
      exceptionOf(answer({}), { __type: "X", ThrottlingReasons })?.reasons
    assert.deepStrictEqual(reasonsOf([{ reason: "r", resource: "a" }, {}, 5, { reason: 5 }]), [
      { reason: "r", resource: "a" },
      { reason: "", resource: "" },
      { reason: "", resource: "" },
      { reason: "", resource: "" }
    ])
    for (const none of [undefined, null, 5, "x", {}]) assert.deepStrictEqual(reasonsOf(none), [])
  })

  it("is dated or not", () => {
    assert.strictEqual(dateOf(answer({ date: "Wed, 25 Nov 2026 12:00:00 GMT" })), Date.UTC(2026, 10, 25, 12))
    assert.isNaN(dateOf(answer({})))
    assert.isNaN(dateOf(answer({ date: "soon" })))
  })
})
