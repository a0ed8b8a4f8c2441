import { Option } from "effect"
import type { TableDetails, TableIndex } from "../../Inspection.ts"
import * as Figure from "../../Report/Figure.ts"
import type { Facts } from "../Facts.ts"
import { type Rate, rateOf, rateText } from "../Rate.ts"
import type { Rule } from "../Rule.ts"
import { onTable } from "./Command.ts"

const beyond =
  "beyond a limit calls fail: at 300 puts/s with 128 in flight 74 % of them with the SDK's 4 attempts (measured on loopback)"

/** A table that takes writes, and the rate at which a race would send them. */
const loaded = (facts: Facts): { readonly table: TableDetails; readonly rate: Rate } | null => {
  const table = facts.table._tag === "Known" ? Option.getOrNull(facts.table.value) : null
  const rate = rateOf(facts)
  return table === null || rate === null ? null : { table, rate }
}

const rounded = ({ perSecond }: Rate) => Math.ceil(perSecond)

const provisioned: Rule = (facts) => {
  const load = loaded(facts)
  if (load === null || load.table.onDemand) return undefined
  const { rate } = load
  const { writeUnits } = load.table
  if (writeUnits === null || rate.perSecond <= writeUnits) return undefined
  return {
    id: "provisioned-capacity",
    severity: "serious",
    title: `${Figure.count(writeUnits)} write units a second are provisioned, and ${Figure.count(rate.perSecond)} would be asked for`,
    evidence: `WriteCapacityUnits ${writeUnits} of DescribeTable; ${rateText(rate)}`,
    cost: `${Figure.percent(1 - writeUnits / rate.perSecond)} of that rate is throttled once the burst of at most 300 s is used up; ${beyond}`,
    change: onTable(facts, "update-table", "--billing-mode PAY_PER_REQUEST")
  }
}

const onDemandLimit: Rule = (facts) => {
  const load = loaded(facts)
  if (load === null) return undefined
  const { rate } = load
  const { mostWriteUnits } = load.table
  if (mostWriteUnits === null || rate.perSecond <= mostWriteUnits) return undefined
  return {
    id: "on-demand-limit",
    severity: "serious",
    title: `The table's own limit is ${Figure.count(mostWriteUnits)} write units a second, and ${Figure.count(rate.perSecond)} would be asked for`,
    evidence: `OnDemandThroughput.MaxWriteRequestUnits ${mostWriteUnits} of DescribeTable; ${rateText(rate)}`,
    cost: `${Figure.percent(1 - mostWriteUnits / rate.perSecond)} of that rate is throttled; ${beyond}`,
    change: onTable(facts, "update-table", `--on-demand-throughput MaxWriteRequestUnits=${rounded(rate)}`)
  }
}

const limitOf = ({ mostWriteUnits, writeUnits }: TableIndex): number =>
  Math.min(mostWriteUnits ?? Number.POSITIVE_INFINITY, writeUnits ?? Number.POSITIVE_INFINITY)

/** As JSON, for the AWS CLI, between a shell's single quotes. */
const updateOf = ({ mostWriteUnits, name }: TableIndex, units: number): string =>
  JSON.stringify([
    {
      Update: {
        IndexName: name,
        ...(mostWriteUnits === null
          ? { ProvisionedThroughput: { ReadCapacityUnits: units, WriteCapacityUnits: units } }
          : { OnDemandThroughput: { MaxWriteRequestUnits: units } })
      }
    }
  ]).replaceAll("'", "'\\''")

const indexCapacity: Rule = (facts) => {
  const load = loaded(facts)
  if (load === null) return undefined
  const { rate, table } = load
  const [narrowest] = table.indexes.toSorted((a, b) => limitOf(a) - limitOf(b))
  if (narrowest === undefined || rate.perSecond <= limitOf(narrowest)) return undefined
  const limit = limitOf(narrowest)
  return {
    id: "index-capacity",
    severity: "serious",
    title: `The index ${narrowest.name} takes ${Figure.count(limit)} write units a second`,
    evidence: `${narrowest.mostWriteUnits === limit ? "MaxWriteRequestUnits" : "WriteCapacityUnits"} ${limit} of DescribeTable; ${rateText(rate)}`,
    cost: `an index that cannot follow throttles writes to the table itself, here from ${Figure.count(limit)} a second on; ${beyond}`,
    change: onTable(facts, "update-table", `--global-secondary-index-updates '${updateOf(narrowest, rounded(rate))}'`)
  }
}

const warm: Rule = (facts) => {
  const load = loaded(facts)
  if (load === null || !load.table.onDemand) return undefined
  const { rate } = load
  const { warmWriteUnits } = load.table
  if (warmWriteUnits === null || rate.perSecond <= warmWriteUnits) return undefined
  return {
    id: "warm-throughput",
    severity: "advice",
    title: `The table is warm for ${Figure.count(warmWriteUnits)} writes a second, and ${Figure.count(rate.perSecond)} would be asked for`,
    evidence: `WarmThroughput.WriteUnitsPerSecond ${warmWriteUnits} of DescribeTable; ${rateText(rate)}`,
    cost: "throttles until it has grown: it doubles its earlier peak at once, and more than that may throttle for half an hour; warming it beforehand is charged once",
    change: onTable(facts, "update-table", `--warm-throughput WriteUnitsPerSecond=${rounded(rate)}`)
  }
}

/** What the table and its indexes take, against the rate of a race. */
export const capacity = { provisioned, onDemandLimit, indexCapacity, warm } as const
