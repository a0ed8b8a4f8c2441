import { Array, Order } from "effect"
import type { RaceResult, Summary } from "../domain/RaceResult.ts"
import type { Pair, Rival, Verdict } from "../domain/Verdict.ts"
import { enoughRounds } from "../Race/Verdicts.ts"
import * as Figure from "./Figure.ts"
import { listed, type Named, named } from "./Names.ts"
import { referenceOf, type View } from "./View.ts"

const rivalsShown = 5

type Interval = Pick<Rival, "ratio" | "low" | "high">

/** `1.32 ± 0.05 times`. */
export const times = ({ high, low, ratio }: Interval): string =>
  ratio === null || low === null || high === null ? "some times" : `${Figure.ratio(ratio, low, high)} times`

export const within = ({ threshold }: Pick<Verdict, "threshold">): string => `within ${Figure.exactPercent(threshold)}`

/** What is certain and yet does not matter. */
export const little = ({ ratio }: Interval, { threshold }: Pick<Verdict, "threshold">): string =>
  ratio !== null && ratio < 1 + threshold ? `, by less than ${Figure.exactPercent(threshold)}` : ""

/** What the forms mean in which these intervals are written; nothing of none. */
export const meaning = (intervals: ReadonlyArray<Interval>, level: string): ReadonlyArray<string> => {
  const forms = intervals.flatMap(({ high, low, ratio }) =>
    ratio === null || low === null || high === null ? [] : [Figure.isWhole(ratio, low, high)]
  )
  if (forms.length === 0) return []
  if (forms.every((isWhole) => isWhole)) return [`from – to is the ${level}`]
  return [`± is half of the ${level}${forms.includes(true) ? ", which stands whole where ± would mislead" : ""}`]
}

const nearestFirst = Order.mapInput(Order.number, ({ ratio }: Rival) => ratio ?? Number.POSITIVE_INFINITY)

/** The leader against those that are slower, as hyperfine says it. */
const beaten = (leader: string, rivals: ReadonlyArray<Rival>, verdict: Verdict, name: Named): ReadonlyArray<string> => {
  const shown = rivals.length === rivalsShown + 1 ? rivals.length : rivalsShown
  const nearest = Array.sort(rivals, nearestFirst).slice(0, shown)
  const width = Math.max(...nearest.map((rival) => times(rival).length))
  const says = (rival: Rival) =>
    `${times(rival).padStart(width)} faster than ${name(rival.name)}${little(rival, verdict)}`
  const more = rivals.length - nearest.length
  if (rivals.length < 2) return nearest.map((rival) => `${leader} ran ${says(rival)}`)
  return [
    `${leader} ran`,
    ...nearest.map((rival) => `  ${says(rival)}`),
    ...(more > 0 ? [`  and faster than ${more} more, see --json`] : [])
  ]
}

/** Where all rounds counted enough of them are asked for, else as many again; nothing helps of which none counts. */
const whatToDo = (summary: Summary, counted: number): string => {
  if (summary.stopped === "time-limit") return ": give it a longer --time-limit"
  if (summary.stopped !== null || counted === 0) return ""
  const { rounds_planned } = summary
  return `: race again with --rounds ${counted >= rounds_planned ? enoughRounds : Math.max(enoughRounds, rounds_planned) * 2}`
}

const tooFew = (rivals: ReadonlyArray<Rival>, summary: Summary): string => {
  const counted = Math.min(...rivals.map(({ rounds }) => rounds))
  const count =
    counted === 0 ? "no round counts" : counted === 1 ? "only 1 round counts" : `only ${counted} rounds count`
  return `${count}, ${enoughRounds} are needed${whatToDo(summary, counted)}`
}

/** Who may be as fast as the leader, and how far from it. */
const unbeaten = (
  leader: string,
  rivals: ReadonlyArray<Rival>,
  verdict: Verdict,
  summary: Summary,
  name: Named
): ReadonlyArray<string> => {
  const which = (found: Rival["verdict"]) => rivals.filter((rival) => rival.verdict === found)
  const names = (some: ReadonlyArray<Rival>) =>
    listed(
      some.map((rival) => name(rival.name)),
      rivalsShown
    )
  const [same, open, few] = [which("same"), which("not-decided"), which("too-few-rounds")]
  if (few.length === rivals.length) return [`no verdict: ${tooFew(few, summary)}`]
  const [onlySame] = same
  const [onlyOpen] = open
  return [
    ...(onlyOpen === undefined
      ? []
      : [
          `no clear winner: ${leader} leads, but ${names(open)} may be as fast${
            open.length === 1 ? ` (${leader} ran ${times(onlyOpen)} as fast)` : ""
          }`
        ]),
    ...(onlySame === undefined
      ? []
      : same.length === 1
        ? [`${leader} and ${names(same)} are the same ${within(verdict)}`]
        : [`${names(same)} are as fast as ${leader}, ${within(verdict)}`]),
    ...(few.length === 0 ? [] : [`no verdict on ${names(few)}: ${tooFew(few, summary)}`])
  ]
}

