import type { RaceResult } from "../domain/RaceResult.ts"
import { advice } from "./Advice.ts"
import { alarms } from "./Alarms.ts"
import type { Chart } from "./Chart/Chart.ts"
import * as Svg from "./Chart/Svg.ts"
import { charts } from "./Chart.ts"
import { circumstances } from "./Circumstances.ts"
import * as Figure from "./Figure.ts"
import { environment } from "./Html/Environment.ts"
import { html, type Markup, nothing, raw } from "./Html/Markup.ts"
import { page } from "./Html/Page.ts"
import { standings } from "./Html/Standings.ts"
import type { Line } from "./Line.ts"
import { type Note, notes } from "./Notes.ts"
import { rows } from "./Row.ts"
import { verdict } from "./Verdict.ts"
import type { View } from "./View.ts"

const textOf = (line: Line): string => line.map(({ text }) => text).join(" · ")

const figure = (chart: Chart): Markup => {
  const id = `chart-${chart.name}`
  return html`<figure id="${chart.name}">
<h2 id="${id}">${chart.title}</h2>
<figcaption>${chart.caption}</figcaption>
<div>${raw(Svg.inPage(chart, "wide", id))}${raw(Svg.inPage(chart, "narrow", id))}</div>
</figure>
`
}

const alarm = (lost: ReadonlyArray<Note>): Markup =>
  lost.length === 0
    ? nothing
    : html`<section class="alarm" role="alert">${lost.map((note) => html`<p class="bad">${textOf(note)}</p>`)}</section>`

/** What is only about figures stands in parentheses, what belongs to the line above is indented. */
const sentence = (text: string): Markup =>
  html`<li class="${text.startsWith("(") ? "aside" : text.startsWith(" ") ? "under" : "first"}">${text.trim()}</li>`

const listed = (title: string, lines: ReadonlyArray<Markup>): Markup =>
  lines.length === 0 ? nothing : html`<div><h2>${title}</h2><ul>${lines}</ul></div>`

/** All notes: the table here has room for what one on a screen may leave to them. */
const roomy = { lines: [], showsLimits: true, showsPrices: true, legend: [] }

/**
 * One self-contained page that loads nothing: charts, figures, what they mean and what to do now. It renders a race
 * that goes on as well as one that is over.
 */
export const render = (result: RaceResult, view: View = {}): string => {
  const [terms, ...more] = circumstances(result).map(({ text }) => text)
  const contestants = Figure.counted(result.contestants.length, "contestant")
  const title = `Race of ${contestants}`
  const all = charts(result)
  const beside = all.filter(({ isLarge }) => !isLarge)
  return page(
    `${title} · Millrace`,
    html`<header>
<p class="brand">Millrace</p>
<h1>${title}</h1>
<p class="terms">${[terms ?? "", ...more].join(" · ")}</p>
</header>
<main>
${alarm(alarms(result))}
<section class="said">
${listed("Verdict", verdict(result, view).map(sentence))}
${listed(
  "What to do now",
  advice(result).map(({ text }) => sentence(text))
)}
</section>
${all.filter(({ isLarge }) => isLarge).map(figure)}
<section>
<h2 id="standings">Standings</h2>
${standings(result, view)}
${notes(result, rows(result, view), roomy).map((note) => html`<p class="quiet">${textOf(note)}</p>`)}
</section>
<div class="pair">
${beside.map(figure)}
</div>
${environment(result)}
</main>
<footer><p>Made by Millrace ${result.environment.millrace}. This page loads nothing and sends nothing.</p></footer>`
  )
}
