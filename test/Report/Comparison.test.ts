import { assert, describe, it } from "@effect/vitest"
import { FastCheck, Schema } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Comparison from "../../src/Report/Comparison.ts"
import type { Labelled } from "../../src/Report/Differences.ts"
import { contestant, lineUp, raced, steady, tied, troubled } from "./staged.ts"

const plain = (results: ReadonlyArray<Labelled>, width: number) => Comparison.render(results, { width, color: false })

const twice = (items_per_s: number) =>
  raced([
    contestant("for-each:concurrency=32", { laps: steady(items_per_s) }),
    contestant("sequential", { laps: steady(115) })
  ])

const results = [
  { label: "before", result: twice(1000) },
  { label: "after", result: twice(1320) }
]

describe("results side by side", () => {
  it("stand in a column each, with what they are of the first", () => {
    assert.deepStrictEqual(plain(results, 60).split("\n").slice(0, 4), [
      "             before           after",
      "contestant  items/s  items/s      ×",
      "for-each      1,000    1,320  1.32×",
      "sequential      115      115  1.00×"
    ])
  })

  it("stand below one another where they are too many", () => {
    assert.deepStrictEqual(plain(results, 32).split("\n").slice(0, 3), [
      "for-each",
      "  before 1,000/s",
      "  after 1,320/s 1.32×"
    ])
  })

  it("are not judged", () => {
    for (const text of [plain(results, 120), Comparison.markdown(results)]) {
      assert.include(text, "rounds of different races are not paired: no verdict follows")
      assert.notMatch(text, /faster|slower|winner/)
    }
  })

  it("name what they do not have in common, and nothing else", () => {
    const { environment, workload } = lineUp
    const other: RaceResult = {
      ...lineUp,
      environment: { ...environment, sdk: "3.2000.0", cores: 8, latency: { p50_ms: 33, p99_ms: 60 } },
      workload: { ...workload, cpu: { ms: 2, bytes: 1 } },
      summary: { ...lineUp.summary, lap_items: 1000 }
    }
    const text = plain(
      [
        { label: "a", result: lineUp },
        { label: "b", result: other }
      ],
      120
    )
    assert.deepStrictEqual(
      text.split("\n").filter((line) => line.startsWith("different ")),
      [
        "different backend: a embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms",
        "different items: a items of 250 B · b items of 250 B, 2 ms of CPU work on each item",
        "different laps: a 1 s · b 1,000 items",
        "different machine: a a CPU, 2 cores, linux x64 · b a CPU, 8 cores, linux x64",
        "different SDK: a 3.1169.0 · b 3.2000.0"
      ]
    )
    const same = [
      { label: "a", result: lineUp },
      { label: "b", result: lineUp }
    ]
    assert.notMatch(plain(same, 120), /^different /m)
  })

  it("tell who is not ranked from who did not race", () => {
    const text = plain(
      [
        { label: "a", result: lineUp },
        { label: "b", result: troubled }
      ],
      24
    )
    assert.include(text, "\nfor-each\n  a 1,734/s\n  b not ranked\n")
    assert.include(text, "\noffload\n  a 421/s\nsequential\n")
  })

  it("gives no terminal what came from outside", () => {
    const label = "\u001b[2J\n"
    const text = plain(
      [
        { label, result: lineUp },
        { label: "b", result: tied }
      ],
      80
    )
    assert.include(text, "\\u{1b}[2J\\u{a}")
    assert.notMatch(text.replaceAll("\n", ""), /\p{Cc}/u)
  })

  const labelled = FastCheck.array(
    FastCheck.record({
      label: FastCheck.string({ unit: "binary", maxLength: 30 }),
      result: FastCheck.constantFrom(lineUp, tied, troubled)
    }),
    { maxLength: 5 }
  )

  it.prop(
    "fit, and colour changes nothing but colour",
    [labelled, Schema.Int.pipe(Schema.between(20, 160))],
    ([all, width]) => {
      const text = plain(all, width)
      for (const line of text.split("\n")) assert.isAtMost([...line].length, width)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
      assert.strictEqual(Comparison.render(all, { width, color: true }).replace(/\u001b\[[0-9;]+m/g, ""), text)
    }
  )

  it.prop("are any results", [RaceResult, RaceResult], ([a, b]) => {
    const all = [
      { label: "a", result: a },
      { label: "b", result: b }
    ]
    assert.isString(plain(all, 80) + Comparison.markdown(all))
  })
})
