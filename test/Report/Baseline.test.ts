import { assert, describe, expect, it } from "@effect/vitest"
import type { Baseline, Change } from "../../src/domain/Baseline.ts"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import { against } from "../../src/Report/Baseline.ts"
import { obstacles } from "../../src/Report/Differences.ts"
import * as Html from "../../src/Report/Html.ts"
import * as Markdown from "../../src/Report/Markdown.ts"
import { render } from "../../src/Report/Terminal.ts"
import { lineUp } from "./staged.ts"

const change = (name: string, verdict: Change["verdict"], interval?: readonly [number, number]): Change => ({
  name,
  rounds: 6,
  rounds_before: 6,
  ratio: interval === undefined ? null : Math.sqrt(interval[0] * interval[1]),
  low: interval?.[0] ?? null,
  high: interval?.[1] ?? null,
  p: 0.01,
  verdict
})

const nothing: Baseline = {
  label: "old.json",
  reference: "sequential",
  changes: [],
  only_before: [],
  only_now: [],
  differences: [],
  confidence: 0.95,
  threshold: 0.03
}

const everything: Baseline = {
  ...nothing,
  changes: [
    change("worker-threads:workers=4", "same", [0.99, 1.02]),
    { ...change("offload:workers=4", "too-few-rounds", [0.4, 1.6]), rounds: 2, p: null },
    change("child-processes:workers=4", "not-decided", [0.9, 1.12]),
    change("for-each:concurrency=32", "slower", [0.78, 0.86]),
    change("for-each:concurrency=32:batch=25", "faster", [1.002, 1.018])
  ],
  only_before: ["unbounded"],
  only_now: ["stream:concurrency=32", "fork-join:concurrency=32"],
  differences: [{ what: "Node", before: "v20.19.0", now: "v22.18.0" }]
}

const of = (baseline: Partial<Baseline>): RaceResult => ({ ...lineUp, baseline: { ...nothing, ...baseline } })

describe("against an earlier result", () => {
  it("is said below the verdict, in the terminal", async () => {
    const texts = [60, 80, 120].map((width) => {
      const text = render(of(everything), { width, color: false })
      const begin = text.indexOf("\nagainst ")
      return `──── ${width} columns\n${text.slice(begin + 1, text.indexOf("\n\n•", begin))}\n`
    })
    await expect(texts.join("\n")).toMatchFileSnapshot("golden/baseline.txt")
  })

  it("is said in Markdown, and on the page", async () => {
    const markdown = Markdown.render(of(everything))
    const begin = markdown.indexOf("against ")
    await expect(
      `${markdown.slice(begin, markdown.indexOf("\n\n- ", markdown.indexOf("(", begin)))}\n`
    ).toMatchFileSnapshot("golden/baseline.markdown.txt")
    const html = Html.render(of(everything))
    assert.include(html, "<h2>Against an earlier race</h2>")
    assert.include(html, "for-each ran 1.22 ± 0.06 times slower than before")
    assert.notInclude(Html.render(lineUp), "Against an earlier race")
  })

  it("is nothing where there is none", () => {
    assert.deepStrictEqual(against(lineUp), [])
    assert.deepStrictEqual(against(of({ only_before: ["unbounded"] })), [
      "against old.json: no contestant is in both",
      "  only raced before: unbounded"
    ])
  })

  it("says what is not covered where there is nobody to compare with", () => {
    const said = against(of({ reference: null, changes: [change("sequential", "slower", [0.78, 0.86])] }))
    assert.deepStrictEqual(said, [
      "against old.json",
      "  sequential ran 1.22 ± 0.06 times slower than before",
      "(± is half of the 95% interval over the rounds; items/s alone are compared: drift between machines or days is not covered)"
    ])
  })

  it.each([
    [0, 6, "no round counts now, 6 are needed"],
    [1, 6, "only 1 round counts now, 6 are needed"],
    [6, 5, "only 5 rounds count before, 6 are needed"]
  ])("says where rounds are wanting: %d now, %d before", (rounds, rounds_before, said) => {
    const few = { ...change("sequential", "too-few-rounds"), rounds, rounds_before }
    assert.strictEqual(against(of({ changes: [few] }))[1], `  sequential: no verdict, ${said}`)
  })

  it("lets nothing through that came from outside", () => {
    const hostile = { label: "`a|b`\u001b[2J", differences: [{ what: "machine", before: "**a**\u001b", now: "<b>" }] }
    assert.notMatch(render(of(hostile), { width: 120, color: false }).replaceAll("\n", ""), /\p{Cc}/u)
    const markdown = Markdown.render(of(hostile))
    assert.include(markdown, "`\\u{60}a\\u{7c}b\\u{60}\\u{1b}[2J`")
    assert.include(markdown, "different machine: `**a**\\u{1b}` before, `<b>` now")
    assert.include(Html.render(of(hostile)), "&lt;b&gt; now")
  })
})

