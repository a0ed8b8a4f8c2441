import { describe, expect, it } from "@effect/vitest"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Comparison from "../../src/Report/Comparison.ts"
import * as Csv from "../../src/Report/Csv.ts"
import type { Labelled } from "../../src/Report/Differences.ts"
import * as Markdown from "../../src/Report/Markdown.ts"
import { render } from "../../src/Report/Terminal.ts"
import type { View } from "../../src/Report/View.ts"
import { crashed, factored, hostile, lineUp, partial, raced, tied, troubled, web } from "./staged.ts"

const races: ReadonlyArray<readonly [name: string, result: RaceResult, view: View]> = [
  ["line-up", lineUp, {}],
  ["reference", lineUp, { reference: "worker-threads:workers=4" }],
  ["troubled", troubled, {}],
  ["tied", tied, {}],
  ["crashed", crashed, {}],
  ["partial", partial, {}],
  ["nothing", raced([]), {}],
  ["hostile", hostile, {}],
  ["factors", factored, {}],
  ["web", web, {}]
]

const widths = [60, 80, 120] as const

/** The same text in each width; an escape character stands as `^`. */
const inWidths = (render: (width: number) => string): string =>
  widths
    .map((width) => `${`──── ${width} columns `.padEnd(width, "─")}\n${render(width).replaceAll("\u001b", "^")}\n`)
    .join("\n")

const golden = (name: string) => `golden/${name}`

describe.each(races)("%s", (name, result, view) => {
  it("in the terminal", async () => {
    const text = inWidths((width) => render(result, { width, color: false }, view))
    await expect(text).toMatchFileSnapshot(golden(`${name}.txt`))
  })

  it("in the terminal, in colour", async () => {
    const text = inWidths((width) => render(result, { width, color: true }, view))
    await expect(text).toMatchFileSnapshot(golden(`${name}.colour.txt`))
  })

  it("as Markdown", async () => {
    await expect(Markdown.render(result, view)).toMatchFileSnapshot(golden(`${name}.markdown.txt`))
  })
})

// whoever is compared with is no matter of a CSV
describe.each(races.filter(([, , { reference }]) => reference === undefined))("%s", (name, result) => {
  it("as CSV, ends of lines shown", async () => {
    await expect(Csv.render(result).replaceAll("\r\n", "␍\n")).toMatchFileSnapshot(golden(`${name}.csv`))
  })
})

describe("side by side", () => {
  const results: ReadonlyArray<Labelled> = [
    { label: "before.json", result: lineUp },
    {
      label: "after.json",
      result: { ...tied, environment: { ...tied.environment, sdk: "3.1170.0", node: "24.1.0" } }
    },
    { label: "with-troubles-and-a-long-name.json", result: troubled },
    { label: "=`a|b`\u001b[2J", result: hostile }
  ]

  it.each([false, true])("in the terminal, colour %s", async (color) => {
    const text = [results, results.slice(0, 2)].map((some) =>
      inWidths((width) => Comparison.render(some, { width, color }))
    )
    await expect(text.join("\n")).toMatchFileSnapshot(golden(`comparison${color ? ".colour" : ""}.txt`))
  })

  it("as Markdown", async () => {
    await expect(Comparison.markdown(results)).toMatchFileSnapshot(golden("comparison.markdown.txt"))
  })

  it("as CSV, ends of lines shown", async () => {
    await expect(Csv.renderSeveral(results).replaceAll("\r\n", "␍\n")).toMatchFileSnapshot(golden("comparison.csv"))
  })
})
