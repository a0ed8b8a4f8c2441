import { Array, Option } from "effect"
import type { Limit } from "../../domain/Evidence.ts"
import type { Swept } from "../../domain/Settings.ts"
import type { Knee } from "../../domain/Verdict.ts"
import { nameWithout } from "../../Race/Sweep.ts"
import * as Figure from "../Figure.ts"
import { isMoreMemory, peakMib } from "./Cheaper.ts"
import { type Facts, isAlike, mostIn, pairsOf, type Ranked } from "./Facts.ts"
import type { Rule } from "./Rule.ts"

const walls: Readonly<Record<Limit, string | null>> = {
  "client-cpu": "its CPU is full",
  machine: "the machine's cores are full",
  sockets: "all its sockets are in use",
  capacity: "the table throttles",
  rate: "--rate holds it",
  "embedded-dynamodb": null,
  "own-waiting": null
}

const more: Readonly<Record<Swept, (value: number) => string>> = {
  concurrency: (value) => `More in flight than ${value} buys`,
  workers: (value) => `More than ${Figure.counted(value, "worker")} ${value === 1 ? "buys" : "buy"}`,
  batch: (value) => `Batches of more than ${value} buy`,
  segments: (value) => `More than ${Figure.counted(value, "segment")} ${value === 1 ? "buys" : "buy"}`,
  shards: (value) => `More than ${Figure.counted(value, "shard")} ${value === 1 ? "buys" : "buy"}`
}

/** Contestants of a knee beyond its value, the nearest first. */
const beyond = ({ name, setting, value }: Knee, { ranked }: Facts): ReadonlyArray<Ranked> =>
  ranked
    .filter(({ contestant }) => nameWithout(setting, contestant.name) === name && (contestant[setting] ?? 0) > value)
    .toSorted((a, b) => (a.contestant[setting] ?? 0) - (b.contestant[setting] ?? 0))

/** The one of the leader, where it has one. */
const kneesFirst = ({ leader, result }: Facts): ReadonlyArray<Knee> =>
  Array.sortBy((a: Knee, b: Knee) => {
    const isLeaders = ({ name, setting }: Knee) => leader !== null && nameWithout(setting, leader.name) === name
    return isLeaders(a) === isLeaders(b) ? 0 : isLeaders(a) ? -1 : 1
  })(result.summary.knees)

/** Whether nothing above its value was raced, ranked or not. */
const isLast = ({ name, setting, value, values }: Knee, { result }: Facts): boolean =>
  value === Math.max(...values) &&
  !result.contestants.some(
    (contestant) => nameWithout(setting, contestant.name) === name && (contestant[setting] ?? 0) > value
  )

const knee: Rule = {
  name: "knee",
  says: (facts) =>
    Option.map(
      Array.findFirst(kneesFirst(facts), (each) => each.value < Math.max(...each.values)),
      (found) => {
        const gain = found.best_items_per_s / found.items_per_s - 1
        const much = gain > 0.0005 ? `at most ${Figure.percent(gain)}` : "nothing"
        const limit = beyond(found, facts).find(({ standing }) => standing.limited_by !== null)?.standing.limited_by
        const wall = limit === undefined || limit === null ? null : walls[limit]
        return `${more[found.setting](found.value)} ${facts.name(found.name)} ${much}${wall === null ? "" : `: ${wall}`}.`
      }
    )
}

const further: Rule = {
  name: "further",
  says: (facts) =>
    Option.map(
      Array.findFirst(
        kneesFirst(facts),
        (each) => isLast(each, facts) && each.value * 2 <= mostIn(facts, each.setting)
      ),
      ({ name, setting, value }) =>
        `${facts.name(name)} is best with the most that was raced: try --${setting} ${value},${2 * value}.`
    )
}

const idleWorthTelling = 0.1

const lockStep: Rule = {
  name: "lock-step",
  says: (facts) =>
    Option.map(
      Array.findFirst(facts.ranked, ({ contestant: { in_flight_max, strategy }, standing: { evidence } }) => {
        const mean = evidence?.in_flight_mean ?? null
        return (
          strategy === "lock-step" &&
          in_flight_max !== null &&
          mean !== null &&
          mean <= (1 - idleWorthTelling) * in_flight_max
        )
      }),
      ({ contestant: { in_flight_max }, name, standing: { evidence } }) => {
        const most = in_flight_max ?? 0
        const idle = Figure.threeDigits(most - (evidence?.in_flight_mean ?? 0))
        return `${facts.name(name)} leaves ${idle} of ${most} in flight idle: each group waits for its slowest.`
      }
    )
}

const isPlaced = ({ contestant: { workers } }: Ranked): boolean => workers !== null

const asFast: Rule = {
  name: "workers-as-fast-as-fibers",
  says: (facts) =>
    Option.map(
      Array.findFirst(pairsOf(facts), ([placed, fibers]) => {
        const [a, b] = [placed.contestant, fibers.contestant]
        const [more, less] = [peakMib(placed), peakMib(fibers)]
        return (
          isAlike(placed, fibers) &&
          isPlaced(placed) &&
          !isPlaced(fibers) &&
          a.in_flight_max === b.in_flight_max &&
          a.batch === b.batch &&
          a.transport === b.transport &&
          more !== null &&
          less !== null &&
          isMoreMemory(more, less) &&
          facts.compare(placed, fibers)?.is === "same"
        )
      }),
      ([placed, fibers]) => {
        const mib = Figure.count((peakMib(placed) ?? 0) - (peakMib(fibers) ?? 0))
        return `${facts.name(placed.name)} is as fast as ${facts.name(fibers.name)}, for ${mib} MiB more.`
      }
    )
}

/** How many times the memory is worth telling. */
const muchMemory = 1.5

const memory: Rule = {
  name: "memory-of-processes",
  says: (facts) => {
    const dear = pairsOf(facts).flatMap(([more, less]) => {
      const [of, ofLess] = [peakMib(more), peakMib(less)]
      const isEqual = isAlike(more, less) && more.contestant.in_flight_max === less.contestant.in_flight_max
      if (of === null || ofLess === null || !isEqual || !isPlaced(more) || !isPlaced(less)) return []
      if (more.contestant.batch !== less.contestant.batch || of < muchMemory * ofLess) return []
      const compared = facts.compare(more, less)
      return compared === null || compared.is === "faster" || !isMoreMemory(of, ofLess)
        ? []
        : [{ more, less, mib: of - ofLess }]
    })
    return Option.map(
      Array.head(dear.toSorted((a, b) => b.mib - a.mib)),
      ({ less, mib, more }) =>
        `${facts.name(more.name)} holds ${Figure.count(mib)} MiB more than ${facts.name(less.name)} and was no faster.`
    )
  }
}

/** What raising a setting buys. */
export const settings = [knee, further] as const satisfies ReadonlyArray<Rule>

/** What models do to each other's figures. */
export const models = [lockStep, asFast, memory] as const satisfies ReadonlyArray<Rule>
