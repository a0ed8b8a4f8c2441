import type { Name } from "../Chart/Chart.ts"
import { charts } from "../Chart.ts"
import { circumstances } from "../Circumstances.ts"
import * as Comparison from "../Comparison.ts"
import * as Differences from "../Differences.ts"
import * as Figure from "../Figure.ts"
import { html, type Markup, nothing } from "./Markup.ts"
import { alarm, textOf } from "./Notes.ts"
import { page } from "./Page.ts"
import type { Place } from "./Place.ts"
import { plot } from "./Plot.ts"
import { said } from "./Said.ts"
import { nameOf, table } from "./Table.ts"

type Labelled = Differences.Labelled

const idOf = (index: number): string => `result-${index + 1}`

const linked = (labelled: Labelled, index: number): Markup =>
  html`<a href="#${idOf(index)}">${Differences.labelOf(labelled)}</a>`

const differences = (results: ReadonlyArray<Labelled>): Markup => {
  const all = Differences.differences(results)
  if (all.length === 0) return nothing
  const facts = all.map(
    ({ values, what }) =>
      html`<dt>${what}</dt><dd>${values.map(
        ({ label, value }) => html`<div><span class="quiet">${label}</span> ${value}</div>`
      )}</dd>`
  )
  return html`<section>
<h2>What differs</h2>
<dl>${facts}</dl>
</section>`
}

const figures = (cell: Comparison.Cell, index: number): Markup => {
  const isUnranked = cell.raced && cell.itemsPerS === null
  const rate = isUnranked ? html`<td class="unranked">not ranked</td>` : html`<td>${Comparison.rate(cell)}</td>`
  return index === 0 ? rate : html`${rate}<td>${Comparison.times(cell)}</td>`
}

const medians = (results: ReadonlyArray<Labelled>): Markup => {
  const labels = results.map(
    (labelled, index) => html`<th scope="colgroup" colspan="${index === 0 ? 1 : 2}">${linked(labelled, index)}</th>`
  )
  const units = results.map(
    (result, index) =>
      html`<th scope="col">${Comparison.unitOf(result)}</th>${index === 0 ? nothing : html`<th scope="col">×</th>`}`
  )
  return table(
    "medians",
    html`<tr><th scope="col" rowspan="2">contestant</th>${labels}</tr><tr>${units}</tr>`,
    Comparison.compared(results).map(
      ({ cells, name }) => html`<tr><th scope="row">${nameOf(name)}</th>${cells.map(figures)}</tr>`
    )
  )
}

const shown: ReadonlyArray<Name> = ["throughput", "in-flight"]

const section = (labelled: Labelled, index: number): Markup => {
  const { result } = labelled
  const place: Place = { level: 3, mark: `-${index + 1}` }
  return html`<article id="${idOf(index)}">
<h2>${Differences.labelOf(labelled)}</h2>
<p class="terms">${textOf(circumstances(result))}</p>
${alarm(result)}
${said(result, {}, place)}
${charts(result)
  .filter(({ name }) => shown.includes(name))
  .map((chart) => plot(chart, place))}
</article>
`
}

/** One self-contained page that loads nothing: medians side by side, then what is to be said of each result. */
export const render = (results: ReadonlyArray<Labelled>): string =>
  page({
    title: `${Figure.counted(results.length, "race")} side by side`,
    terms: results.map(Differences.labelOf).join(" · "),
    versions: results.map(({ result }) => result.environment.millrace),
    main: html`${differences(results)}
<section class="medians">
<h2 id="medians">Medians</h2>
${medians(results)}
<p class="quiet">× is over the first result; ${Comparison.unpaired}. Below, each chart has a scale of its own.</p>
</section>
${results.map(section)}`
  })
