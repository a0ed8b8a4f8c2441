/** HTML that is safe to stand in a page. */
export interface Markup {
  readonly _tag: "Markup"
  readonly html: string
}

type Part = string | number | Markup | ReadonlyArray<Markup>

/** Control characters, and those that turn the direction of writing: what stands in a page is what one sees. */
const unseen = /[^\P{C}\n\t]|[\u2028\u2029]/gu

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Text as it may stand in an element or between quotes in an attribute. */
export const escape = (text: string): string =>
  text
    .replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => entities[character] ?? "")

export const raw = (html: string): Markup => ({ _tag: "Markup", html })

const written = (part: Part): string => {
  if (typeof part === "string") return escape(part)
  if (typeof part === "number") return String(part)
  return "html" in part ? part.html : part.map(({ html }) => html).join("")
}

/** A template of HTML: what is put into it is text, unless it is markup. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Markup =>
  raw(strings.reduce((text, string, index) => text + written(parts[index - 1] ?? "") + string))

export const nothing: Markup = raw("")
