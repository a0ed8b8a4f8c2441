import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { escape, html, raw } from "../../../src/Report/Html/Markup.ts"

describe("Markup", () => {
  it("puts text into a page as text, and markup as markup", () => {
    const name = `<b title="it's">&`
    assert.strictEqual(
      html`<p id="${name}">${name}${raw("<i>")}${[raw("<u>"), raw("<s>")]}${3}</p>`.html,
      [
        '<p id="&lt;b title=&quot;it&#39;s&quot;&gt;&amp;">',
        "&lt;b title=&quot;it&#39;s&quot;&gt;&amp;<i><u><s>3</p>"
      ].join("")
    )
  })

  it("shows what cannot be seen: control characters, and those that turn the direction of writing", () => {
    assert.strictEqual(
      escape("a\u0007\u001b\u202e\u2066\u200f\ufeff\u2028\u0085z"),
      ["a\\u{7}\\u{1b}\\u{202e}\\u{2066}\\u{200f}\\u{feff}\\u{2028}\\u{85}z"].join("")
    )
    assert.strictEqual(escape("µs × 25 – ∞\n"), "µs × 25 – ∞\n")
  })

  it("no text opens an element or leaves an attribute", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.string({ unit: "binary" }),
        (text) => !/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(escape(text))
      )
    )
  })
})
