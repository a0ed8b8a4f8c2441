import type { Checkup, Finding } from "../domain/Finding.ts"
import * as Figure from "./Figure.ts"
import { flow, type Line, type Screen, span, write } from "./Line.ts"
import { printable } from "./Printable.ts"

const blank: Line = []

const labelled = (label: string, text: string, width: number): ReadonlyArray<Line> =>
  flow([span(printable(text))], width, `   ${label.padEnd(7)} `, " ".repeat(11))

const findingLines =
  (screen: Screen) =>
  (finding: Finding, index: number): ReadonlyArray<string> => {
    const { change, cost, evidence, severity, title } = finding
    const number = `${index + 1}.`.padEnd(3)
    const style = severity === "serious" ? "bad" : "warning"
    const head = flow([span(printable(title), "bold")], screen.width - severity.length - 1, "", "   ").map(
      (line, at) => (at === 0 ? [span(number), span(`${severity}: `, style), ...line] : line)
    )
    const above = [...head, ...labelled("seen", evidence, screen.width), ...labelled("costs", cost, screen.width)]
    return [
      ...above.map((line) => write(line, screen)),
      // whole, so that it can be taken from the screen as it is
      write([span("   change  "), span(printable(change), "good")], { ...screen, width: Number.POSITIVE_INFINITY }),
      ""
    ]
  }

const observed = ({ looked_at }: Checkup, screen: Screen): ReadonlyArray<Line> => {
  const widest = Math.max(...looked_at.map(({ what }) => what.length))
  return looked_at.flatMap(({ found, what }) =>
    flow([span(printable(found))], screen.width, `${what.padEnd(widest)}  `, " ".repeat(widest + 2))
  )
}

const countOf = ({ findings }: Checkup): string => {
  const serious = findings.filter(({ severity }) => severity === "serious").length
  if (findings.length === 0) return "Nothing is amiss."
  return `${Figure.counted(serious, "serious finding")}, ${Figure.counted(findings.length - serious, "piece of advice", "pieces of advice")}.`
}

const nextOf = ({ host, table }: Checkup): ReadonlyArray<string> => {
  if (table !== null) return []
  return host === null
    ? ["To look at a table too: millrace doctor --table NAME --endpoint URL, or --backend aws"]
    : ["To look at a table too: add --table NAME"]
}

/** The findings and what was looked at, as text without a last newline. Changes alone may be wider than the screen. */
export const render = (checkup: Checkup, screen: Screen): string => {
  const { findings, host, not_looked_at, table } = checkup
  const place = [...(host === null ? ["this machine"] : [host]), ...(table === null ? [] : [`table ${table}`])]
  const text = (lines: ReadonlyArray<Line>) => lines.map((line) => write(line, screen))
  return [
    ...text([[span(printable(`millrace doctor ${checkup.millrace}: ${place.join(", ")}`), "bold")], blank]),
    ...findings.flatMap(findingLines(screen)),
    ...text(observed(checkup, screen)),
    ...text(
      not_looked_at.flatMap(({ what, why }) =>
        flow([span(printable(`not looked at: ${what}, ${why}`), "warning")], screen.width, "", "  ")
      )
    ),
    "",
    ...text([[span(countOf(checkup), findings.length === 0 ? "good" : "bold")]]),
    ...nextOf(checkup)
  ].join("\n")
}
