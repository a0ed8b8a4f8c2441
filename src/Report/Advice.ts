import { Array, Option } from "effect"
import type { RaceResult } from "../domain/RaceResult.ts"
import { choice } from "./Advice/Choice.ts"
import { models, settings } from "./Advice/Compared.ts"
import { factsOf } from "./Advice/Facts.ts"
import { cores, doubts, held } from "./Advice/Held.ts"
import { requests } from "./Advice/Requests.ts"
import type { Rule } from "./Advice/Rule.ts"
import { type Named, named } from "./Names.ts"

const mostSentences = 6

/** Doubts, and then most useful first: of more than six that have something to say the last ones are not heard. */
export const rules: ReadonlyArray<Rule> = [...doubts, ...choice, ...settings, ...held, ...cores, ...requests, ...models]

/** What to do now, in a few sentences; none while there is no verdict. */
export const advice = (
  result: RaceResult,
  name: Named = named(result)
): ReadonlyArray<{ readonly rule: string; readonly text: string }> => {
  const facts = factsOf(result, name)
  if (facts === null) return []
  const said = Array.filterMap(rules, (rule) => Option.map(rule.says(facts), (text) => ({ rule: rule.name, text })))
  return said.slice(0, mostSentences)
}
