import { Option } from "effect"
import { kinds, type TableOperation } from "../domain/OperationKind.ts"
import { type Price, pricedRegion, usEast1 } from "../domain/Price.ts"
import type { TableDetails } from "../Inspection.ts"
import type { Bound } from "../Race/Bound.ts"
import * as Figure from "./Figure.ts"
import { printable } from "./Printable.ts"

/** What is to be agreed to before a race that costs money. */
export interface Estimate {
  readonly host: string
  readonly region: string
  /** None where nobody says. */
  readonly account: Option.Option<string>
  /** None for one that the race creates. */
  readonly table: Option.Option<TableDetails & { readonly name: string }>
  readonly operation: TableOperation
  readonly bound: Bound
  readonly price: Price
  readonly usd: number
}

/** Whether requests cost nothing beside what the table costs anyway. */
export const isFree = (table: Option.Option<TableDetails>): boolean => Option.exists(table, ({ onDemand }) => !onDemand)

/** An item's key in an index moves by two writes; each replica writes all of it again. */
export const withIndexes = (bound: Bound, table: Option.Option<TableDetails>): Bound => {
  const times = Option.match(table, {
    onNone: () => 1,
    onSome: ({ indexes, localIndexes, replicas }) => (1 + 2 * (indexes.length + localIndexes)) * (1 + replicas.length)
  })
  return { ...bound, writeUnits: bound.writeUnits * times }
}

const sideEffects = ({ indexes, localIndexes, replicas, stream }: TableDetails): ReadonlyArray<string> => [
  ...(indexes.length + localIndexes === 0 ? [] : [Figure.counted(indexes.length + localIndexes, "index", "indexes")]),
  ...(replicas.length === 0 ? [] : [`replicas in ${printable(replicas.join(", "))}`]),
  ...(stream === null ? [] : ["a stream that tells of every write"])
]

const tableOf = ({ operation, table }: Estimate): string =>
  Option.match(table, {
    onNone: () => {
      const more = kinds[operation._tag].reads ? "one for each size of items" : "one"
      return `${more}, named millrace-…, on demand; created now, tagged millrace:created, deleted at the end`
    },
    onSome: (details) => {
      const billing = details.onDemand
        ? "on demand"
        : `provisioned${details.writeUnits === null ? "" : ` with ${Figure.count(details.writeUnits)} WCU`}`
      const about = [billing, ...sideEffects(details)].join(", ")
      return `${printable(details.name)}, ${about}, empty; items of the race are deleted from it at the end`
    }
  })

/** Whether the price is that region's, as far as is known here: the usual one is of one region, another one was given. */
export const isOfRegion = ({ price, region }: Pick<Estimate, "price" | "region">): boolean =>
  price !== usEast1 || region === pricedRegion

const costOf = ({ price, region, table, usd }: Estimate): string =>
  isFree(table)
    ? "nothing beside what the table costs anyway: its capacity is provisioned"
    : `at most ${Figure.usd(usd)} (${printable(price.source)}${isOfRegion({ price, region }) ? "" : `; ${printable(region)} may be dearer: --price`}); requests sent again after a lost answer come on top`

/** Where it takes place and what it costs at most, a line each. */
export const lines = (estimate: Estimate): ReadonlyArray<string> => {
  const { account, bound, host, region } = estimate
  return [
    "a race on AWS:",
    `  host     ${printable(host)}, region ${printable(region)}`,
    `  account  ${Option.match(account, { onNone: () => "not known: neither the credentials nor STS say it", onSome: printable })}`,
    `  table    ${tableOf(estimate)}`,
    `  writes   at most ${Figure.counted(bound.items, "item")}, ${Figure.count(bound.writeUnits)} WCU`,
    `  reads    at most ${Figure.count(bound.readUnits)} RCU, reading back included`,
    `  cost     ${costOf(estimate)}`
  ]
}

export const tooMuch = (usd: number, most: number): string =>
  `the race costs up to ${Figure.usd(usd)}, more than --max-cost ${most}: lower --rounds, --lap-time, --items or --rate, race fewer contestants, or raise --max-cost`
