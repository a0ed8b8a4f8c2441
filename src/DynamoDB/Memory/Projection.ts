import type { AttributeValue, Item } from "../../domain/Item.ts"
import type { KeySchema } from "../../domain/Key.ts"
import * as Key from "../../domain/Key.ts"
import type * as Validation from "./Validation.ts"

/** From an attribute's name inwards: names of map members, and indexes of list elements. */
export type Path = readonly [string, ...ReadonlyArray<string | number>]

export const shown = (path: Path): string =>
  `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`

/** Where one path is the beginning of the other, or one sees a map where the other sees a list. */
const ofTwo = (one: Path, two: Path): Validation.Problem => {
  const paths = `must remove or rewrite one of these paths; path one: ${shown(one)}, path two: ${shown(two)}`
  for (let at = 0; at < Math.min(one.length, two.length); at++) {
    if (typeof one[at] !== typeof two[at]) return `Two document paths conflict with each other; ${paths}`
    if (one[at] !== two[at]) return undefined
  }
  return `Two document paths overlap with each other; ${paths}`
}

/** Of the paths by themselves. */
export const problem = (paths: ReadonlyArray<Path>): Validation.Problem => {
  if (paths.length === 0) return "Invalid ProjectionExpression: The expression can not be empty;"
  for (const [index, two] of paths.entries()) {
    for (const one of paths.slice(0, index)) {
      const problem = ofTwo(one, two)
      if (problem !== undefined) return `Invalid ProjectionExpression: ${problem}`
    }
  }
  return undefined
}

export const problemOfKey = (schema: KeySchema, paths: ReadonlyArray<Path>): Validation.Problem => {
  const nested = Key.attributes(schema).find(({ name }) =>
    paths.some(([head, ...tail]) => head === name && tail.length > 0)
  )
  return (
    nested &&
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${nested.name}`
  )
}

type Steps = ReadonlyArray<string | number>

/** What paths are left to go inside each of the steps that they begin with; undefined where one ends there. */
const byHead = (paths: ReadonlyArray<Steps>): ReadonlyMap<string | number, ReadonlyArray<Steps> | undefined> => {
  const inside = new Map<string | number, ReadonlyArray<Steps> | undefined>()
  for (const [head, ...tail] of paths) {
    if (head === undefined) continue
    if (tail.length === 0) inside.set(head, undefined)
    else inside.set(head, [...(inside.get(head) ?? []), tail])
  }
  return inside
}

const inValue = (
  value: AttributeValue | undefined,
  paths: ReadonlyArray<Steps> | undefined
): AttributeValue | undefined => {
  if (value === undefined || paths === undefined) return value
  if ("M" in value) {
    const M = inItem(value.M, paths)
    return Object.keys(M).length === 0 ? undefined : { M }
  }
  if (!("L" in value)) return undefined
  const inside = byHead(paths)
  const L = value.L.flatMap((element, index) => (inside.has(index) ? (inValue(element, inside.get(index)) ?? []) : []))
  return L.length === 0 ? undefined : { L }
}

/** List elements close ranks, and what is not there leaves no trace. */
const inItem = (item: Item, paths: ReadonlyArray<Steps>): Item => {
  const found: Array<readonly [string, AttributeValue]> = []
  for (const [head, inside] of byHead(paths)) {
    if (typeof head !== "string" || !Object.hasOwn(item, head)) continue
    const value = inValue(item[head], inside)
    if (value !== undefined) found.push([head, value])
  }
  return Object.fromEntries(found)
}

/** What of the items stands at the paths; all of it where there are none. */
export const ofItems = (items: ReadonlyArray<Item>, paths: ReadonlyArray<Path> | undefined): ReadonlyArray<Item> =>
  paths === undefined ? items : items.map((item) => inItem(item, paths))
