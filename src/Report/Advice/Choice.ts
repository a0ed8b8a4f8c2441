import { Option } from "effect"
import { most } from "../../Race/Rounds.ts"
import { medianOf } from "../../Race/Spread.ts"
import * as Figure from "../Figure.ts"
import { listed } from "../Names.ts"
import { countsOf } from "../Terms.ts"
import { choose } from "./Cheaper.ts"
import { type Facts, isSameTask, type Ranked } from "./Facts.ts"
import type { Rule } from "./Rule.ts"

const namesShown = 3

const withInFlight = ({ contestant: { concurrency, in_flight_max, workers } }: Ranked, name: string): string =>
  in_flight_max === null || in_flight_max === 1 || name.includes(`=${concurrency ?? workers ?? in_flight_max}`)
    ? name
    : `${name} with ${in_flight_max} in flight`

/** Those instead of which it could be taken, fastest first. */
const alternativesTo = (one: Ranked, { ranked }: Facts): ReadonlyArray<Ranked> =>
  ranked.filter((each) => each !== one && isSameTask(one, each))

const winnerOf = ({ leader, verdict }: Facts): Ranked | null =>
  leader !== null && verdict.winner === leader.name ? leader : null

const use: Rule = {
  name: "use-the-winner",
  says: (facts) => {
    const winner = winnerOf(facts)
    const slowest = winner === null ? undefined : alternativesTo(winner, facts).at(-1)
    if (winner === null || slowest === undefined) return Option.none()
    const compared = facts.compare(winner, slowest)
    if (compared === null) return Option.none()
    const name = facts.name(winner.name)
    const ifIt =
      winner.contestant.in_flight_max === null ? `, if all ${countsOf(facts.result)}s at once fit into memory` : ""
    return Option.some(
      `Use ${withInFlight(winner, name)}${ifIt}: ${Figure.times(compared.ratio)} ${facts.name(slowest.name)}.`
    )
  }
}

const near: Rule = {
  name: "barely-wins",
  says: (facts) => {
    const winner = winnerOf(facts)
    const second = winner === null ? undefined : alternativesTo(winner, facts)[0]
    if (winner === null || second === undefined) return Option.none()
    const compared = facts.compare(winner, second)
    return compared === null || compared.ratio >= 1 + facts.verdict.threshold
      ? Option.none()
      : Option.some(
          `${facts.name(second.name)} is slower by ${Figure.percent(1 - 1 / compared.ratio)} only: ${choose([winner, second], facts)}.`
        )
  }
}

/** How many times what the other takes is worth telling, and for how much speed it is no bargain. */
const muchLatency = 3
const littleSpeed = 2

const itemP50 = ({ contestant: { laps } }: Ranked): number | null =>
  medianOf(
    laps.filter(({ items }) => items > 0),
    ({ item_ms }) => item_ms.p50
  )

/** What a winner by little gives up for it. */
const slowItems: Rule = {
  name: "slow-items",
  says: (facts) => {
    const winner = winnerOf(facts)
    const took = winner === null ? null : itemP50(winner)
    if (winner === null || took === null) return Option.none()
    const quicker = alternativesTo(winner, facts).find((each) => {
      const compared = facts.compare(winner, each)
      const its = itemP50(each)
      return compared !== null && compared.ratio < littleSpeed && its !== null && took >= muchLatency * its
    })
    return quicker === undefined
      ? Option.none()
      : Option.some(
          `With ${facts.name(winner.name)} ${countsOf(facts.result) === "URL" ? "a URL" : "an item"} takes ${Figure.latency(took)}, with ${facts.name(quicker.name)} ${Figure.latency(itemP50(quicker) ?? 0)} (p50, waiting included): where somebody waits for it, take that.`
        )
  }
}

const notBeaten = (facts: Facts, as: "same" | "not-decided"): ReadonlyArray<Ranked> => {
  const { compare, leader } = facts
  if (leader === null || winnerOf(facts) !== null) return []
  return alternativesTo(leader, facts).filter((each) => compare(leader, each)?.is === as)
}

const tie: Rule = {
  name: "tie",
  says: (facts) => {
    const others = notBeaten(facts, "same")
    if (facts.leader === null || others.length === 0) return Option.none()
    const equals = [facts.leader, ...others]
    const names = listed(
      equals.map(({ name }) => facts.name(name)),
      namesShown
    )
    return Option.some(`Of ${names} ${choose(equals, facts)}.`)
  }
}

const undecided: Rule = {
  name: "undecided",
  says: (facts) => {
    const others = notBeaten(facts, "not-decided")
    const { rounds, rounds_auto, rounds_planned, stopped } = facts.result.summary
    if (facts.leader === null || others.length === 0 || stopped === "interrupted" || stopped === "failed") {
      return Option.none()
    }
    const names = listed(
      [facts.leader, ...others].map(({ name }) => facts.name(name)),
      namesShown
    )
    const apart = `${Figure.counted(rounds, "round")} ${rounds === 1 ? "does" : "do"} not tell ${names} apart`
    if (stopped === "time-limit") return Option.some(`${apart}: give it a longer --time-limit.`)
    return Option.some(
      rounds_auto || rounds >= most("auto")
        ? `${apart}: ${choose([facts.leader, ...others], facts)}.`
        : `${apart}: race again with --rounds ${2 * rounds_planned}, or --rounds auto.`
    )
  }
}

/** What to use, or why nothing can be named. */
export const choice = [use, slowItems, near, tie, undecided] as const satisfies ReadonlyArray<Rule>
