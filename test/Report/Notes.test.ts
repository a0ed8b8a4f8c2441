import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { Mark, RaceResult } from "../../src/domain/RaceResult.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, full, lap, lineUp, race, raced, standing, steady } from "./staged.ts"

const plain = (result: RaceResult, width: number) => render(result, { width, color: false })

describe("what a contestant costs before it races", () => {
  const priced = (prices: Parameters<typeof contestant>[1]) =>
    race([contestant("for-each", { laps: [lap(1, 1000)], ...prices })], [standing("for-each")])

  it.prop("stands in every form", [Schema.Int.pipe(Schema.between(60, 220))], ([width]) => {
    for (const result of [priced({ open_ms: 41_234.4, peak_rss_mb: 52_345.4 }), lineUp]) {
      const text = plain(result, width).replaceAll(/\s+/g, " ")
      for (const { open_ms, peak_rss_mb } of result.contestants) {
        assert.match(text, new RegExp(`\\b${open_ms.toLocaleString("en", { maximumFractionDigits: 0 })}\\b`))
        assert.match(text, new RegExp(`\\b${peak_rss_mb?.toLocaleString("en", { maximumFractionDigits: 0 })}\\b`))
      }
    }
  })

  it("is left out where it is not known", () => {
    for (const width of [60, 78, 120]) {
      assert.match(plain(priced({ open_ms: 412 }), width), /\b412\b/)
      assert.notMatch(plain(priced({ open_ms: 412 }), width), /MiB|peak|memory/)
      assert.notMatch(plain(priced({ open_ms: 0.2, peak_rss_mb: 98 }), width), /open/)
      assert.notMatch(plain(priced({}), width), /open|MiB|peak|memory/)
    }
  })

  it("leaves out who has none beside those who have", () => {
    const result = race(
      [
        contestant("sequential", { open_ms: 412, peak_rss_mb: 98 }),
        contestant("stream", { open_ms: 523 }),
        contestant("unbounded")
      ],
      []
    )
    assert.include(plain(result, 54), "  32 in flight · 523 ms to open\nunbounded")
    const long = "a-strategy-with-a-long-name-too"
    const crowded = { ...result, contestants: [...result.contestants, contestant(long, { laps: [lap(1, 1000)] })] }
    assert.include(plain(crowded, 88), "\ntime to open, peak memory: sequential 412 ms, 98 MiB · stream 523 ms\n")
  })
})

describe("what contestants share", () => {
  const of = (
    changes: Partial<RaceResult["environment"]>,
    contestants = [contestant("sequential"), contestant("stream")]
  ) => {
    const result = race(contestants, [])
    return plain({ ...result, environment: { ...result.environment, ...changes } }, 120)
  }

  it("is a process, where they have none of their own", () => {
    const note = "all contestants ran in one process: memory and CPU are shared"
    const isolation = "one process"
    assert.include(of({ isolation }), note)
    assert.include(of({ isolation, backend: "endpoint" }), note)
    assert.notInclude(of({ isolation, backend: "simulated" }), "one process")
    assert.notInclude(of({}), "one process")
    assert.notInclude(of({ isolation }, [contestant("sequential")]), "one process")
  })
})

describe("what limited them", () => {
  const limited = raced([
    contestant("sequential", { concurrency: null, in_flight_max: 1, laps: steady(115) }),
    contestant("for-each:concurrency=32", { laps: steady(1734, full, 1) }),
    contestant("stream:concurrency=32", { laps: steady(1234, full, 2) })
  ])

  it("stands in a column, or where there is none in one note", () => {
    const note = "limited by: client CPU for-each, stream · waiting sequential"
    assert.include(plain(limited, 120), "limited by\n")
    assert.notInclude(plain(limited, 120), note)
    assert.include(plain(limited, 74), note)
    assert.include(plain(limited, 50), "limited by waiting")
    assert.notInclude(plain(limited, 50), "limited by: ")
  })
})

describe("laps with a mark", () => {
  it("are named once for each mark, with their contestants", () => {
    const marks = (mark: Mark, ...rounds: ReadonlyArray<number>) =>
      steady(1000).map((each) => (rounds.includes(each.round) ? { ...each, marks: [mark] } : each))
    const result = raced([
      contestant("a", { laps: marks("littles-law", 2, 3) }),
      contestant("b", { laps: marks("littles-law", 1) }),
      contestant("c", { laps: marks("whole-file", 1, 2, 3, 4, 5, 6) })
    ])
    const text = plain(result, 120)
    assert.include(text, "\nin flight is not throughput × latency: a (rounds 2, 3) · b (round 1)\n")
    assert.include(text, "\nwrote the whole file: c (every round)\n")
  })

  it("are counted beyond four", () => {
    const laps = steady(1000, { marks: ["short"] })
    const text = plain(raced(["a", "b", "c", "d", "e", "f"].map((name) => contestant(name, { laps }))), 160)
    assert.include(
      text,
      "under half of the lap time: a (every round) · b (every round) · c (every round) · d (every round) · 2 more\n"
    )
  })
})

describe("on AWS", () => {
  const onAws = (result: RaceResult): RaceResult => ({
    ...result,
    environment: { ...result.environment, backend: "aws", host: "dynamodb.eu-central-1.amazonaws.com", latency: null }
  })
  const warned = /later laps have capacity that earlier ones made grow/

  it("it is said where, and warned that capacity grows from lap to lap", () => {
    const text = plain(onAws(lineUp), 120)
    assert.match(text, /^AWS DynamoDB, dynamodb\.eu-central-1\.amazonaws\.com/m)
    assert.match(text.replaceAll(/\s+/g, " "), warned)
  })

  it("but not where one races alone, nor elsewhere", () => {
    const alone = race([contestant("for-each", { laps: [lap(1, 1000)] })], [standing("for-each")])
    for (const result of [onAws(alone), lineUp]) {
      assert.notMatch(plain(result, 120).replaceAll(/\s+/g, " "), warned)
    }
  })
})
