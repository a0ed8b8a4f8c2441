import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import { code, fenced } from "../../src/Report/Markdown/Syntax.ts"
import * as Markdown from "../../src/Report/Markdown.ts"
import { contestant, hostileNames, lineUp, raced, steady } from "./staged.ts"

/** What Markdown reads as markup: all but blocks and spans of code. */
const markup = (text: string): string =>
  text.replace(/^(`{3,})\w+\n(?:(?!\1).*\n)*\1$/gm, "BLOCK").replace(/`[^`\n]+`/g, "CODE")

const called = (names: ReadonlyArray<string>, host: string): RaceResult => {
  const result = raced(
    names.map((name, index) =>
      contestant(name, {
        strategy: `s${index}`,
        laps: steady(1000 / (index + 1), { throttles: { [host]: 1 } }, index),
        crashes: index === 0 ? [{ round: 9, reason: host }] : []
      })
    )
  )
  return { ...result, command: host, environment: { ...result.environment, backend: "endpoint", host } }
}

const text = FastCheck.oneof(
  FastCheck.string({ unit: "binary", minLength: 1, maxLength: 20 }),
  FastCheck.constantFrom("```", "\n```\n", "`", "``", "|", "\\|", "<b>", "&lt;", ...hostileNames)
)

describe("Markdown", () => {
  it.prop(
    "has no markup that is not ours, whatever is in names, reasons, hosts and the command",
    [FastCheck.uniqueArray(text, { minLength: 3, maxLength: 3 }), text],
    ([names, host]) => {
      const ours = markup(Markdown.render(called(["a", "b", "c"], "h")))
      assert.strictEqual(markup(Markdown.render(called(names, host))), ours)
    }
  )

  it("has as many cells in each line of the table", () => {
    const lines = Markdown.render(called(["a|b", "|", "\\|"], "h"))
      .split("\n")
      .filter((line) => line.startsWith("|"))
    assert.strictEqual(lines.length, 5)
    for (const line of lines) assert.strictEqual(line.split("|").length, lines[0]?.split("|").length)
  })

  it("compares with a reference, in the table too", () => {
    const text = Markdown.render(lineUp, { reference: "for-each:concurrency=32" })
    assert.include(text, "| × reference |")
    assert.include(text, "\n`sequential` ran 15.1 ± 0.5 times slower than `for-each`\n")
    assert.match(text, /\| `for-each` \| 1,734 \|[^|]*\| 1\.00× \|/)
  })

  it("leaves out the command where there is none", () => {
    assert.include(Markdown.render(lineUp), "\n```sh\nmillrace race --rounds 6\n```\n")
    assert.notInclude(Markdown.render({ ...lineUp, command: null }), "```sh")
  })
})

describe("code", () => {
  it("stays in its span and its cell", () => {
    assert.strictEqual(code("for-each:batch=25"), "`for-each:batch=25`")
    assert.strictEqual(code("a`b|c\n"), "`a\\u{60}b\\u{7c}c\\u{a}`")
    assert.strictEqual(code(""), "")
  })

  it("stays in its block", () => {
    assert.strictEqual(fenced("text", ["a", "```` b"]), "`````text\na\n```` b\n`````")
  })
})
