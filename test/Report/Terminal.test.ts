import { assert, describe, it } from "@effect/vitest"
import { FastCheck, Schema } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, lap, lineUp, partial, race, raced, standing, steady } from "./staged.ts"

const plain = (result: RaceResult, width: number) => render(result, { width, color: false })

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const colours = /\u001b\[[0-9;]+m/g

describe("a race that goes on or was ended early", () => {
  it("says what it was stopped by", () => {
    const stopped = (reason: "time-limit" | "interrupted") => ({
      ...partial,
      summary: { ...partial.summary, stopped: reason }
    })
    assert.include(plain(stopped("time-limit"), 120), "stopped by the time limit after 0 of 6 rounds of 1 s")
    assert.include(plain(stopped("interrupted"), 120), "interrupted after 0 of 6 rounds of 1 s")
  })

  it("names rounds that were not verified, and does not claim that they were", () => {
    const unread = race(
      [contestant("sequential", { laps: [lap(1, 115), lap(2, 115, { verified: false })] })],
      [standing("sequential", { laps: 1, items_per_s: { median: 115, min: 115, max: 115 } })],
      { verified: false }
    )
    assert.include(plain(unread, 80), "not verified: sequential (round 2)")
    assert.notInclude(plain(unread, 80), "every acknowledged item")
  })
})

it("says the transport that all have, where that is not the usual one", () => {
  const over = (...transports: ReadonlyArray<"sdk" | "wire">) =>
    plain(
      race(
        transports.map((transport, n) => contestant(`stream#${n}`, { transport })),
        []
      ),
      200
    ).split("\n")[0]
  assert.include(over("wire", "wire"), " · transport wire · ")
  assert.notInclude(over("sdk", "sdk"), "transport")
  assert.notInclude(over("sdk", "wire"), "transport")
})

describe("names that are long for the screen", () => {
  const result = raced([
    contestant("for-each", { laps: steady(1800) }),
    contestant("for-each:transport=wire", { strategy: "for-each", transport: "wire", laps: steady(3900) })
  ])

  it("stand by their initials beside the figures, with what these mean below", () => {
    const narrow = plain(result, 80)
    assert.match(narrow, /^for-each t=wire +█{10,}/m)
    assert.include(narrow, "t is transport")
  })

  it("stand as they are typed where there is room", () => {
    const wide = plain(result, 120)
    assert.match(wide, /^for-each:transport=wire +█{10,}/m)
    assert.notInclude(wide, "t is transport")
  })
})

describe("how far is raced", () => {
  const rounds = (summary: Partial<RaceResult["summary"]>) =>
    plain({ ...lineUp, summary: { ...lineUp.summary, ...summary } }, 200).split("\n")[0]

  it("counts rounds that were added", () => {
    assert.include(rounds({ rounds: 8 }), " · 8 rounds (2 added) of 1 s · ")
  })

  it("names the most that there may be until the race is over", () => {
    const auto = { rounds: 12, rounds_planned: 48, rounds_auto: true }
    assert.include(rounds(auto), " · 12 rounds of 1 s · ")
    assert.include(rounds({ ...auto, verdict: null }), " · 12 of at most 48 rounds of 1 s · ")
    assert.include(
      rounds({ ...auto, stopped: "time-limit" }),
      "stopped by the time limit after 12 of at most 48 rounds"
    )
  })
})

describe("who won and what to do", () => {
  it("stand last, in this order", () => {
    const blocks = plain(lineUp, 80).split("\n\n")
    assert.match(blocks.at(-2) ?? "", /^for-each:batch=25 ran\n/)
    assert.match(blocks.at(-1) ?? "", /^• Use for-each:batch=25 /)
  })
})

describe("where and what is raced", () => {
  it("says what is done to the items besides writing them", () => {
    const result = { ...lineUp, workload: { ...lineUp.workload, cpu: { ms: 2.5, bytes: 4_000_000 } } }
    assert.include(plain(result, 120), "items of 250 B · 2.5 ms of CPU work on each item · 6 rounds")
    assert.notInclude(plain(lineUp, 120), "CPU work")
  })

  it("names the endpoint's host, the file and what of it was not used", () => {
    const fromFile: RaceResult = {
      ...lineUp,
      environment: { ...lineUp.environment, backend: "endpoint", host: "dynamodb.example:8000", latency: null },
      workload: {
        spec: {
          _tag: "FileRecords",
          path: "data/movies.json",
          format: "json",
          key: { partition: { name: "Title", type: "S" } },
          types: {},
          limit: 100_000
        },
        cpu: null,
        file_rejected: { count: 12, by_reason: { "Title is a number": 9, "Title is missing": 3 }, examples: [] }
      }
    }
    const text = plain(fromFile, 120)
    assert.include(text, "endpoint dynamodb.example:8000 · records of movies.json · 6 rounds of 1 s · seed 1")
    assert.include(text, "12 records of movies.json not used: Title is a number 9 · Title is missing 3")
  })

  it("gives no terminal what came from outside: control and wide characters stand as escapes", () => {
    const evil = "\u001b[2J\u202e漢"
    const name = `a${evil}`
    const result: RaceResult = {
      ...race(
        [contestant(name, { laps: [lap(1, 10, { throttles: { [`why${evil}\n\u009b`]: 1 } })] })],
        [standing(name, { laps: 1, items_per_s: { median: 10, min: 10, max: 10 } })]
      ),
      environment: { ...lineUp.environment, backend: "endpoint", host: `h${evil}` }
    }
    const text = plain(result, 200)
    for (const start of ["a", "h", "why"]) assert.include(text, `${start}\\u{1b}[2J\\u{202e}\\u{6f22}`)
    assert.include(text, "\\u{a}\\u{9b} 1")
    assert.notMatch(text.replaceAll("\n", ""), /\p{Cc}|\p{Cf}|\p{Script=Han}/u)
  })
})

describe("what does not count", () => {
  const limited = lap(2, 900, {
    marks: ["limited-by-engine"],
    engine: { cpu_share: 0.9, overshoot_mean_ms: 0, overshoot_p50_ms: 0, overshoot_p99_ms: 0, requests: 900 }
  })

  it("is named where other rounds of the contestant count", () => {
    const result = race(
      [contestant("for-each", { laps: [lap(1, 1000), limited] })],
      [standing("for-each", { laps: 1, items_per_s: { median: 1000, min: 1000, max: 1000 } })]
    )
    assert.include(plain(result, 120), "not counted, the embedded DynamoDB was the limit: for-each (round 2)")
    assert.notInclude(plain(result, 120), "not ranked")
  })

  it("is said above all else, with as much as is known of it", () => {
    const first = (found: Partial<RaceResult["contestants"][number]["laps"][number]>) => {
      const laps = [1, 2].map((round) => lap(round, 100, { verified: false, marks: ["void"], ...found }))
      return plain(race([contestant("stream", { laps })], [standing("stream")], { verified: false }), 120).split(
        "\n"
      )[0]
    }
    assert.strictEqual(first({}), "VOID: acknowledged items of stream were not found or changed (every round)")
    assert.strictEqual(
      first({ discrepancies: { lost: 0, changed: 0, unsettled: 2 } }),
      "VOID: 4 items of stream were neither written nor rejected (every round)"
    )
  })

  it("stands last, however fast, and no other bar is scaled to it", () => {
    const result = race(
      [
        contestant("for-each", { laps: [{ ...limited, items_per_s: 50_000 }] }),
        contestant("sequential", { laps: [lap(1, 100)] })
      ],
      [standing("sequential", { laps: 1, items_per_s: { median: 100, min: 100, max: 100 } }), standing("for-each")]
    )
    const rows = plain(result, 120)
      .split("\n")
      .filter((line) => /^(sequential|for-each| {2}not ranked)/.test(line))
    assert.match(rows[0] ?? "", /^sequential {2}█{40} /)
    assert.match(rows[1] ?? "", /^for-each {46,}50,000 /)
    assert.strictEqual(rows[2], "  not ranked: the embedded DynamoDB was the limit · 90% of a core")
  })
})

describe("for any result", () => {
  const widths = Schema.Int.pipe(Schema.between(20, 220))
  const fits = (result: RaceResult, width: number) => {
    const text = plain(result, width)
    for (const line of text.split("\n")) assert.isAtMost([...line].length, width)
    assert.strictEqual(render(result, { width, color: true }).replace(colours, ""), text)
  }

  it.prop(
    "no line is wider than the screen, and colour changes nothing but colour",
    [RaceResult, widths],
    ([result, width]) => fits(result, width)
  )

  const text = FastCheck.string({ unit: "binary", maxLength: 60 })
  const count = FastCheck.nat()
  const rate = FastCheck.double({ min: 0, max: 1e12, noNaN: true })
  const raced = FastCheck.record({ name: text, rate, retries: count, throttled: count, rejected: count, reason: text })
  const races = FastCheck.tuple(FastCheck.array(raced, { maxLength: 12 }), text).map(([all, host]): RaceResult => {
    const result = race(
      all.map(({ name, rate, reason, rejected, retries, throttled }) =>
        contestant(name, {
          laps: [1, 2].map((n) => lap(n, rate / n, { retries, throttles: { [reason]: throttled }, rejected }))
        })
      ),
      all.map(({ name, rate }) => {
        const spread = { median: rate, min: rate / 2, max: rate * 2 }
        return standing(name, { laps: 2, items_per_s: spread, times_slowest: spread, limited_by: "client-cpu" })
      })
    )
    return { ...result, environment: { ...result.environment, backend: "endpoint", host } }
  })

  it.prop("nor is one with long names and large figures", [races, widths], ([result, width]) => fits(result, width))

  it.prop("what is in flight stands with each contestant", [Schema.Int.pipe(Schema.between(60, 220))], ([width]) => {
    const lines = plain(lineUp, width).split("\n")
    const about = (name: string) => lines.slice(lines.findIndex((line) => line.startsWith(`${name} `))).slice(0, 2)
    for (const [name, inFlight] of [
      ["for-each", 32],
      ["worker-threads", 4],
      ["sequential", 1]
    ] as const) {
      assert.match(about(name).join("\n"), new RegExp(` ${inFlight} `))
    }
  })

  it.prop(
    "retries, throttles and rejects stand in the table",
    [Schema.Int.pipe(Schema.between(60, 220))],
    ([width]) => {
      const laps = [lap(1, 1000, { retries: 41_234, throttles: { a: 52_345, b: 1 }, rejected: 63_456 })]
      const text = plain(race([contestant("for-each", { laps })], [standing("for-each")]), width)
      for (const figure of ["41,234", "52,346", "63,456"]) assert.include(text, figure)
    }
  )
})
