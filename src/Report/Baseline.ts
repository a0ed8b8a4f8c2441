import type { Baseline, Change } from "../domain/Baseline.ts"
import type { RaceResult } from "../domain/RaceResult.ts"
import { enoughRounds } from "../Race/Verdicts.ts"
import * as Figure from "./Figure.ts"
import { listed, type Named, named } from "./Names.ts"
import { printable } from "./Printable.ts"
import { little, meaning, times, turned, within } from "./Verdict.ts"

type Rounds = Pick<Change, "rounds" | "rounds_before">

/** Where rounds are wanting. */
const tooFew = ({ rounds, rounds_before }: Rounds): string => {
  const which = rounds_before < enoughRounds ? "before" : "now"
  const counted = which === "before" ? rounds_before : rounds
  return `${counted === 0 ? "no round counts" : counted === 1 ? "only 1 round counts" : `only ${counted} rounds count`} ${which}, ${enoughRounds} are needed`
}

const sentence = (change: Change, baseline: Baseline, name: Named): string => {
  const who = name(change.name)
  switch (change.verdict) {
    case "faster":
      return `${who} ran ${times(change)} faster than before${little(change, baseline)}`
    case "slower":
      return `${who} ran ${times(turned(change))} slower than before${little(turned(change), baseline)}`
    case "same":
      return `${who} is the same as before ${within(baseline)}`
    case "not-decided":
      return `${who}: not decided (it ran ${times(change)} as fast as before)`
    case "too-few-rounds":
      return `${who}: no verdict, ${tooFew(change)}`
  }
}

const onlyIn = (names: ReadonlyArray<string>, when: string, name: Named): ReadonlyArray<string> =>
  names.length === 0 ? [] : [`only raced ${when}: ${listed(names.map((full) => name(full)))}`]

/** Which drift is covered, and what is not. */
const relativeTo = ({ reference }: Baseline, name: Named): string =>
  reference === null
    ? "items/s alone are compared: drift between machines or days is not covered"
    : `each is compared by its ratio to ${name(reference)} in the same round: drift of the machine cancels out, a change of ${name(reference)} itself would not`

const level = ({ changes, confidence }: Baseline): string => {
  const judged = changes.filter(({ p }) => p !== null).length
  const corrected = judged > 1 ? `, corrected (Holm) over ${Figure.counted(judged, "contestant")}` : ""
  return `${Figure.exactPercent(confidence)} interval over the rounds${corrected}`
}

/** How a result compares with an earlier one, in sentences; what belongs to the one above is indented. Nothing without one. */
export const against = (
  result: RaceResult,
  name: Named = named(result),
  /** For what else came from outside. */
  quoted: (text: string) => string = printable
): ReadonlyArray<string> => {
  const { baseline } = result
  if (baseline === undefined) return []
  const { changes, differences, label, only_before, only_now } = baseline
  const shown = changes
    .filter(({ verdict }) => verdict !== "same" && verdict !== "too-few-rounds")
    .map((change) => (change.verdict === "slower" ? turned(change) : change))
  return [
    `against ${quoted(label)}${changes.length === 0 ? ": no contestant is in both" : ""}`,
    ...[
      ...changes.map((change) => sentence(change, baseline, name)),
      ...onlyIn(only_before, "before", name),
      ...onlyIn(only_now, "now", name),
      ...differences.map(({ before, now, what }) => `different ${what}: ${quoted(before)} before, ${quoted(now)} now`)
    ].map((text) => `  ${text}`),
    ...(changes.length === 0
      ? []
      : [`(${[...meaning(shown, level(baseline)), relativeTo(baseline, name)].join("; ")})`])
  ]
}
