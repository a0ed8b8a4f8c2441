import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { nearest, unknownName } from "../../src/domain/Nearest.ts"

const strategies = [
  "sequential",
  "lock-step",
  "for-each",
  "unbounded",
  "fork-join",
  "queue-workers",
  "stream",
  "coalesced",
  "per-key"
]

describe("Nearest", () => {
  it("finds what was mistyped, cut short, swapped or written in capitals", () => {
    assert.deepStrictEqual(nearest(strategies, "for-eech")[0], "for-each")
    assert.deepStrictEqual(nearest(strategies, "foreach")[0], "for-each")
    assert.deepStrictEqual(nearest(strategies, "steram")[0], "stream")
    assert.deepStrictEqual(nearest(strategies, "SEQUENTIAL")[0], "sequential")
    assert.deepStrictEqual(nearest(strategies, "queue")[0], "queue-workers")
    assert.deepStrictEqual(nearest(strategies, "kafka"), [])
  })

  it.prop("a name is nearest to itself", [FastCheck.constantFrom(...strategies)], ([name]) => {
    assert.strictEqual(nearest(strategies, name)[0], name)
  })

  it("speaks of near names, or of all where none is near", () => {
    assert.strictEqual(unknownName("strategy", strategies, "streem"), '"streem" is no strategy: did you mean stream?')
    assert.strictEqual(
      unknownName("latency", ["none", "lambda"], "moon-base"),
      '"moon-base" is no latency: type one of none, lambda'
    )
  })
})
