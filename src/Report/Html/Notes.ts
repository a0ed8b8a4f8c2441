import type { RaceResult } from "../../domain/RaceResult.ts"
import { alarms } from "../Alarms.ts"
import type { Line } from "../Line.ts"
import * as Notes from "../Notes.ts"
import { rows } from "../Row.ts"
import type { View } from "../View.ts"
import { html, type Markup, nothing } from "./Markup.ts"

/** In one paragraph. */
export const textOf = (line: Line): string => line.map(({ text }) => text).join(" · ")

/** What makes the race void, if anything does. */
export const alarm = (result: RaceResult): Markup => {
  const lost = alarms(result)
  return lost.length === 0
    ? nothing
    : html`<section class="alarm" role="alert">${lost.map((note) => html`<p class="bad">${textOf(note)}</p>`)}</section>`
}

/** All notes: the table here has room for what one on a screen may leave to them. */
const roomy = { lines: [], showsLimits: true, showsPrices: true, legend: [] }

export const notes = (result: RaceResult, view: View): ReadonlyArray<Markup> =>
  Notes.notes(result, rows(result, view), roomy).map((note) => html`<p class="quiet">${textOf(note)}</p>`)
