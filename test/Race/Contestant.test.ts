import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import { scenarios } from "../../src/Cli/Scenario.ts"
import { kinds, type OperationName } from "../../src/domain/OperationKind.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import * as Strategies from "../../src/Strategies.ts"
import { forEach } from "../../src/Strategy/ForEach.ts"

const parse = (entries: ReadonlyArray<string>, choices: Partial<Contestant.Choices> = {}) =>
  Contestant.parse(entries, { ...Contestant.noChoices, ...choices }, kinds.put, Strategies.named)

const parsed = (entries: ReadonlyArray<string>, choices: Partial<Contestant.Choices> = {}) => {
  const { contestants, unsuited } = Either.getOrThrow(parse(entries, choices))
  assert.deepStrictEqual(unsuited, [])
  return contestants
}

const names = (entries: ReadonlyArray<string>, choices: Partial<Contestant.Choices> = {}) =>
  parsed(entries, choices).map(({ name }) => name)

const problem = (...entries: ReadonlyArray<string>) => Either.getOrThrow(Either.flip(parse(entries)))

describe("the product of what is typed", () => {
  it("is over the settings that a strategy uses", () => {
    assert.deepStrictEqual(names(["sequential", "for-each"], { concurrency: [1, 16, 64], batch: [1, 25] }), [
      "sequential",
      "sequential:batch=25",
      "for-each:concurrency=1",
      "for-each:concurrency=1:batch=25",
      "for-each:concurrency=16",
      "for-each:concurrency=16:batch=25",
      "for-each:concurrency=64",
      "for-each:concurrency=64:batch=25"
    ])
  })

  it("multiplies pools by their workers, and hybrid by its concurrency too", () => {
    const choices = { concurrency: [8, 32], batch: [1, 25], workers: [2, 4] }
    assert.deepStrictEqual(names(["worker-threads", "offload:workers=16"], choices), [
      "worker-threads:workers=2",
      "worker-threads:workers=2:batch=25",
      "worker-threads:workers=4",
      "worker-threads:workers=4:batch=25",
      "offload:workers=16",
      "offload:workers=16:batch=25"
    ])
    assert.deepStrictEqual(names(["hybrid:batch=1"], choices), [
      "hybrid:concurrency=8:workers=2",
      "hybrid:concurrency=8:workers=4",
      "hybrid:concurrency=32:workers=2",
      "hybrid:concurrency=32:workers=4"
    ])
    assert.deepStrictEqual(names(["for-each:batch=25:concurrency=4"], choices), ["for-each:concurrency=4:batch=25"])
  })

  it("fills what an entry leaves open", () => {
    assert.deepStrictEqual(names(["for-each:batch=5", "for-each:concurrency=2"], { concurrency: [8, 9], batch: [1] }), [
      "for-each:concurrency=8:batch=5",
      "for-each:concurrency=9:batch=5",
      "for-each:concurrency=2"
    ])
  })

  it("has a strategy's own usual values where nothing is typed", () => {
    const all = parsed(["sequential", "for-each", "coalesced", "child-processes"])
    assert.deepStrictEqual(
      all.map(({ name, settings }) => [name, settings]),
      [
        ["sequential", { concurrency: 32, batch: 1, workers: 4 }],
        ["for-each:concurrency=32", { concurrency: 32, batch: 1, workers: 4 }],
        ["coalesced:concurrency=32:batch=25", { concurrency: 32, batch: 25, workers: 4 }],
        ["child-processes:workers=4", { concurrency: 32, batch: 1, workers: 4 }]
      ]
    )
    assert.deepStrictEqual(names(["coalesced:batch=1"]), ["coalesced:concurrency=32:batch=1"])
  })

  it("takes numbers as people type them", () => {
    assert.deepStrictEqual(names(["for-each:concurrency=1k"]), ["for-each:concurrency=1000"])
  })
})

