import type { Finding } from "../domain/Finding.ts"
import type { Facts } from "./Facts.ts"
import type { Rule } from "./Rule.ts"
import { capacity } from "./Rules/Capacity.ts"
import { client } from "./Rules/Client.ts"
import { identity } from "./Rules/Identity.ts"
import { machine } from "./Rules/Machine.ts"
import { reach } from "./Rules/Reach.ts"
import { table } from "./Rules/Table.ts"

/** Heaviest first, among those that are serious and among those that are not. */
export const rules = [
  reach.unreadable,
  identity.missing,
  reach.unresolved,
  reach.unreachable,
  identity.refused,
  identity.redirected,
  identity.hidden,
  reach.skew,
  table.missing,
  table.status,
  identity.account,
  identity.expiring,
  capacity.provisioned,
  capacity.onDemandLimit,
  capacity.indexCapacity,
  reach.kept,
  client.attempts,
  client.retryMode,
  client.unknownMode,
  client.sockets,
  reach.roundTrip,
  capacity.warm,
  table.indexes,
  table.replicas,
  table.streams,
  table.pointInTime,
  reach.connect,
  machine.workers,
  machine.node
] as const satisfies ReadonlyArray<Rule>

/** What the rules have to say, heaviest first. */
export const findings = (facts: Facts): ReadonlyArray<Finding> => {
  const said = rules.flatMap((rule): ReadonlyArray<Finding> => {
    const finding = rule(facts)
    return finding === undefined ? [] : [finding]
  })
  const are = (severity: Finding["severity"]) => said.filter((finding) => finding.severity === severity)
  return [...are("serious"), ...are("advice")]
}
