import type { Chart } from "../Chart/Chart.ts"
import * as Svg from "../Chart/Svg.ts"
import { html, type Markup, raw } from "./Markup.ts"
import { heading, type Place } from "./Place.ts"

/** A chart with its name and how to read it, in both forms. */
export const plot = (chart: Chart, place: Place): Markup => {
  const name = `${chart.name}${place.mark}`
  const id = `chart-${name}`
  return html`<figure id="${name}">
${heading(place, chart.title, id)}
<figcaption>${chart.caption}</figcaption>
<div>${raw(Svg.inPage(chart, "wide", id))}${raw(Svg.inPage(chart, "narrow", id))}</div>
</figure>
`
}
