import type { RaceResult } from "../domain/RaceResult.ts"
import { advice } from "./Advice.ts"
import { alarms } from "./Alarms.ts"
import * as Baseline from "./Baseline.ts"
import { circumstances } from "./Circumstances.ts"
import { type Column, everything } from "./Columns.ts"
import { factors } from "./Markdown/Factors.ts"
import { code, fenced, tableOf } from "./Markdown/Syntax.ts"
import { named } from "./Names.ts"
import { notes } from "./Notes.ts"
import { printable } from "./Printable.ts"
import { type Row, rows } from "./Row.ts"
import { verdict } from "./Verdict.ts"
import { referenceOf, type View } from "./View.ts"

const textOf = (spans: ReadonlyArray<{ readonly text: string }>): string => spans.map(({ text }) => text).join(" · ")

const headingOf = ({ align, heading }: Column) => ({ align, text: heading.join(" ").trim().replace(" /", "/") })

const nameOf = ({ name, reasons }: Row): string =>
  [code(name), ...(reasons.length === 0 ? [] : [reasons.join(", ")])].join(" ")

const standings = (result: RaceResult, all: ReadonlyArray<Row>, view: View): string => {
  const columns = everything(all, referenceOf(result, view) === null ? "slowest" : "reference")
  return tableOf(
    [{ align: "left", text: "contestant" }, ...columns.map(headingOf)],
    all.map((row) => [nameOf(row), ...columns.map(({ cell }) => cell(row))])
  )
}

/** What is indented belongs to the sentence above it. */
const sentences = (lines: ReadonlyArray<string>): string =>
  lines
    .map((line, index) => {
      const isListed = line.startsWith(" ")
      const follows = isListed && lines[index - 1]?.startsWith(" ") === true
      return `${follows ? "" : "\n"}${isListed ? `- ${line.trimStart()}` : line}\n`
    })
    .join("")
    .trim()

/** A report to paste where Markdown is read: nothing that came from outside can be markup in it. */
export const render = (result: RaceResult, view: View = {}): string => {
  const label = named(result)
  const name = (full: string) => code(label(full))
  const all = rows(result, view)
  const alarm = alarms(result).map(textOf)
  const fine = notes(result, all, { lines: [], showsLimits: true, showsPrices: true, legend: [] }).map(textOf)
  return [
    ...(alarm.length === 0 ? [] : [fenced("text", alarm)]),
    ...(all.length === 0 ? [] : [standings(result, all, view)]),
    factors(result, name),
    sentences(verdict(result, view, name)),
    sentences(Baseline.against(result, name, code)),
    advice(result, name)
      .map(({ text }) => `- ${text}`)
      .join("\n"),
    fenced("text", [textOf(circumstances(result)), ...fine]),
    ...(result.command === null ? [] : [fenced("sh", [printable(result.command)])])
  ]
    .filter((block) => block !== "")
    .map((block) => `${block}\n`)
    .join("\n")
}
