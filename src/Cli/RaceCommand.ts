import { Context } from "effect"
import * as Words from "./Words.ts"

/** What was typed after `millrace`. */
export class Typed extends Context.Reference<Typed>()("millrace/Cli/RaceCommand/Typed", {
  defaultValue: (): ReadonlyArray<string> => ["race"]
}) {}

/** What says where a result goes and how it looks, and not how it comes about. */
const ofOutput = ["--json", "--html", "--color", "--reference", "--compare", "--fail-if"]
const withoutValue = "--across-environments"

const plain = /^[\w@%+=:,./-]+$/

/** As a POSIX shell takes it for one word. */
export const quoted = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** What repeats a race that was begun so. */
export const commandOf = (typed: ReadonlyArray<string>): string =>
  ["millrace", ...ofOutput.reduce((words, flag) => Words.split(words, flag).others, typed)]
    .filter((word) => word !== withoutValue)
    .map(quoted)
    .join(" ")