describe("equal contestants", () => {
  it("out of one entry collapse", () => {
    assert.deepStrictEqual(names(["for-each"], { concurrency: [8, 8], batch: [1, 1] }), ["for-each:concurrency=8"])
    assert.deepStrictEqual(names(["sequential"], { concurrency: [1, 2, 3] }), ["sequential"])
  })

  it("typed twice stay, numbered", () => {
    assert.deepStrictEqual(names(["sequential", "unbounded", "sequential", "sequential:batch=1"]), [
      "sequential#1",
      "unbounded",
      "sequential#2",
      "sequential#3"
    ])
  })
})

it("all is every strategy, in the registry's order", () => {
  const all = parsed(["all"])
  assert.deepStrictEqual(
    all.map(({ strategy }) => strategy),
    Array.from(Strategies.all)
  )
  assert.strictEqual(new Set(all.map(({ name }) => name)).size, Strategies.all.length)
})

it.each([
  { name: "the line-up", entries: Contestant.lineUp(kinds.put) },
  ...Object.entries(scenarios).map(([name, { strategy }]) => ({ name, entries: strategy }))
])("$name is written as its contestants are named", ({ entries }) => {
  assert.deepStrictEqual(names(entries), Array.from(entries))
})

it("the scenario article has four in flight, but for what goes one by one", () => {
  const contestants = parsed(scenarios.article.strategy)
  const inFlight = contestants.map(({ settings, strategy }) => strategy.inFlight(settings))
  assert.deepStrictEqual(inFlight, [1, 4, 4, 4, 4, 1, 4, 4, 4, 4])
})

it("the strategies of the line-up are each there once", () => {
  const strategies = Contestant.lineUpStrategies(kinds.put)
  assert.strictEqual(new Set(strategies).size, strategies.length)
  for (const name of strategies) assert.isTrue(Strategies.named.has(name))
})

it.prop(
  "a name, typed, is the same contestant",
  [
    FastCheck.constantFrom(...Strategies.all),
    FastCheck.integer({ min: 1, max: 1024 }),
    FastCheck.integer({ min: 1, max: 25 }),
    FastCheck.integer({ min: 1, max: 64 })
  ],
  ([{ name }, concurrency, batch, workers]) => {
    const first = parsed([name], { concurrency: [concurrency], batch: [batch], workers: [workers] })
    assert.strictEqual(first.length, 1)
    const again = parsed(first.map(({ name }) => name))
    for (const [nth, { settings, strategy, ...contestant }] of first.entries()) {
      const twin = again[nth]
      assert.strictEqual(twin?.name, contestant.name)
      assert.strictEqual(twin?.transport, contestant.transport)
      assert.deepStrictEqual(twin?.traits, contestant.traits)
      assert.strictEqual(twin?.strategy, strategy)
      for (const setting of strategy.uses) assert.strictEqual(twin?.settings[setting], settings[setting])
    }
  }
)

describe("what cannot be raced says what to type instead", () => {
  it.each([
    ["for-eech", `"for-eech" is no strategy: did you mean for-each?`],
    ["sequentail:batch=3", `"sequentail" is no strategy: did you mean sequential?`],
    ["for-each:concurrency=0", `"for-each:concurrency=0": concurrency 0 is out of range: type 1 to 1024`],
    ["for-each:concurrency=1025", `"for-each:concurrency=1025": concurrency 1025 is out of range: type 1 to 1024`],
    ["sequential:batch=26", `"sequential:batch=26": batch 26 is out of range: type 1 to 25`],
    [
      "sequential:concurrency=4",
      `"sequential:concurrency=4" sets concurrency, but sequential takes batch, item-size, rtt, client, transport`
    ],
    [
      "for-each:speed=4",
      `"for-each:speed=4" sets speed, but for-each takes concurrency, batch, item-size, rtt, client, transport`
    ],
    ["for-each:", `"for-each:" sets nothing, but for-each takes concurrency, batch, item-size, rtt, client, transport`],
    ["offload:workers=65", `"offload:workers=65": workers 65 is out of range: type 1 to 64`],
    ["offload:workers=0", `"offload:workers=0": workers 0 is out of range: type 1 to 64`],
    [
      "for-each:workers=4",
      `"for-each:workers=4" sets workers, but for-each takes concurrency, batch, item-size, rtt, client, transport`
    ],
    ["for-each:batch=1:batch=25", `"for-each:batch=1:batch=25" sets batch twice`]
  ])("%s", (entry, expected) => {
    assert.strictEqual(problem("sequential", entry), expected)
  })

  it.each(["for-each:concurrency", "for-each:concurrency=", "for-each:concurrency=-5", "for-each:concurrency=1=2"])(
    "%s: what is no number",
    (entry) => {
      assert.match(problem(entry), /^"for-each.*": concurrency .* is no count: type a whole number .*, from 1 to 1024$/)
    }
  )

  it("names every strategy where none is near", () => {
    for (const { name } of Strategies.all) assert.include(problem("xyzzy"), name)
    assert.include(problem(""), "sequential")
  })

  it("names the transports", () => {
    assert.include(problem("for-each:transport=pigeon"), "sdk")
  })
})

