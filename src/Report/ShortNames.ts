import { Either } from "effect"
import { unknownName } from "../domain/Nearest.ts"
import { separator } from "../Race/Contestant.ts"

interface Parsed {
  readonly name: string
  readonly strategy: string
  readonly settings: ReadonlyMap<string, string>
  /** `#1` of an entry that was typed twice. */
  readonly copy: string
}

const parse = (name: string): Parsed => {
  const copy = /#\d+$/.exec(name)?.[0] ?? ""
  const [strategy = "", ...settings] = name.slice(0, name.length - copy.length).split(separator)
  return { name, strategy, copy, settings: new Map(settings.map((setting) => [setting.split("=")[0] ?? "", setting])) }
}

/** What any strategy may have: who lacks it is unlike who has it, whatever their strategies are. */
const general: ReadonlyArray<string> = ["item-size", "rtt", "client", "transport"]

/**
 * The shortest form of each name that can still be typed and is unambiguous in this race: of the settings, those in
 * which the contestants of one strategy differ, and of those that any strategy may have those in which any two differ.
 * Names that this would make equal stay as they are.
 */
export const shortNames = (contestants: ReadonlyArray<{ readonly name: string }>): ReadonlyMap<string, string> => {
  const parsed = contestants.map(({ name }) => parse(name))
  const short = parsed.map(({ copy, name, settings, strategy }) => {
    const siblings = parsed.filter((other) => other.strategy === strategy)
    const telling = [...settings].filter(([key, setting]) =>
      (general.includes(key) ? parsed : siblings).some((other) => other.settings.get(key) !== setting)
    )
    return { name, short: [strategy, ...telling.map(([, setting]) => setting)].join(":") + copy }
  })
  const ambiguous = (text: string) => new Set(short.filter((s) => s.short === text).map((s) => s.name)).size > 1
  return new Map(short.map((s) => [s.name, ambiguous(s.short) ? s.name : s.short]))
}

const spelled = /:(concurrency|workers|batch|item-size|transport)=/g
const written = /:(segments|shards|rtt)=/g

/** For where there is little room, and nobody types it: `for-each b=25 t=wire`, `sequential cold`. */
export const initials = (name: string): string =>
  name
    .replace(spelled, (_, setting: string) => ` ${setting.charAt(0)}=`)
    .replace(written, " $1=")
    .replace(":client=", " ")

/** `b is batch, t is transport`: what the initials of these names mean. */
export const meanings = (names: ReadonlyArray<string>): string =>
  [...new Set(names.flatMap((name) => [...name.matchAll(spelled)].map(([, setting = ""]) => setting)))]
    .map((setting) => `${setting.charAt(0)} is ${setting}`)
    .join(", ")

/** Whether all that is typed is true of the contestant. */
const fits = (typed: Parsed, contestant: Parsed): boolean =>
  typed.strategy === contestant.strategy &&
  (typed.copy === "" || typed.copy === contestant.copy) &&
  [...typed.settings.values()].every((setting) => [...contestant.settings.values()].includes(setting))

/** The full name of the one contestant that can be meant. */
export const find = (
  contestants: ReadonlyArray<{ readonly name: string }>,
  typed: string
): Either.Either<string, string> => {
  const short = shortNames(contestants)
  const names = contestants.map(({ name }) => name)
  const exact = names.find((name) => name === typed || short.get(name) === typed)
  if (exact !== undefined) return Either.right(exact)
  const meant = names.filter((name) => fits(parse(typed), parse(name)))
  const [first, second] = meant
  if (first === undefined) return Either.left(unknownName("contestant", [...short.values()], typed))
  if (second === undefined) return Either.right(first)
  return Either.left(`"${typed}" may be ${meant.map((name) => short.get(name) ?? name).join(" or ")}: type one of them`)
}
