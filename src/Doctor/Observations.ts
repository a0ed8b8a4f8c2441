import { Option } from "effect"
import type { Observation } from "../domain/Finding.ts"
import type { Identity, TableDetails } from "../Inspection.ts"
import * as Figure from "../Report/Figure.ts"
import type { Facts, Seen } from "./Facts.ts"
import { supportOf } from "./NodeSupport.ts"
import { rateOf, rateText } from "./Rate.ts"

const seen = <A>(what: string, it: Seen<A>, said: (value: A) => string): ReadonlyArray<Observation> =>
  it._tag === "Known" ? [{ what, found: said(it.value) }] : []

const node = ({ machine }: Facts): string => {
  const { endsOn } = supportOf(machine)
  return endsOn === null ? machine.node : `${machine.node}, supported until ${endsOn}`
}

const signer = ({ expiresAtMs, keyEnd }: Identity, nowMs: number): string =>
  expiresAtMs === null
    ? `key …${keyEnd}, no word on when it expires`
    : `key …${keyEnd}, for another ${Figure.elapsed(Math.max(0, expiresAtMs - nowMs))}`

type Throughput = Pick<TableDetails, "mostWriteUnits" | "onDemand" | "warmWriteUnits" | "writeUnits">

const limits = ({ mostWriteUnits, onDemand, warmWriteUnits, writeUnits }: Throughput): string =>
  [
    onDemand ? "on demand" : `${writeUnits ?? 0} write units provisioned`,
    ...(mostWriteUnits === null ? [] : [`at most ${Figure.count(mostWriteUnits)} writes/s`]),
    ...(warmWriteUnits === null ? [] : [`warm for ${Figure.count(warmWriteUnits)} writes/s`])
  ].join(", ")

const described = ({ indexes, items, localIndexes, replicas, status, stream, ...rest }: TableDetails): string =>
  [
    status,
    limits(rest),
    Figure.counted(items, "item"),
    Figure.counted(indexes.length + localIndexes, "index", "indexes"),
    stream === null ? "no stream" : "a stream",
    Figure.counted(replicas.length, "replica")
  ].join(", ")

/** One line for each thing that was looked at, whether or not a finding is about it. */
export const observations = (facts: Facts): ReadonlyArray<Observation> => {
  const { asked, client, identity, line, machine, nowMs, place, pointInTime, table, trips } = facts
  const rate = rateOf(facts)
  return [
    { what: "Node.js", found: node(facts) },
    {
      what: "cores",
      found:
        asked.workers === null ? `${machine.cores}` : `${machine.cores}, for ${Figure.counted(asked.workers, "worker")}`
    },
    ...seen("retries", client, (it) => `${it.retryMode}, ${Figure.counted(it.maxAttempts, "attempt")} by the AWS SDK`),
    ...seen(
      "connections",
      client,
      (it) => `${it.sockets}${it.keepAlive ? ", kept alive," : ""} for ${asked.concurrency} in flight`
    ),
    ...seen("SDK's endpoint", client, (it) => it.endpoint ?? "by AWS's own rules, nothing redirects it"),
    ...seen("account's endpoint", client, (it) => it.accountEndpoints),
    ...seen("credentials", identity, (it) => signer(it, nowMs)),
    ...seen("target", place, ({ host }) => host),
    ...seen(
      "round trip",
      trips,
      (it) =>
        `first ${Figure.latency(it.coldMs)}; then p50 ${Figure.latency(it.p50Ms)}, p99 ${Figure.latency(it.p99Ms)} of ${it.samples} over ${asked.transport}`
    ),
    ...seen("keep-alive", line, ({ kept }) =>
      kept ? "the server keeps connections" : "the server closes connections"
    ),
    ...seen("clock", line, ({ skewMs }) => `${Figure.elapsed(Math.abs(skewMs))} from the server's`),
    ...(rate === null ? [] : [{ what: "rate of a race", found: rateText(rate) }]),
    ...seen("table", table, (it) => Option.match(it, { onNone: () => "not there", onSome: described })),
    ...seen("point-in-time recovery", pointInTime, (on) => (on ? "on" : "off"))
  ]
}
