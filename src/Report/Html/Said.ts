import type { RaceResult } from "../../domain/RaceResult.ts"
import { advice } from "../Advice.ts"
import * as Baseline from "../Baseline.ts"
import { verdict } from "../Verdict.ts"
import type { View } from "../View.ts"
import { html, type Markup, nothing } from "./Markup.ts"
import { heading, type Place } from "./Place.ts"

/** What is only about figures stands in parentheses, what belongs to the line above is indented. */
const sentence = (text: string): Markup =>
  html`<li class="${text.startsWith("(") ? "aside" : text.startsWith(" ") ? "under" : "first"}">${text.trim()}</li>`

const listed = (place: Place, title: string, sentences: ReadonlyArray<string>): Markup =>
  sentences.length === 0 ? nothing : html`<div>${heading(place, title)}<ul>${sentences.map(sentence)}</ul></div>`

/** Who won, and what to do now. */
export const said = (result: RaceResult, view: View, place: Place): Markup => html`<section class="said">
${listed(place, "Verdict", verdict(result, view))}
${listed(place, "Against an earlier race", Baseline.against(result))}
${listed(
  place,
  "What to do now",
  advice(result).map(({ text }) => text)
)}
</section>`