const entered = (operation: OperationName, entries: ReadonlyArray<string>, choices: Partial<Contestant.Choices> = {}) =>
  Contestant.parse(entries, { ...Contestant.noChoices, ...choices }, kinds[operation], Strategies.named)

const namesOf = (...typed: Parameters<typeof entered>) =>
  Either.map(entered(...typed), ({ contestants }) => contestants.map(({ name }) => name))

describe("the operation", () => {
  it("multiplies contestants over its own setting, and no other operation's", () => {
    assert.deepStrictEqual(
      namesOf("scan", ["sequential", "for-each:concurrency=8"], { parts: [1, 16], batch: [25] }),
      Either.right([
        "sequential:segments=1",
        "sequential:segments=16",
        "for-each:concurrency=8:segments=1",
        "for-each:concurrency=8:segments=16"
      ])
    )
    assert.deepStrictEqual(namesOf("scan", ["sequential"]), Either.right(["sequential:segments=16"]))
    assert.deepStrictEqual(namesOf("query", ["sequential"], { parts: [4] }), Either.right(["sequential:shards=4"]))
    assert.deepStrictEqual(namesOf("query", ["sequential"]), Either.right(["sequential"]))
    assert.deepStrictEqual(namesOf("get", ["sequential"], { parts: [4] }), Either.right(["sequential"]))
    assert.isTrue(Either.isLeft(namesOf("get", ["sequential:segments=4"])))
    assert.isTrue(Either.isLeft(namesOf("put", ["sequential:shards=4"])))
  })

  it("bounds what a request carries", () => {
    assert.deepStrictEqual(namesOf("get", ["for-each:batch=100"]), Either.right(["for-each:concurrency=32:batch=100"]))
    for (const [operation, entry] of [
      ["get", "for-each:batch=101"],
      ["put", "for-each:batch=26"],
      ["scan", "for-each:batch=1"],
      ["query", "for-each:batch=2"]
    ] as const) {
      assert.isTrue(Either.isLeft(namesOf(operation, [entry])), entry)
    }
  })

  it("has no more in flight than parts", () => {
    const { contestants } = Either.getOrThrow(
      entered("scan", ["for-each:concurrency=8", "unbounded", "hybrid:concurrency=4:workers=2"], { parts: [1, 6] })
    )
    assert.deepStrictEqual(contestants.map(Contestant.inFlightOf), [1, 6, 1, 6, 1, 4])
  })

  it.each(["put", "get", "query", "scan"] as const)("lists who cannot %s, and races all others", (operation) => {
    const { contestants, unsuited } = Either.getOrThrow(entered(operation, ["all", "coalesced:concurrency=4"]))
    const lacking = { put: [], get: [], query: ["coalesced"], scan: ["coalesced", "per-key"] }[operation]
    assert.deepStrictEqual(
      unsuited.map(({ name }) => name),
      lacking
    )
    const raced = new Set(contestants.map(({ strategy }) => strategy.name))
    assert.strictEqual(raced.size, Strategies.all.length - lacking.length)
    for (const name of lacking) assert.isFalse(raced.has(name))
  })

  it.each(["put", "get", "query", "scan"] as const)("has a line-up for %s that can be typed", (operation) => {
    const lineUp = Contestant.lineUp(kinds[operation])
    const { contestants, unsuited } = Either.getOrThrow(entered(operation, lineUp))
    assert.deepStrictEqual([contestants.length, unsuited], [lineUp.length, []])
  })
})

