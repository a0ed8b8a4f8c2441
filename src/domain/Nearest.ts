import { Either } from "effect"
import type { Parser } from "./Quantity.ts"

/** Steps from one text to the other: a character put in, taken out, changed, or two neighbours swapped. */
const distance = (a: string, b: string): number => {
  let before: ReadonlyArray<number> = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const at = (line: ReadonlyArray<number>, index: number) => line[index] ?? Number.POSITIVE_INFINITY
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      next.push(
        Math.min(
          at(last, column) + 1,
          at(next, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY
        )
      )
    }
    before = last
    last = next
  }
  return last[b.length] ?? a.length
}

/** The names that somebody who typed `text` may have meant, the nearest first, three at most. */
export const nearest = <Name extends string>(names: ReadonlyArray<Name>, text: string): ReadonlyArray<Name> => {
  const typed = text.toLowerCase()
  const steps = (name: string) => {
    const lower = name.toLowerCase()
    const apart = distance(lower, typed)
    return typed.length >= 3 && lower.includes(typed) ? Math.min(apart, 1) : apart
  }
  return names
    .map((name) => ({ name, steps: steps(name) }))
    .filter(({ name, steps }) => steps <= Math.max(1, Math.floor(Math.max(name.length, typed.length) / 3)))
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** `"for-eech" is no strategy: did you mean for-each?`, or all the names where none is near. */
export const unknownName = (what: string, names: ReadonlyArray<string>, text: string): string => {
  const near = nearest(names, text)
  return near.length === 0
    ? `"${text}" is no ${what}: type one of ${names.join(", ")}`
    : `"${text}" is no ${what}: did you mean ${near.join(" or ")}?`
}

/** Takes one of the names, as it stands. */
export const oneOf =
  <Name extends string>(what: string, names: ReadonlyArray<Name>): Parser<Name> =>
  (text) => {
    const found = names.find((name) => name === text)
    return found === undefined ? Either.left(unknownName(what, names, text)) : Either.right(found)
  }