describe("conditions under which results cannot be compared", () => {
  const { environment, operation, summary, workload } = lineUp
  const { retry } = environment
  const spec = {
    _tag: "FileRecords",
    path: "/a/films.csv",
    format: "csv",
    key: { partition: { name: "id", type: "S" } },
    types: {},
    limit: 100
  } as const
  const from = (changes: object) => ({ workload: { ...workload, spec: { ...spec, ...changes } } })
  const found = (now: Partial<RaceResult>, before: Partial<RaceResult> = {}) =>
    obstacles([
      { label: "old", result: { ...lineUp, ...before } },
      { label: "now", result: { ...lineUp, ...now } }
    ]).map(({ what }) => what)

  it.each<readonly [string, Partial<RaceResult>]>([
    ["Node", { environment: { ...environment, node: "22.18.0" } }],
    ["Millrace", { environment: { ...environment, millrace: "0.2.0" } }],
    ["Effect", { environment: { ...environment, effect: "3.23.0" } }],
    ["SDK", { environment: { ...environment, sdk: "3.1170.0" } }],
    ["undici", { environment: { ...environment, undici: "8.0.0" } }],
    ["machine", { environment: { ...environment, cpu: "another CPU" } }],
    ["machine", { environment: { ...environment, cores: 4 } }],
    ["machine", { environment: { ...environment, platform: "darwin arm64" } }],
    ["backend", { environment: { ...environment, backend: "endpoint", latency: null } }],
    ["backend", { environment: { ...environment, latency: { p50_ms: 0, p99_ms: 0 } } }],
    ["isolation", { environment: { ...environment, isolation: "one process" } }],
    ["retries", { environment: { ...environment, retry: { ...retry, max_attempts: 3 } } }],
    ["operation", { operation: { _tag: "scan", consistent: false, page: null } }],
    ["items", { workload: { ...workload, cpu: { ms: 5, bytes: 1000 } } }],
    ["items of a lap", { summary: { ...summary, lap_items: 100 } }]
  ])("are %s", (what, now) => {
    assert.deepStrictEqual(found(now), [what])
  })

  it("are not the seed, the time of a lap, what a calibration came to, or who raced", () => {
    assert.strictEqual(operation._tag, "put")
    const cpu = (bytes: number) => ({ workload: { ...workload, cpu: { ms: 5, bytes } } })
    assert.deepStrictEqual(found({ environment: { ...environment, seed: 2 }, contestants: [] }), [])
    assert.deepStrictEqual(found({ summary: { ...summary, lap_time_ms: 500 } }), [])
    assert.deepStrictEqual(found(cpu(1000), cpu(1001)), [])
  })

  it("are the name and the size of a file, and not where or when it was written", () => {
    const stamp = (bytes: number, modified_ms: number) => ({ stamp: { bytes, modified_ms } })
    assert.deepStrictEqual(found(from({ ...stamp(10, 1), path: "/b/films.csv" }), from(stamp(10, 2))), [])
    assert.deepStrictEqual(found(from(stamp(11, 1)), from(stamp(10, 1))), ["file"])
    assert.deepStrictEqual(found(from({ limit: 50 }), from({})), ["file"])
    assert.deepStrictEqual(found(from({ path: "books.csv" }), from({})), ["items", "file"])
  })
})
