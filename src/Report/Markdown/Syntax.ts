import { printable } from "../Printable.ts"

/** As it stands, whatever stands in it: what would end the span, or the cell of a table, is escaped as `\u{60}`. */
export const code = (text: string): string => {
  const harmless = printable(text).replace(/[`|]/g, (found) => `\\u{${found.charCodeAt(0).toString(16)}}`)
  return harmless === "" ? "" : `\`${harmless}\``
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))

/** Lines as they stand, whatever stands in them. */
export const fenced = (language: string, lines: ReadonlyArray<string>): string => {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1))
  return [`${fence}${language}`, ...lines, fence].join("\n")
}

export interface Heading {
  readonly text: string
  readonly align: "left" | "right"
}

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

/** Its cells are Markdown. */
export const tableOf = (headings: ReadonlyArray<Heading>, cells: ReadonlyArray<ReadonlyArray<string>>): string =>
  [
    row(headings.map(({ text }) => text)),
    row(headings.map(({ align }) => (align === "left" ? "---" : "---:"))),
    ...cells.map(row)
  ].join("\n")