describe("a trait", () => {
  it("stands in the name, and can be typed with it", () => {
    const name = "for-each:concurrency=32:item-size=10KB:rtt=1.5ms:client=sockets:4:transport=wire"
    const [one, ...others] = Either.getOrThrow(entered("put", [name])).contestants
    assert.deepStrictEqual([one?.name, others], [name, []])
    assert.deepStrictEqual(one?.traits, {
      segments: null,
      shards: null,
      item_size_bytes: 10_240,
      rtt_ms: 1.5,
      client: "sockets:4"
    })
  })

  it("may be the usual client, which stays unsaid", () => {
    assert.deepStrictEqual(Contestant.client("kept"), Either.right(null))
    assert.deepStrictEqual(
      namesOf("put", ["sequential"], { client: [null, "cold"] }),
      Either.right(["sequential", "sequential:client=cold"])
    )
    assert.deepStrictEqual(namesOf("put", ["sequential:client=kept"]), Either.right(["sequential"]))
  })

  it("multiplies as a list", () => {
    assert.deepStrictEqual(
      namesOf("put", ["sequential"], { client: ["cold", "sockets:2"], rtt: [0, 20], itemSize: [250] }),
      Either.right([
        "sequential:item-size=250B:rtt=0ms:client=cold",
        "sequential:item-size=250B:rtt=0ms:client=sockets:2",
        "sequential:item-size=250B:rtt=20ms:client=cold",
        "sequential:item-size=250B:rtt=20ms:client=sockets:2"
      ])
    )
  })

  it.each([
    ["sequential:client=warm", /"sequential:client=warm": "warm" is no client: .*; or type sockets:8/],
    ["sequential:client=sockets:", /"sequential:client=sockets:": "" is no count/],
    ["sequential:client=sockets:1025", /1025 is out of range: type 1 to 1024/],
    ["sequential:rtt=6s", /"sequential:rtt=6s": rtt 6s is out of range: type 0ms to 5s/],
    ["sequential:item-size=401KB", /item-size 401KB is out of range: type 14B to 400KB/],
    ["sequential:rtt=1ms:rtt=2ms", /sets rtt twice/]
  ] as const)("is told to be wrong: %s", (entry, said) => {
    const parsed = namesOf("put", [entry])
    assert.match(Either.isLeft(parsed) ? parsed.left : "", said)
  })
})

describe("strategies that are in no registry", () => {
  const strategy = { ...forEach, name: "my-own", module: "file:///somewhere/mine.js" }
  const strategies = new Map([...Strategies.named, [strategy.name, strategy] as const])
  const parse = (...entries: ReadonlyArray<string>) =>
    Contestant.parse(entries, Contestant.noChoices, kinds.put, strategies)

  it("race by their names, as others do", () => {
    const { contestants } = Either.getOrThrow(parse("my-own:concurrency=8", "for-each"))
    assert.deepStrictEqual(
      contestants.map(({ name }) => name),
      ["my-own:concurrency=8", "for-each:concurrency=32"]
    )
    assert.strictEqual(contestants[0]?.strategy, strategy)
  })

  it("are none of all, and race once beside them", () => {
    const { contestants } = Either.getOrThrow(parse("all", "my-own"))
    assert.strictEqual(contestants.length, Strategies.all.length + 1)
    assert.strictEqual(contestants.at(-1)?.name, "my-own:concurrency=32")
  })

  it("are meant by names that are nearly theirs", () => {
    assert.strictEqual(Either.getOrThrow(Either.flip(parse("my-onw"))), '"my-onw" is no strategy: did you mean my-own?')
  })
})
