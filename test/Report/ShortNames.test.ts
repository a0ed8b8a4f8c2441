import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { shortNames } from "../../src/Report/ShortNames.ts"

const short = (...names: ReadonlyArray<string>) => {
  const of = shortNames(names.map((name) => ({ name })))
  return names.map((name) => of.get(name))
}

describe("shortNames", () => {
  it("drops what a contestant shares with all others of its strategy", () => {
    assert.deepStrictEqual(short("sequential", "for-each:concurrency=32", "for-each:concurrency=32:batch=25"), [
      "sequential",
      "for-each",
      "for-each:batch=25"
    ])
    assert.deepStrictEqual(short("stream:concurrency=1", "stream:concurrency=16", "unbounded:batch=25"), [
      "stream:concurrency=1",
      "stream:concurrency=16",
      "unbounded"
    ])
    assert.deepStrictEqual(short("offload:workers=4", "worker-threads:workers=4", "worker-threads:workers=8"), [
      "offload",
      "worker-threads:workers=4",
      "worker-threads:workers=8"
    ])
    assert.deepStrictEqual(short("hybrid:concurrency=32:workers=2", "hybrid:concurrency=32:batch=25:workers=4"), [
      "hybrid:workers=2",
      "hybrid:batch=25:workers=4"
    ])
  })

  it("keeps what tells entries apart that were typed twice", () => {
    assert.deepStrictEqual(short("stream:concurrency=8#1", "stream:concurrency=8#2"), ["stream#1", "stream#2"])
  })

  it("leaves names whole that would become equal", () => {
    assert.deepStrictEqual(short("a:x=1:y=2", "a:y=2:x=1"), ["a:x=1:y=2", "a:y=2:x=1"])
  })

  it.prop(
    "never calls two contestants the same",
    [
      FastCheck.uniqueArray(
        FastCheck.tuple(
          FastCheck.constantFrom("a", "b"),
          FastCheck.subarray([":x=1", ":x=2", ":y=1", ":y=2"]),
          FastCheck.constantFrom("", "#1", "#2")
        ).map(([strategy, settings, copy]) => strategy + settings.join("") + copy)
      )
    ],
    ([names]) => {
      assert.strictEqual(new Set(short(...names)).size, names.length)
    }
  )
})
