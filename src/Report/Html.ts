import type { RaceResult } from "../domain/RaceResult.ts"
import { charts } from "./Chart.ts"
import { circumstances } from "./Circumstances.ts"
import * as Figure from "./Figure.ts"
import { environment } from "./Html/Environment.ts"
import { factors } from "./Html/Factors.ts"
import { html } from "./Html/Markup.ts"
import { alarm, notes, textOf } from "./Html/Notes.ts"
import { page } from "./Html/Page.ts"
import { alone } from "./Html/Place.ts"
import { plot } from "./Html/Plot.ts"
import { said } from "./Html/Said.ts"
import { standings } from "./Html/Standings.ts"
import type { View } from "./View.ts"

/**
 * One self-contained page that loads nothing: charts, figures, what they mean and what to do now. It renders a race
 * that goes on as well as one that is over.
 */
export const render = (result: RaceResult, view: View = {}): string => {
  const all = charts(result)
  const large = all.filter(({ isLarge }) => isLarge)
  const beside = all.filter(({ isLarge }) => !isLarge)
  return page({
    title: `Race of ${Figure.counted(result.contestants.length, "contestant")}`,
    terms: textOf(circumstances(result)),
    versions: [result.environment.millrace],
    main: html`${alarm(result)}
${said(result, view, alone)}
${factors(result)}
${large.map((chart) => plot(chart, alone))}
<section>
<h2 id="standings">Standings</h2>
${standings(result, view)}
${notes(result, view)}
</section>
<div class="pair">
${beside.map((chart) => plot(chart, alone))}
</div>
${environment(result)}`
  })
}
