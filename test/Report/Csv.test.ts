import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Csv from "../../src/Report/Csv.ts"
import { contestant, hostile, hostileNames, lap, lineUp, partial, raced, steady } from "./staged.ts"

/** As RFC 4180 says: lines of cells, quoted ones without their quotes. */
const parse = (text: string): ReadonlyArray<ReadonlyArray<string>> => {
  const lines: Array<Array<string>> = []
  let line: Array<string> = []
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === "\r\n") {
      lines.push(line)
      line = []
    }
  }
  return lines
}

const table = (result: RaceResult) => {
  const [header = [], ...lines] = parse(Csv.render(result))
  return lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index]])))
}

const formula = /^\s*[=+@\t\r]|^\s*-(?!\d+(\.\d+)?(e[+-]\d+)?$)/

describe("CSV", () => {
  it("has a line for each lap, in the order of the race", () => {
    const lines = table(lineUp)
    assert.strictEqual(lines.length, 36)
    assert.deepInclude(lines[0], {
      contestant: "sequential",
      round: "1",
      items_per_s: "115",
      limited_by: "own-waiting"
    })
    assert.deepInclude(lines[35], { contestant: "for-each:concurrency=32:batch=25", round: "6", verified: "true" })
  })

  it("has one of who has no lap, with nothing that was not measured", () => {
    const [, , warm, waiting] = table(partial)
    assert.deepInclude(warm, { contestant: "for-each:concurrency=32", concurrency: "32", round: "", items: "" })
    assert.deepInclude(waiting, { contestant: "unbounded", in_flight_max: "", verified: "", throttled: "" })
  })

  it("sums throttles over their reasons and lists marks", () => {
    const laps = [lap(1, 10, { throttles: { a: 2, b: 3 }, marks: ["short", "littles-law"] })]
    assert.deepInclude(table(raced([contestant("stream", { laps })]))[0], {
      throttled: "5",
      marks: "short littles-law"
    })
  })

  it("leaves numbers numbers, negative ones too, and drops what is none", () => {
    const engine = { cpu_share: 1 / 3, overshoot_mean_ms: -0.25, overshoot_p50_ms: 0, overshoot_p99_ms: 0, requests: 1 }
    const laps = [lap(1, 10, { engine, consumed_wcu: 12_345_678_901, duration_ms: Number.NaN })]
    assert.deepInclude(table(raced([contestant("stream", { laps })]))[0], {
      engine_late_mean_ms: "-0.25",
      engine_cpu_share: "0.333333333",
      consumed_wcu: "12345678901",
      duration_ms: ""
    })
  })

  it("defuses formulas, and says the names otherwise as they are", () => {
    const names = table(hostile).map(({ contestant }) => contestant)
    assert.deepStrictEqual(Array.from(new Set(names)), [
      "'=cmd|' /C calc'!A0",
      "\\u{1b}[2J\\u{1b}]0;title\\u{7}",
      "<script>alert(1)</script>",
      hostileNames[3],
      "'\\u{9}+1\\u{d}\\u{a}| - | ```"
    ])
  })

  it.each(["=1", "+1", "-1+1", "@sum", "\t=1", "\r=1", "  =1", "\u00a0=1", "\n-1"])("defuses %j", (name) => {
    const [, [cell] = []] = parse(Csv.render(raced([contestant(name, { laps: steady(10) })])))
    assert.match(cell ?? "", /^'/)
  })

  const names = FastCheck.string({ unit: "binary", maxLength: 12 })

  it.prop(
    "is as wide in each line and harmless, whatever the names",
    [FastCheck.array(names, { maxLength: 5 })],
    ([all]) => {
      const result = raced(all.map((name) => contestant(name, { strategy: name, laps: steady(10) })))
      const text = Csv.render(result)
      const lines = parse(text)
      assert.strictEqual(lines.length, 1 + 6 * all.length)
      for (const line of lines) {
        assert.strictEqual(line.length, lines[0]?.length)
        for (const cell of line) assert.notMatch(cell, formula)
      }
      assert.notMatch(text.replaceAll("\r\n", ""), /\p{Cc}|\p{Cf}/u)
    }
  )

  it("has the lines of several results below one header, each with the label of its result first", () => {
    const several = parse(
      Csv.renderSeveral([
        { label: "monday", result: lineUp },
        { label: "tuesday", result: partial }
      ])
    )
    const [header = [], ...monday] = parse(Csv.render(lineUp))
    const [, ...tuesday] = parse(Csv.render(partial))
    assert.deepStrictEqual(several, [
      ["result", ...header],
      ...monday.map((line) => ["monday", ...line]),
      ...tuesday.map((line) => ["tuesday", ...line])
    ])
  })

  it.each([
    ["=1+1", "'=1+1"],
    ["a,b", "a,b"],
    ["\u001b[2J", "\\u{1b}[2J"]
  ])("takes the label %j for no more than a label", (label, shown) => {
    const [, first] = parse(Csv.renderSeveral([{ label, result: partial }]))
    assert.strictEqual(first?.[0], shown)
  })

  it.prop("is one for any result", [RaceResult], ([result]) => {
    const lines = parse(Csv.render(result))
    for (const line of lines) assert.strictEqual(line.length, lines[0]?.length)
  })
})
