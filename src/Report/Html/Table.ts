import { html, type Markup } from "./Markup.ts"

/** Breaks between its settings where there is little room. */
export const nameOf = (name: string): Markup => {
  const [strategy = "", ...settings] = name.split(":")
  return html`${strategy}${settings.map((setting) => html`:<wbr>${setting}`)}`
}

/** Scrolls by itself where it is wider than the page. `label` is the id of its name. */
export const table = (label: string, head: Markup, body: ReadonlyArray<Markup>): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${label}"><table>
<thead>${head}</thead>
<tbody>${body}</tbody>
</table></div>`
