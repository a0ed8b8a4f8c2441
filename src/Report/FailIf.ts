import { Array as Arr, Either } from "effect"
import type { Change } from "../domain/Baseline.ts"
import { nearest } from "../domain/Nearest.ts"
import { count, durationMs, type Parser, share, sizeBytes } from "../domain/Quantity.ts"
import type { RaceResult } from "../domain/RaceResult.ts"
import { paths, valueAt } from "../Race/Paths.ts"
import { type Named, named } from "./Names.ts"
import * as ShortNames from "./ShortNames.ts"
import { times, turned } from "./Verdict.ts"

const operators = {
  ">=": (a: number, b: number) => a >= b,
  "<=": (a: number, b: number) => a <= b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
  ">": (a: number, b: number) => a > b,
  "<": (a: number, b: number) => a < b
}

type Operator = keyof typeof operators

/** What a result is not to be. */
export type Condition =
  | {
      readonly _tag: "Figure"
      readonly text: string
      /** Full name. */
      readonly contestant: string
      readonly path: string
      readonly operator: Operator
      readonly limit: number
    }
  /** Of a contestant that was raced before, by a share at least. */
  | { readonly _tag: "Slower"; readonly text: string; readonly by: number }

type Contestants = ReadonlyArray<{ readonly name: string }>

const example = "for-each.request_ms.p99 > 50ms"

const isOperator = (text: string): text is Operator => text in operators

const scaled =
  (parse: Parser<number>, factor: number): Parser<number> =>
  (text) =>
    Either.map(parse(text), (value) => value * factor)

/** `118%`: of several cores it may be more than all of one. */
const percent: Parser<number> = (text) => {
  const typed = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]
  return typed === undefined ? Either.left(`"${text}" is no share: type 0.9 or 90%`) : Either.right(Number(typed) / 100)
}

const perSecond: Parser<number> = (text) => count(text.replace(/\/s$/, ""))

/** What a unit may be, by the one that stands in the path; the first that fits applies. */
const units: ReadonlyArray<readonly [in_: RegExp, parse: Parser<number>]> = [
  [/_ms(\.|$)/, durationMs],
  [/_us_/, scaled(durationMs, 1e3)],
  [/_mb$/, scaled(sizeBytes, 1 / 1024 ** 2)],
  [/_share$|utilization$/, percent],
  [/_per_s(\.|$)/, perSecond]
]

/** A number without a unit is in that of the path. */
const limitOf = (text: string, path: string): Either.Either<number, string> =>
  /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text)
    ? Either.right(Number(text))
    : (units.find(([fits]) => fits.test(path))?.[1] ?? count)(text)

/** Where the name of a contestant ends: it may have dots of its own. */
const endOfName = (text: string, contestants: Contestants): number => {
  const names = [...ShortNames.shortNames(contestants)].flat()
  const typed = names.filter((name) => text.startsWith(`${name}.`)).map(({ length }) => length)
  return typed.length > 0 ? Math.max(...typed) : text.indexOf(".")
}

const unknownPath = (text: string): string => {
  const near = nearest(paths, text)
  return `"${text}" is no figure of a contestant: ${
    near.length === 0
      ? "type one of the JSON's, such as request_ms.p99, items_per_s or retries"
      : `did you mean ${near.join(" or ")}?`
  }`
}

/** `for-each.request_ms.p99`, where a path is longer than the end of another it is the one that is meant. */
const subjectOf = (text: string, contestants: Contestants) => {
  const path = paths
    .filter((path) => text.endsWith(`.${path}`))
    .reduce((longest, path) => (path.length > longest.length ? path : longest), "")
  if (path !== "") {
    const typed = text.slice(0, -path.length - 1)
    return Either.map(ShortNames.find(contestants, typed), (contestant) => ({ contestant, path }))
  }
  const end = endOfName(text, contestants)
  return Either.left(
    end < 1 ? `"${text}" names no figure: type CONTESTANT.PATH, as in ${example}` : unknownPath(text.slice(end + 1))
  )
}

const slower = (text: string): Either.Either<Condition, string> | undefined => {
  const typed = /^slower(?::(.*))?$/.exec(text)
  if (typed === null) return undefined
  return Either.map(share(typed[1] ?? "0%"), (by): Condition => ({ _tag: "Slower", text, by }))
}

/** `for-each.request_ms.p99 > 50ms`, or `slower:5%`. */
export const parse = (typed: string, contestants: Contestants): Either.Either<Condition, string> => {
  const text = typed.trim()
  if (text === "") return Either.left(`it is empty: type a condition such as ${example}, or leave the flag out`)
  const known = slower(text)
  if (known !== undefined) return known
  const [, subject, operator, limit] = /^(.*?)\s*(>=|<=|==|!=|>|<)\s*(\S+)$/.exec(text) ?? []
  if (subject === undefined || operator === undefined || limit === undefined || !isOperator(operator)) {
    return Either.left(
      `"${text}" is no condition: type ${example}, with one of ${Object.keys(operators).join(" ")}, or slower:5%`
    )
  }
  return Either.flatMap(subjectOf(subject, contestants), (known) =>
    Either.map(limitOf(limit, known.path), (limit): Condition => ({ _tag: "Figure", text, ...known, operator, limit }))
  )
}

const asIs = (value: number): string => String(Number(value.toPrecision(6)))

/** Slower by so much is only what is shown to be: the whole interval lies below it. */
const slowed = (change: Change, by: number, name: Named): ReadonlyArray<string> => {
  if (change.verdict === "too-few-rounds") return [`${name(change.name)} has too few rounds that count to tell`]
  return change.verdict === "slower" && change.high !== null && change.high < 1 - by
    ? [`${name(change.name)} ran ${times(turned(change))} slower than before`]
    : []
}

const missedBy = (result: RaceResult, condition: Condition, name: Named): ReadonlyArray<string> => {
  if (condition._tag === "Slower") {
    const changes = result.baseline?.changes ?? []
    return Arr.isNonEmptyReadonlyArray(changes)
      ? changes.flatMap((change) => slowed(change, condition.by, name))
      : ["there is nothing to compare"]
  }
  const { contestant, limit, operator, path } = condition
  const value = valueAt(result, contestant, path)
  if (value === null) return [`${name(contestant)} has no ${path}: no lap of it counts, or it was not measured`]
  return operators[operator](value, limit) ? [`it is ${asIs(value)}`] : []
}

/** A line for each way in which a result is what it is not to be. */
export const missed = (result: RaceResult, conditions: ReadonlyArray<Condition>): ReadonlyArray<string> => {
  const name = named(result)
  return conditions.flatMap((condition) =>
    missedBy(result, condition, name).map((said) => `--fail-if ${condition.text}: ${said}`)
  )
}
