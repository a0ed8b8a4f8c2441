import { assert, describe, it } from "@effect/vitest"
import { listed, named } from "../../src/Report/Names.ts"
import { lineUp } from "./staged.ts"

describe("names in sentences", () => {
  it("are short where they are known, and printable in any case", () => {
    const name = named(lineUp)
    assert.strictEqual(name("for-each:concurrency=32:batch=25"), "for-each:batch=25")
    assert.strictEqual(name("\u001b[2J"), "\\u{1b}[2J")
  })

  it("are listed as in a sentence", () => {
    assert.deepStrictEqual(
      [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])],
      ["", "a", "a and b", "a, b and c"]
    )
    assert.strictEqual(listed(["a", "b", "c", "d"], 2), "a, b and 2 more")
  })
})
