import type { RaceResult } from "../domain/RaceResult.ts"
import { alarms } from "./Alarms.ts"
import { circumstances } from "./Circumstances.ts"
import { flow, type Line, type Screen, write } from "./Line.ts"
import { type Note, notes } from "./Notes.ts"
import { rows } from "./Row.ts"
import { table } from "./Table.ts"

const blank: Line = []

const below = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> => (lines.length === 0 ? [] : [blank, ...lines])

/**
 * The standings as text without a last newline; no line is wider than the screen. Fastest first; what is not ranked
 * stands last with its reason. It renders a race that goes on as well as one that is over.
 */
export const render = (result: RaceResult, screen: Screen): string => {
  const { width } = screen
  const flowing = (all: ReadonlyArray<Note>) => all.flatMap((note) => flow(note, width, "", "  "))
  const alarm = flowing(alarms(result))
  const contestants = rows(result)
  const standings = table(contestants, width)
  return [
    ...alarm,
    ...(alarm.length === 0 ? [] : [blank]),
    ...flow(circumstances(result), width),
    ...below(contestants.length === 0 ? [] : standings.lines),
    ...below(flowing(notes(result, contestants, standings)))
  ]
    .map((line) => write(line, screen))
    .join("\n")
}
