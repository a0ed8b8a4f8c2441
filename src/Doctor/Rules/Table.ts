import { Option } from "effect"
import * as Figure from "../../Report/Figure.ts"
import type { Facts } from "../Facts.ts"
import type { Rule } from "../Rule.ts"
import { onTable } from "./Command.ts"

const described = ({ table }: Facts) => (table._tag === "Known" ? Option.getOrNull(table.value) : null)

const missing: Rule = ({ asked, place, table }) =>
  table._tag === "Known" && Option.isNone(table.value) && place._tag === "Known"
    ? {
        id: "table-missing",
        severity: "serious",
        title: `There is no table ${asked.table}`,
        evidence: `ResourceNotFoundException of DescribeTable at ${place.value.host}`,
        cost: "every request fails; a name in another region or account looks just so",
        change: `aws dynamodb list-tables --endpoint-url ${place.value.endpoint}`
      }
    : undefined

const status: Rule = (facts) => {
  const table = described(facts)
  if (table === null || table.status === "ACTIVE") return undefined
  const isUpdating = table.status === "UPDATING"
  return {
    id: "table-status",
    severity: isUpdating ? "advice" : "serious",
    title: `The table is ${table.status}`,
    evidence: "TableStatus of DescribeTable",
    cost: isUpdating
      ? "it takes requests; an index that is being filled uses up capacity of its own"
      : "writes are refused until it is ACTIVE",
    change: onTable(facts, "wait table-exists")
  }
}

const indexes: Rule = (facts) => {
  const table = described(facts)
  if (table === null) return undefined
  const global = table.indexes.length
  const all = global + table.localIndexes
  if (all === 0) return undefined
  return {
    id: "indexes",
    severity: "advice",
    title: `${all} ${all === 1 ? "index multiplies" : "indexes multiply"} each write`,
    evidence: `DescribeTable: ${global} global (${table.indexes.map(({ name }) => name).join(", ") || "none"}), ${table.localIndexes} local`,
    cost: `an item that stands in all of them costs ${1 + all} write units per KB instead of 1; a change of an index key 2 in that index`,
    change: "load first and add global indexes afterwards, or project fewer attributes: ProjectionType KEYS_ONLY"
  }
}

const streams: Rule = (facts) => {
  const table = described(facts)
  return table === null || table.stream === null
    ? undefined
    : {
        id: "streams",
        severity: "advice",
        title: "Each write is also a record of the table's stream",
        evidence: `StreamSpecification of DescribeTable: ${table.stream}`,
        cost: "whatever listens (Lambda, replication) runs once more for every item of a load, and is paid by the record",
        change: onTable(facts, "update-table", "--stream-specification StreamEnabled=false")
      }
}

const replicas: Rule = (facts) => {
  const table = described(facts)
  if (table === null || table.replicas.length === 0) return undefined
  const copies = table.replicas.length
  return {
    id: "replicas",
    severity: "advice",
    title: `Each write is repeated in ${copies} more ${copies === 1 ? "region" : "regions"}`,
    evidence: `Replicas of DescribeTable: ${table.replicas.join(", ")}`,
    cost: `${1 + copies} replicated write units per KB instead of 1 write unit, and traffic between regions`,
    change: "load before the replicas are added, or count the load as many times over"
  }
}

/** Nothing is lost of a table that is empty. */
const pointInTime: Rule = (facts) => {
  const table = described(facts)
  return table === null || table.items === 0 || facts.pointInTime._tag !== "Known" || facts.pointInTime.value
    ? undefined
    : {
        id: "point-in-time-recovery",
        severity: "advice",
        title: "The table cannot be restored to what it is before a load",
        evidence: `PointInTimeRecoveryStatus of DescribeContinuousBackups is DISABLED; it holds ${Figure.counted(table.items, "item")}`,
        cost: "a load that overwrites the wrong items cannot be taken back; recovery costs $0.20 per GB and month (us-east-1)",
        change: onTable(
          facts,
          "update-continuous-backups",
          "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        )
      }
}

/** The table, and what each write to it brings about. */
export const table = { missing, status, indexes, streams, replicas, pointInTime } as const
