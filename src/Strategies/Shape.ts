import { Predicate } from "effect"
import { Setting } from "../domain/Settings.ts"
import type { Need, Strategy } from "../Strategy.ts"
import type { Place } from "../Workers.ts"

interface Member {
  readonly name: keyof Strategy
  readonly what: string
  readonly fits: (value: unknown) => boolean
}

const isOneOf =
  (names: ReadonlyArray<string>) =>
  (value: unknown): boolean =>
    Predicate.isString(value) && names.includes(value)

const isListOf =
  (names: ReadonlyArray<string>) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(isOneOf(names))

const kebab = /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/

/** Whether a strategy may be called so. */
export const isName = (value: unknown): value is string => Predicate.isString(value) && kebab.test(value)

const settings = Setting.literals.join(", ")
const places: ReadonlyArray<Place> = ["thread", "process"]
const needs: ReadonlyArray<Need> = ["batches", "keys"]

const required: ReadonlyArray<Member> = [
  {
    name: "name",
    what: "its name in kebab-case, such as my-model",
    fits: isName
  },
  {
    name: "summary",
    what: "a line that says what it does",
    fits: (value) => Predicate.isString(value) && !value.includes("\n")
  },
  {
    name: "uses",
    what: `a list of the settings that it uses, of ${settings}; [] for none`,
    fits: isListOf(Setting.literals)
  },
  {
    name: "inFlight",
    what: "a function of the settings that gives the most requests in flight, such as ({ concurrency }) => concurrency",
    fits: Predicate.isFunction
  },
  {
    name: "open",
    what: "a function of the settings that gives an Effect of a lane; Strategy.inProcess makes it of run",
    fits: Predicate.isFunction
  }
]

const optional: ReadonlyArray<Member> = [
  {
    name: "defaults",
    what: "an object of settings that are whole numbers from 1 on, such as { batch: 25 }",
    fits: (value) =>
      Predicate.isReadonlyRecord(value) &&
      Object.entries(value).every(
        ([setting, n]) => isOneOf(Setting.literals)(setting) && Number.isInteger(n) && Number(n) >= 1
      )
  },
  { name: "needs", what: `a list of ${needs.join(", ")}`, fits: isListOf(needs) },
  { name: "ordered", what: "true or false", fits: Predicate.isBoolean },
  { name: "place", what: `one of ${places.join(", ")}`, fits: isOneOf(places) },
  { name: "module", what: "import.meta.url", fits: (value) => Predicate.isString(value) && URL.canParse(value) },
  { name: "inner", what: "a strategy", fits: (value) => problems(value).length === 0 }
]

const longest = 40

const shown = (value: unknown): string => {
  if (Predicate.isFunction(value)) return "a function"
  const text = JSON.stringify(value) ?? String(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** What keeps a value from being a strategy, each as the rest of a sentence that begins with who it is. */
export const problems = (value: unknown): ReadonlyArray<string> => {
  if (!Predicate.isReadonlyRecord(value)) return [`is ${shown(value)}: hand an object to Strategy.inProcess`]
  if (Predicate.isFunction(value.run) && value.open === undefined)
    return ['has "run" and no "open": hand it to Strategy.inProcess']
  return [...required, ...optional].flatMap((member) => {
    const found = value[member.name]
    if (member.fits(found)) return []
    if (found !== undefined) return [`has a wrong "${member.name}", ${shown(found)}: it takes ${member.what}`]
    return required.includes(member) ? [`has no "${member.name}": ${member.what}`] : []
  })
}

export const isStrategy = (value: unknown): value is Strategy => problems(value).length === 0
