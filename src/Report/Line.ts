const codes = {
  plain: "",
  bold: "1",
  dim: "2",
  bar: "36",
  good: "32",
  warning: "33",
  bad: "1;31"
} as const

export type Style = keyof typeof codes

/** Text in one style. Each character is one column wide: see `printable`. */
export interface Span {
  readonly text: string
  readonly style: Style
}

export type Line = ReadonlyArray<Span>

export interface Screen {
  /** Columns. */
  readonly width: number
  /** Whether ANSI colours may stand in the text. */
  readonly color: boolean
}

export const span = (text: string, style: Style = "plain"): Span => ({ text, style })

/** Cuts in the middle: what tells two names apart stands at their ends. */
export const shorten = (text: string, width: number): string => {
  if (text.length <= width) return text
  const kept = Math.max(0, width - 1)
  const tail = Math.floor(kept / 2)
  return `${text.slice(0, kept - tail)}…${text.slice(text.length - tail)}`.slice(0, width)
}

const cut = (line: Line, width: number): Line => {
  const spans: Array<Span> = []
  let left = width
  for (const { style, text } of line) {
    if (text.length > left) {
      spans.push({ style, text: left > 0 ? `${text.slice(0, left - 1)}…` : "" })
      break
    }
    spans.push({ style, text })
    left -= text.length
  }
  return spans
}

const withoutEnd = (line: Line): Line => {
  const last = line.at(-1)
  if (last === undefined) return []
  const text = last.text.trimEnd()
  return text === "" ? withoutEnd(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }]
}

const joined = (line: Line): Line => {
  const spans: Array<Span> = []
  for (const { style, text } of line) {
    const last = spans.at(-1)
    if (last?.style === style) spans[spans.length - 1] = { style, text: last.text + text }
    else spans.push({ style, text })
  }
  return spans
}

const paint = ({ style, text }: Span): string =>
  style === "plain" || text.trim() === "" ? text : `\u001b[${codes[style]}m${text}\u001b[0m`

/** One row of the screen, never wider than it. */
export const write = (line: Line, screen: Screen): string => {
  const fitting = cut(withoutEnd(joined(line)), screen.width)
  return fitting.map((part) => (screen.color ? paint(part) : part.text)).join("")
}

const lengthOf = (line: Line): number => line.reduce((sum, { text }) => sum + text.length, 0)

const divider = span(" · ", "dim")

/**
 * Parts in a row with a dot between them. The row breaks between parts, and within one only where it is too long alone;
 * what goes on below is indented by `hanging`.
 */
export const flow = (parts: ReadonlyArray<Span>, width: number, indent = "", hanging = indent): ReadonlyArray<Line> => {
  const lines: Array<Array<Span>> = []
  const begin = () => {
    const line = [span(lines.length === 0 ? indent : hanging)]
    lines.push(line)
    return line
  }
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && lengthOf(last) + divider.text.length + part.text.length <= width) {
      last.push(divider, part)
      continue
    }
    let line = begin()
    for (const word of part.text.split(" ")) {
      if (line.length > 1 && lengthOf(line) + 1 + word.length > width) line = begin()
      line.push({ style: part.style, text: line.length > 1 ? ` ${word}` : word })
    }
  }
  return lines
}
