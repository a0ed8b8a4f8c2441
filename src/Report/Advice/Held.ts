import { Array, Option } from "effect"
import type { Limit } from "../../domain/Evidence.ts"
import type { NotRanked } from "../../domain/RaceResult.ts"
import { busyCores } from "../../Race/Warnings.ts"
import { cautions } from "../Cautions.ts"
import * as Figure from "../Figure.ts"
import { evidenceOf, waited } from "../Limits.ts"
import { listed } from "../Names.ts"
import { type Terms, termsOf } from "../Terms.ts"
import { type Facts, isWeb, mostIn, type Ranked } from "./Facts.ts"
import type { Rule } from "./Rule.ts"

const namesShown = 4

const limitedBy = ({ ranked }: Facts, limit: Limit): ReadonlyArray<Ranked> =>
  ranked.filter(({ standing }) => standing.limited_by === limit)

const names = (some: ReadonlyArray<Ranked>, { name }: Facts): string =>
  listed(
    some.map((each) => name(each.name)),
    namesShown
  )

/** Of the first one. */
const figures = (some: ReadonlyArray<Ranked>, limit: Limit, { name }: Facts): string => {
  const [first] = some
  const evidence = first?.standing.evidence ?? null
  if (first === undefined || evidence === null) return ""
  const found = evidenceOf(limit, evidence, first.contestant.in_flight_max).join(", ")
  return some.length === 1 ? ` (${found})` : ` (${name(first.name)}: ${found})`
}

const whyNot = ({ lost, nothing }: Terms): Readonly<Record<NotRanked, string>> => ({
  "embedded-dynamodb": "the embedded DynamoDB was the limit",
  void: lost,
  crashed: "workers were lost",
  "nothing-written": nothing
})

const notRanked: Rule = {
  name: "not-ranked",
  says: ({ name, result }) => {
    const { standings } = result.summary
    const reasonOf = whyNot(termsOf(result))
    const out = standings.flatMap(({ name, not_ranked }) => (not_ranked === undefined ? [] : [{ name, not_ranked }]))
    const reasons = Object.values(Array.groupBy(out, ({ not_ranked }) => not_ranked)).map((group) => {
      const who = listed(
        group.map((each) => name(each.name)),
        namesShown
      )
      return `${who}, ${reasonOf[group[0].not_ranked]}`
    })
    return reasons.length === 0 ? Option.none() : Option.some(`Not ranked: ${reasons.join("; ")}.`)
  }
}

const busy: Rule = {
  name: "busy",
  says: ({ result }) =>
    Option.map(
      Array.findFirst(cautions(result), ({ _tag }) => _tag === "busy"),
      ({ text }) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
    )
}

const capacity: Rule = {
  name: "capacity",
  says: (facts) => {
    const held = limitedBy(facts, "capacity")
    return held.length === 0
      ? Option.none()
      : Option.some(
          `${isWeb(facts) ? "The server's readiness" : "Capacity"} is the limit of ${names(held, facts)}${figures(held, "capacity", facts)}: more in flight buys nothing.`
        )
  }
}

const rate: Rule = {
  name: "rate",
  says: (facts) => {
    const held = limitedBy(facts, "rate")
    return held.length === 0
      ? Option.none()
      : Option.some(
          `--rate holds ${names(held, facts)} back: leave it out to see how fast ${held.length === 1 ? "it is" : "they are"}.`
        )
  }
}

const sockets: Rule = {
  name: "sockets",
  says: (facts) => {
    const held = limitedBy(facts, "sockets")
    const wait = held.length === 1 ? "waits" : "wait"
    return held.length === 0
      ? Option.none()
      : Option.some(
          `${names(held, facts)} ${wait} for sockets${figures(held, "sockets", facts)}, not for ${isWeb(facts) ? "answers" : "DynamoDB"}.`
        )
  }
}

const bounds = ["segments", "shards", "concurrency", "workers"] as const

/** What bounds it, doubled, where nothing above it has been raced; empty where there is nothing to try. */
const moreInFlight = (held: Ranked, facts: Facts): string => {
  const { batch, in_flight_max, strategy, transport } = held.contestant
  const own = bounds.find((setting) => held.contestant[setting] === in_flight_max)
  const value = own === undefined ? null : held.contestant[own]
  if (own === undefined || value === null || value * 2 > mostIn(facts, own)) return ""
  const isRaced = facts.result.contestants.some(
    (each) =>
      each.strategy === strategy &&
      each.batch === batch &&
      each.transport === transport &&
      (each.in_flight_max ?? Number.POSITIVE_INFINITY) > value
  )
  // of a sweep the knee says it
  if (isRaced || facts.result.summary.knees.some(({ setting }) => setting === own)) return ""
  // as many segments more are of no use to who cannot have them in flight
  const { concurrency } = held.contestant
  const isParts = own === "segments" || own === "shards"
  return isParts && concurrency !== null && concurrency < value * 2
    ? `--${own} ${value * 2} --concurrency ${value * 2}`
    : `--${own} ${value * 2}`
}

