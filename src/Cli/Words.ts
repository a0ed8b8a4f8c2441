import { Array as Arr, Option } from "effect"
import { nearest, unknownName } from "../domain/Nearest.ts"

/** A flag as its help shows it. */
export interface Flag {
  /** `-s`, `--strategy`. */
  readonly names: ReadonlyArray<string>
  /** `NAME[,NAME…]`, or its choices in small letters: `auto | always | never`. Empty where no value follows. */
  readonly form: string
  readonly about: string
}

/** What may follow `name` on the command line. */
export interface Grammar {
  readonly name: string
  /** What it takes besides flags, once or more often: `RESULT.json…`. Empty where it takes nothing. */
  readonly operands: string
  readonly flags: ReadonlyArray<Flag>
}

const nameIn = (word: string): string => word.split("=")[0] ?? word

/** What was typed for a flag, read before anything is parsed; undefined where it is not there. */
export const valueOf = (words: ReadonlyArray<string>, name: string): string | undefined => {
  const at = words.findLastIndex((word) => nameIn(word) === name)
  const word = words[at]
  if (word === undefined) return undefined
  return word === name ? words[at + 1] : word.slice(name.length + 1)
}

/** A flag and its value, wherever they stand, and the other words. */
export const split = (words: ReadonlyArray<string>, name: string) => {
  const [others, taken] = Arr.partition(words, (word, at) => nameIn(word) === name || words[at - 1] === name)
  return { taken, others }
}

const choicesOf = ({ form }: Flag): ReadonlyArray<string> =>
  form === "" || form !== form.toLowerCase() ? [] : form.split(" | ")

/** @effect/cli ends the form of what may be repeated so. */
const mayRepeat = ({ form }: Flag): boolean => form.endsWith("...")

const unknownFlag = ({ flags, name }: Grammar, typed: string): string => {
  const near = nearest(
    flags.flatMap(({ names }) => names.filter((name) => name.startsWith("--"))),
    typed
  )
  return `${name} has no flag ${typed}: ${near.length === 0 ? `see ${name} --help` : `did you mean ${near.join(" or ")}?`}`
}

/** What @effect/cli would only call an unknown argument: flags mistyped, repeated or left without a value. */
export const complaint = (grammar: Grammar, words: ReadonlyArray<string>): Option.Option<string> => {
  const seen = new Set<Flag>()
  let operands = 0
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ""
    const typed = nameIn(word)
    if (!word.startsWith("-")) {
      operands++
      if (grammar.operands !== "") continue
      return Option.some(`"${word}" belongs to no flag: ${grammar.name} takes flags alone, see ${grammar.name} --help`)
    }
    const flag = grammar.flags.find(({ names }) => names.includes(typed))
    if (flag === undefined) return Option.some(unknownFlag(grammar, typed))
    if (seen.has(flag) && !mayRepeat(flag)) return Option.some(`${typed} is there twice: give it once`)
    seen.add(flag)
    if (flag.form === "") continue
    const value = word === typed ? words[++at] : word.slice(typed.length + 1)
    if (value === undefined || value.startsWith("--"))
      return Option.some(`${typed} wants a value: ${typed} ${flag.form}`)
    const choices = choicesOf(flag)
    if (choices.length > 0 && !choices.includes(value)) {
      return Option.some(unknownName(`choice of ${typed}`, choices, value))
    }
  }
  return grammar.operands !== "" && operands === 0
    ? Option.some(`${grammar.name} wants ${grammar.operands}: type ${grammar.name} ${grammar.operands}`)
    : Option.none()
}
