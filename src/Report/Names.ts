import type { RaceResult } from "../domain/RaceResult.ts"
import { printable } from "./Printable.ts"
import { labels } from "./Row.ts"

/** How a contestant is called in a sentence, by its full name. */
export type Named = (name: string) => string

export const named = (result: RaceResult): Named => {
  const names = labels(result)
  return (name) => names.get(name) ?? printable(name)
}

/** `A`, `A and B`, `A, B and C`, `A, B and 4 more`. */
export const listed = (names: ReadonlyArray<string>, most = names.length): string => {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names
  const last = shown.at(-1) ?? ""
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`
}
