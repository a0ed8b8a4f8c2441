import type { RaceResult } from "../../domain/RaceResult.ts"
import * as Words from "../Factors/Words.ts"
import { type Baseline, type Factor, factors as factorsOf } from "../Factors.ts"
import { html, type Markup, nothing } from "./Markup.ts"
import { table } from "./Table.ts"

const headings = ["× mean latency", "p50 ms", "p99 ms"]

const line = (of: Baseline, times: string): Markup =>
  html`<tr><th scope="row">${of.words}</th>${[times, Words.millis(of.p50Ms), Words.millis(of.p99Ms)].map(
    (figure) => html`<td>${figure}</td>`
  )}</tr>`

const below = (text: string): Markup =>
  html`<tr class="why"><td colspan="${headings.length + 1}"><span>${text}</span></td></tr>`

const factor = (of: Factor): Markup =>
  html`${line(of, Words.times(of.times))}${of.reason === null ? nothing : below(of.reason)}${below(of.remedy)}`

/** What makes a request slow, where the race says that; else nothing. */
export const factors = (result: RaceResult): Markup => {
  const found = factorsOf(result)
  if (found === null) return nothing
  return html`<section>
<h2 id="factors">${found.title}</h2>
${table(
  "factors",
  html`<tr><th scope="col">factor</th>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr>`,
  [line(found.baseline, "1"), ...found.factors.map(factor)]
)}
${found.notes.map((note) => html`<p class="quiet">${note}</p>`)}
</section>`
}