const looked = ({ rounds, rounds_auto, rounds_planned, stopped }: Summary, { winner }: Verdict) => {
  if (!rounds_auto) return []
  if (stopped === "time-limit") return [`the time limit ended the race after ${Figure.counted(rounds, "round")}`]
  if (rounds < rounds_planned) return [`decided after ${rounds} of at most ${Figure.counted(rounds_planned, "round")}`]
  return winner === null ? [`not decided after ${rounds} rounds`] : []
}

/**
 * Rivals of a leader that has not won, as the table of pairs has them: somebody had to lead, and against many others
 * some interval excludes 1 by chance.
 */
const corrected = ({ pairs }: Summary, { leader, rivals }: Verdict): ReadonlyArray<Rival> =>
  rivals.map((rival) => {
    const pair = pairs.find(({ a, b }) => a === leader && b === rival.name)
    if (pair === undefined || rival.verdict !== "slower") return rival
    const { high, low, ratio, rounds } = pair
    return { name: rival.name, rounds, ratio, low, high, verdict: pair.verdict === "faster" ? "slower" : pair.verdict }
  })

const ofTheBest = (summary: Summary, verdict: Verdict, name: Named): ReadonlyArray<string> => {
  const { confidence, leader, winner } = verdict
  const rivals = winner === null ? corrected(summary, verdict) : verdict.rivals
  if (leader === null || rivals.length === 0) return []
  const slower = rivals.filter((rival) => rival.verdict === "slower")
  const shown = rivals.filter((rival) => rival.verdict === "slower" || rival.verdict === "not-decided")
  const aside = [
    ...meaning(
      shown,
      `${Figure.exactPercent(confidence)} interval over the rounds${
        winner === null && slower.length > 0 && summary.pairs.length > 0
          ? `, corrected (Holm) over ${Figure.counted(summary.pairs.length, "pair")}`
          : ""
      }`
    ),
    ...looked(summary, verdict)
  ]
  return [
    ...(slower.length === rivals.length ? [] : unbeaten(name(leader), rivals, verdict, summary, name)),
    ...beaten(name(leader), slower, verdict, name),
    ...(aside.length === 0 ? [] : [`(${aside.join("; ")})`])
  ]
}

export const turned = ({ high, low, ratio }: Interval): Interval => ({
  ratio: ratio === null ? null : 1 / ratio,
  low: high === null ? null : 1 / high,
  high: low === null ? null : 1 / low
})

/** From the side of the one that is not the reference. */
const against = (reference: string, pair: Pair, verdict: Verdict, name: Named): string => {
  const isFaster = pair.b === reference
  const other = name(isFaster ? pair.a : pair.b)
  const than = `${isFaster ? "faster" : "slower"} than ${name(reference)}`
  switch (pair.verdict) {
    case "faster":
      return `${other} ran ${times(pair)} ${than}${little(pair, verdict)}`
    case "same":
      return `${other} and ${name(reference)} are the same ${within(verdict)}`
    case "not-decided":
      return `${other} against ${name(reference)}: not decided (it ran ${times(isFaster ? pair : turned(pair))} as fast)`
    case "too-few-rounds":
      return `${other} against ${name(reference)}: no verdict, only ${Figure.counted(pair.rounds, "round")} of ${enoughRounds} ${pair.rounds === 1 ? "counts" : "count"}`
  }
}

const againstReference = (reference: string, summary: Summary, verdict: Verdict, name: Named) => {
  const { pairs, standings } = summary
  const found = standings.flatMap((standing) => {
    const pair = pairs.find(
      ({ a, b }) => (a === reference && b === standing.name) || (b === reference && a === standing.name)
    )
    return pair === undefined ? [] : [pair]
  })
  const level = `${Figure.exactPercent(verdict.confidence)} interval, corrected (Holm) over ${Figure.counted(pairs.length, "pair")}`
  const aside = [...meaning(found, level), ...looked(summary, verdict)]
  return [
    ...found.map((pair) => against(reference, pair, verdict, name)),
    ...(found.length === 0 || aside.length === 0 ? [] : [`(${aside.join("; ")})`])
  ]
}

/**
 * Who won, in sentences; what belongs to the one above is indented. Nothing while the race goes on, and of a single
 * contestant. With a reference, how each compares with that.
 */
export const verdict = (result: RaceResult, view: View = {}, name: Named = named(result)): ReadonlyArray<string> => {
  const { summary } = result
  if (summary.verdict === null) return []
  const reference = referenceOf(result, view)
  return reference === null
    ? ofTheBest(summary, summary.verdict, name)
    : againstReference(reference, summary, summary.verdict, name)
}
