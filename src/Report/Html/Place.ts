import { html, type Markup, nothing, raw } from "./Markup.ts"

/** Where a part stands in a page that may have several of its kind. */
export interface Place {
  /** Of its headings. */
  readonly level: 2 | 3
  /** Ends its ids, each of which a page has once. */
  readonly mark: string
}

/** The only one. */
export const alone: Place = { level: 2, mark: "" }

export const heading = ({ level }: Place, title: string, id?: string): Markup => {
  const tag = raw(`h${level}`)
  return html`<${tag}${id === undefined ? nothing : html` id="${id}"`}>${title}</${tag}>`
}
