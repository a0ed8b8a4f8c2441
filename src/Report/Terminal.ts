import type { RaceResult } from "../domain/RaceResult.ts"
import { advice } from "./Advice.ts"
import { alarms } from "./Alarms.ts"
import * as Baseline from "./Baseline.ts"
import { circumstances } from "./Circumstances.ts"
import { factorLines } from "./Factors/Lines.ts"
import { flow, type Line, type Screen, span, write } from "./Line.ts"
import { type Note, notes } from "./Notes.ts"
import { rows } from "./Row.ts"
import { table } from "./Table.ts"
import { verdict } from "./Verdict.ts"
import { referenceOf, type View } from "./View.ts"

const blank: Line = []

const below = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> => (lines.length === 0 ? [] : [blank, ...lines])

/** The first line bold, what belongs to it below; what is only about the figures in parentheses. */
const verdictLines = (sentences: ReadonlyArray<string>, width: number): ReadonlyArray<Line> =>
  sentences.flatMap((text, index) => {
    const indent = /^ */.exec(text)?.[0] ?? ""
    const style = text.startsWith("(") ? "dim" : index === 0 ? "bold" : "plain"
    return flow([span(text.trimStart(), style)], width, indent, `${indent}  `)
  })

const adviceLines = (result: RaceResult, width: number): ReadonlyArray<Line> =>
  advice(result).flatMap(({ text }) => flow([span(text)], width, "• ", "  "))

/**
 * The standings as text without a last newline; no line is wider than the screen. Fastest first; what is not ranked
 * stands last with its reason. Who won and what to do now come at the end, where a screen that scrolls comes to rest.
 * It renders a race that goes on as well as one that is over.
 */
export const render = (result: RaceResult, screen: Screen, view: View = {}): string => {
  const { width } = screen
  const flowing = (all: ReadonlyArray<Note>) => all.flatMap((note) => flow(note, width, "", "  "))
  const alarm = flowing(alarms(result))
  const contestants = rows(result, view)
  const standings = table(contestants, width, referenceOf(result, view) === null ? "slowest" : "reference")
  return [
    ...alarm,
    ...(alarm.length === 0 ? [] : [blank]),
    ...flow(circumstances(result), width),
    ...below(contestants.length === 0 ? [] : standings.lines),
    ...below(flowing(notes(result, contestants, standings))),
    ...below(factorLines(result, width)),
    ...below(verdictLines(verdict(result, view), width)),
    ...below(verdictLines(Baseline.against(result), width)),
    ...below(adviceLines(result, width))
  ]
    .map((line) => write(line, screen))
    .join("\n")
}