/** What is nearly always in flight does nothing else: work on items, or a group's slowest, leaves gaps. */
const nearlyAlways = 0.75

const isAlwaysWaiting = ({ contestant: { in_flight_max }, standing: { evidence } }: Ranked): boolean =>
  in_flight_max !== null && (evidence?.in_flight_mean ?? in_flight_max) >= nearlyAlways * in_flight_max

/** The leader, where it only waits itself; else those that wait, the slowest first. */
const onlyWaits: Rule = {
  name: "only-waits",
  says: (facts) => {
    const waiting = limitedBy(facts, "own-waiting").filter(isAlwaysWaiting).reverse()
    const leader = waiting.find((each) => each === facts.leader)
    const [first] = leader === undefined ? waiting : [leader]
    const evidence = first?.standing.evidence ?? null
    if (first === undefined || evidence === null) return Option.none()
    const [took] = waited(evidence)
    const per = took === undefined ? "" : `: ${took} per request`
    if (leader !== undefined) {
      const more = moreInFlight(first, facts)
      // nobody knows whether a service that is not ours has more to give
      const would = evidence.service_mean_ms === null ? "may" : "would"
      const advised = more === "" ? "" : `; more in flight ${would} be faster, try ${more}`
      return Option.some(`${facts.name(first.name)} only waits${per}${advised}.`)
    }
    if (waiting.length === 1) return Option.some(`${facts.name(first.name)} only waits${per}.`)
    const figure = took === undefined ? "" : ` (${facts.name(first.name)}: ${took} per request)`
    return Option.some(`${names(waiting, facts)} only wait${figure}.`)
  }
}

/** Whole cores that nobody used. */
const idleCores = ({ standing: { evidence } }: Ranked): number =>
  evidence === null || evidence.machine === null ? 0 : Math.floor(evidence.machine.cores - evidence.machine.busy_cores)

/** `hybrid` is `for-each` in processes; what keeps an order or has its own way would be something else there. */
const canHaveProcesses = ({ contestant: { strategy } }: Ranked, { result }: Facts): boolean =>
  strategy === "for-each" && !result.contestants.some(({ strategy }) => strategy === "hybrid")

const clientCpu: Rule = {
  name: "client-cpu",
  says: (facts) => {
    const held = limitedBy(facts, "client-cpu")
    const [first] = held
    // of a sweep the knee says it
    if (first === undefined || facts.result.summary.knees.length > 0) return Option.none()
    const full = `${names(held, facts)} ${held.length === 1 ? "has" : "have"} a core full${figures(held, "client-cpu", facts)}`
    const idle = Math.min(...held.map(idleCores))
    const largest = mostIn(facts, "batch")
    const hasWire = !isWeb(facts) && !facts.result.contestants.some(({ transport }) => transport === "wire")
    const tries = [
      ...(hasWire ? ["try --transport wire"] : []),
      ...(facts.result.contestants.some(({ batch }) => batch > 1) || largest === 1 ? [] : [`try --batch ${largest}`]),
      ...(idle > 0 && canHaveProcesses(first, facts)
        ? [`${Figure.counted(idle, "core")} idle: try --strategy hybrid`]
        : [])
    ]
    return Option.some(`${[`${full}: more in flight buys nothing`, ...tries].join("; ")}.`)
  }
}

const machine: Rule = {
  name: "machine",
  says: (facts) => {
    const held = limitedBy(facts, "machine").filter(
      ({ contestant, standing: { evidence } }) =>
        contestant.workers !== null && (evidence?.machine?.other_cores ?? 0) <= busyCores
    )
    return held.length === 0
      ? Option.none()
      : Option.some(
          `${names(held, facts)} ${held.length === 1 ? "wants" : "want"} more cores than there are${figures(held, "machine", facts)}: more workers buy nothing.`
        )
  }
}

/** What stands before all else, for it says of which figures nothing follows. */
export const doubts = [busy, notRanked] as const satisfies ReadonlyArray<Rule>

/** What held contestants back. */
export const held = [capacity, rate, sockets, onlyWaits] as const satisfies ReadonlyArray<Rule>

export const cores = [clientCpu, machine] as const satisfies ReadonlyArray<Rule>
