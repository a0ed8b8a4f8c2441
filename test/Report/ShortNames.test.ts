import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import { find, initials, meanings, shortNames } from "../../src/Report/ShortNames.ts"

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

  it("says the transport where any two differ in it", () => {
    const raced = ["sequential", "for-each:concurrency=32:transport=wire"]
    const names = (all: ReadonlyArray<string>) => Array.from(shortNames(all.map((name) => ({ name }))).values())
    assert.deepStrictEqual(names(raced), ["sequential", "for-each:transport=wire"])
    assert.deepStrictEqual(names(["sequential:transport=wire", "for-each:concurrency=32:transport=wire"]), [
      "sequential",
      "for-each"
    ])
  })

  it("says the size, the round trip and the client where any two differ in them", () => {
    const raced = [
      "sequential",
      "for-each:concurrency=4:client=sockets:1",
      "for-each:concurrency=4:client=sockets:8",
      "stream:concurrency=4:item-size=1KB:rtt=20ms"
    ]
    assert.deepStrictEqual(short(...raced), [
      "sequential",
      "for-each:client=sockets:1",
      "for-each:client=sockets:8",
      "stream:item-size=1KB:rtt=20ms"
    ])
    const pools = ["stream:client=sockets:1", "stream:client=sockets:8"]
    assert.deepStrictEqual(short(...pools), pools)
    assert.deepStrictEqual(short("sequential:client=cold", "unbounded:client=cold"), ["sequential", "unbounded"])
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

describe("find", () => {
  const raced = [
    "sequential",
    "for-each:concurrency=8",
    "for-each:concurrency=32",
    "for-each:concurrency=32:batch=25",
    "for-each:concurrency=4:client=sockets:8",
    "stream:concurrency=8#1",
    "stream:concurrency=8#2"
  ].map((name) => ({ name }))

  it.each([
    ["sequential", "sequential"],
    ["for-each:concurrency=8", "for-each:concurrency=8"],
    ["for-each:batch=25", "for-each:concurrency=32:batch=25"],
    ["for-each:batch=25:concurrency=32", "for-each:concurrency=32:batch=25"],
    // its whole name, though another begins with it
    ["for-each:concurrency=32", "for-each:concurrency=32"],
    ["stream#2", "stream:concurrency=8#2"],
    ["for-each:client=sockets:8", "for-each:concurrency=4:client=sockets:8"]
  ])("%s", (typed, name) => {
    assert.deepStrictEqual(find(raced, typed), Either.right(name))
  })

  it.each([
    [
      "for-each",
      "for-each:concurrency=8 or for-each:concurrency=32 or for-each:concurrency=32:batch=25 or for-each:concurrency=4:client=sockets:8: type one of them"
    ],
    ["stream", '"stream" may be stream#1 or stream#2: type one of them'],
    ["stream#3", '"stream#3" is no contestant: did you mean stream#1'],
    ["sequentail", '"sequentail" is no contestant: did you mean sequential?'],
    ["for-each:concurrency=9", '"for-each:concurrency=9" is no contestant'],
    ["", '"" is no contestant']
  ])("not %j", (typed, said) => {
    assert.include(
      Either.getOrElse(Either.flip(find(raced, typed)), () => ""),
      said
    )
  })

  it.prop(
    "every short name is found",
    [
      FastCheck.uniqueArray(
        FastCheck.tuple(FastCheck.constantFrom("a", "b"), FastCheck.subarray([":x=1", ":y=1", ":z=2"])).map(
          ([strategy, settings]) => strategy + settings.join("")
        ),
        { minLength: 1 }
      )
    ],
    ([names]) => {
      const contestants = names.map((name) => ({ name }))
      for (const [name, short] of shortNames(contestants)) {
        assert.deepStrictEqual(find(contestants, short), Either.right(name))
      }
    }
  )
})

describe("initials", () => {
  it("stand for settings, and for nothing else", () => {
    assert.strictEqual(initials("for-each:concurrency=32:batch=25:transport=wire#2"), "for-each c=32 b=25 t=wire#2")
    assert.strictEqual(initials("hybrid:workers=4"), "hybrid w=4")
    assert.strictEqual(initials("sequential:item-size=1KB"), "sequential i=1KB")
    assert.strictEqual(initials("for-each:concurrency=4:client=sockets:1"), "for-each c=4 sockets:1")
    assert.strictEqual(initials("a:b=1"), "a:b=1")
  })

  it("are explained where they are used, once each", () => {
    assert.strictEqual(
      meanings(["for-each:batch=25", "for-each:batch=5:transport=wire", "sequential"]),
      "b is batch, t is transport"
    )
    assert.strictEqual(meanings(["sequential"]), "")
  })
})
