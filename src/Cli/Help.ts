import type * as HelpDoc from "@effect/cli/HelpDoc"
import type * as Span from "@effect/cli/HelpDoc/Span"
import { Effect } from "effect"
import { Colors } from "./Color.ts"
import * as Output from "./Output.ts"
import type { Flag } from "./Words.ts"

const indent = "  "
const leftmostDescription = 34

/** Its words alone: laying them out with @effect/printer costs a tenth of the time that `race --help` takes. */
const textOf = (span: Span.Span): string => {
  switch (span._tag) {
    case "Text":
    case "URI":
      return span.value
    case "Sequence":
      return textOf(span.left) + textOf(span.right)
    default:
      return textOf(span.value)
  }
}

const paragraphs = (doc: HelpDoc.HelpDoc): ReadonlyArray<string> => {
  switch (doc._tag) {
    case "Sequence":
      return [...paragraphs(doc.left), ...paragraphs(doc.right)]
    case "Paragraph":
      return [textOf(doc.value).trim()]
    default:
      return []
  }
}

/** Of a flag's paragraphs the second is ours; the first names its type, the last says whether it is optional. */
export const flagsOf = (doc: HelpDoc.HelpDoc): ReadonlyArray<Flag> => {
  switch (doc._tag) {
    case "Sequence":
      return [...flagsOf(doc.left), ...flagsOf(doc.right)]
    case "DescriptionList":
      return doc.definitions.flatMap(([name, about]) => {
        const words = textOf(name)
          .replace(/^\((.*)\)$/, "$1")
          .split(" ")
        const names = words.filter((word) => word.startsWith("-")).map((word) => word.replace(/,$/, ""))
        const form = words.filter((word) => !word.startsWith("-")).join(" ")
        // an operand stands among the flags
        return names.length === 0 ? [] : [{ names, form, about: paragraphs(about)[1] ?? "" }]
      })
    default:
      return []
  }
}

type Row = readonly [left: string, right: string]

const rowOf = ({ about, form, names }: Flag): Row => [[names.join(", "), form].join(" ").trimEnd(), about]

const wrap = (text: string, width: number): ReadonlyArray<string> =>
  text.split(" ").reduce<Array<string>>((lines, word) => {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
    return lines
  }, [])

const layOut = (rows: ReadonlyArray<Row>, width: number, bold: (text: string) => string): ReadonlyArray<string> => {
  const left = Math.min(leftmostDescription, Math.max(...rows.map(([name]) => name.length)) + 2)
  return rows.flatMap(([name, about]) => {
    const [first = "", ...rest] = wrap(about, width - left - indent.length)
    const fits = name.length < left
    const head = indent + bold(name)
    const below = (fits ? rest : [first, ...rest]).map((line) => indent + " ".repeat(left) + line)
    return [fits ? `${head}${" ".repeat(left - name.length)}${first}` : head, ...below]
  })
}

export interface Topic {
  /** What is typed to get there. */
  readonly name: string
  /** What follows it besides flags. */
  readonly operands: string
  /** As @effect/cli knows it. */
  readonly doc: HelpDoc.HelpDoc
  readonly subcommands: ReadonlyArray<{ readonly name: string; readonly doc: HelpDoc.HelpDoc }>
}

const summaryOf = (doc: HelpDoc.HelpDoc): string => paragraphs(doc)[0] ?? ""

/** The help of a command, a line or two per flag: what @effect/cli prints takes ten times the room. */
export const print = Effect.fn("Help.print")(function* ({ doc, name, operands, subcommands }: Topic) {
  const { result } = yield* Colors
  const bold = (text: string) => (result ? `\u001b[1m${text}\u001b[0m` : text)
  const width = Output.widthOf(process.stdout)
  const commands = subcommands.map((command): Row => [command.name, summaryOf(command.doc)])
  const own = flagsOf(doc).map((flag) => rowOf(flag))
  const lines = [
    summaryOf(doc),
    "",
    `Usage: ${[name, ...(commands.length > 0 ? ["COMMAND"] : []), ...(operands === "" ? [] : [operands]), "[FLAGS]"].join(" ")}`,
    ...(commands.length === 0
      ? []
      : ["", ...layOut(commands, width, bold), "", `Flags of a command: ${name} COMMAND --help`]),
    ...(own.length === 0 ? [] : ["", ...layOut(own, width, bold)])
  ]
  yield* Output.result(`${lines.join("\n")}\n`)
})
