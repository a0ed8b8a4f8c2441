import { Array, Option } from "effect"
import * as Figure from "../Figure.ts"
import { cpuUs } from "./Cheaper.ts"
import { type Facts, isAlike, pairsOf, type Ranked } from "./Facts.ts"
import type { Rule } from "./Rule.ts"

/** Whether no more than what a request carries, or how it travels, may tell them apart. */
const isSameModel = (one: Ranked, other: Ranked): boolean => {
  const [a, b] = [one.contestant, other.contestant]
  return isAlike(one, other) && a.strategy === b.strategy && a.concurrency === b.concurrency && a.workers === b.workers
}

const sameCapacity = 0.01

const unitsOf = ({ standing }: Ranked): number | null =>
  standing.wcu_per_million_items ?? standing.rcu_per_million_items

const batch: Rule = {
  name: "batch",
  says: (facts) =>
    Option.map(
      Array.findFirst(pairsOf(facts), ([batched, single]) => {
        const [a, b] = [batched.contestant, single.contestant]
        const alike = isSameModel(batched, single) && a.transport === b.transport
        const [of, ofSingle] = [unitsOf(batched), unitsOf(single)]
        return (
          alike &&
          a.batch > 1 &&
          b.batch === 1 &&
          facts.compare(batched, single)?.is === "faster" &&
          of !== null &&
          ofSingle !== null &&
          Math.abs(of - ofSingle) <= sameCapacity * ofSingle
        )
      }),
      ([batched, single]) => {
        const ratio = facts.compare(batched, single)?.ratio ?? 1
        return `Batch ${batched.contestant.batch} sends fewer requests and costs the same capacity: ${Figure.times(ratio)} ${facts.name(single.name)}.`
      }
    )
}

/** How many times the CPU is worth telling where nothing was won by it. */
const muchCpu = 1.5

interface OverWire {
  readonly sdk: Ranked
  /** Of the wire's throughput to the SDK's; null where the two are not told apart. */
  readonly ratio: number | null
  /** CPU of an item, in microseconds. */
  readonly cpu: { readonly wire: number; readonly sdk: number } | null
}

/** The same requests over both, where that makes a difference; first where the wire is faster. */
const overWire = (facts: Facts): Option.Option<OverWire> => {
  const found = pairsOf(facts).flatMap(([wire, sdk]): ReadonlyArray<OverWire> => {
    const [a, b] = [wire.contestant, sdk.contestant]
    const alike = isSameModel(wire, sdk) && a.batch === b.batch
    const compared = facts.compare(wire, sdk)
    if (!alike || a.transport !== "wire" || b.transport !== "sdk" || compared === null) return []
    const [own, other] = [cpuUs(wire), cpuUs(sdk)]
    const cpu = own === null || other === null ? null : { wire: own, sdk: other }
    if (compared.is === "faster") return [{ sdk, ratio: compared.ratio, cpu }]
    const isEqual = compared.is === "same" || compared.is === "not-decided"
    return isEqual && cpu !== null && cpu.sdk >= muchCpu * cpu.wire ? [{ sdk, ratio: null, cpu }] : []
  })
  return Option.orElse(
    Array.findFirst(found, ({ ratio }) => ratio !== null),
    () => Array.head(found)
  )
}

const transport: Rule = {
  name: "transport",
  says: (facts) =>
    Option.map(overWire(facts), ({ cpu, ratio, sdk }) => {
      const of = facts.name(sdk.name)
      const spent =
        cpu === null ? "" : `${Figure.micros(cpu.wire)} µs of CPU an item instead of ${Figure.micros(cpu.sdk)}`
      if (ratio === null) return `The wire is no faster than the SDK with ${of}, and lighter: ${spent}.`
      return `The wire is lighter than the SDK: ${[`${Figure.times(ratio)} ${of}`, spent].filter((part) => part !== "").join(", ")}.`
    })
}

/** What it does to carry more in a request, and to send it another way. */
export const requests = [batch, transport] as const satisfies ReadonlyArray<Rule>
