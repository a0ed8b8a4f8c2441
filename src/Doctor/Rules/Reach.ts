import * as Figure from "../../Report/Figure.ts"
import type { Rule } from "../Rule.ts"

const unreachable: Rule = ({ place, trips }) =>
  place._tag === "Known" && trips._tag === "Failed"
    ? {
        id: "unreachable",
        severity: "serious",
        title: `${place.value.host} gives no answer of DynamoDB's`,
        evidence: trips.why,
        cost: "no request reaches a table",
        change: place.value.loopback
          ? "start one: millrace local --port 8000, then --endpoint http://127.0.0.1:8000"
          : `see what is on the way: curl -sv ${place.value.endpoint}`
      }
    : undefined

/** Where credentials are missing, that alone is said. */
const unresolved: Rule = ({ identity, place }) =>
  place._tag === "Failed" && identity._tag !== "Failed"
    ? {
        id: "target-unresolved",
        severity: "serious",
        title: "The configuration does not say where DynamoDB is",
        evidence: place.why,
        cost: "nothing is sent; a client without region and endpoint in its code fails likewise",
        change: "export AWS_REGION=us-east-1, or name the place: --endpoint https://dynamodb.us-east-1.amazonaws.com"
      }
    : undefined

const unreadable: Rule = ({ client }) =>
  client._tag === "Failed"
    ? {
        id: "configuration-unreadable",
        severity: "serious",
        title: "The AWS SDK cannot make sense of the configuration",
        evidence: client.why,
        cost: "every client that leaves something to the environment fails with these words",
        change: "look at the AWS_… variables and at ~/.aws/config: env | grep ^AWS_ | grep -v SECRET"
      }
    : undefined

const offMs = 60_000
const refusedMs = 300_000

const skew: Rule = ({ line }) => {
  if (line._tag !== "Known") return undefined
  const ms = Math.abs(line.value.skewMs)
  if (ms < offMs) return undefined
  return {
    id: "clock-skew",
    severity: ms >= refusedMs ? "serious" : "advice",
    title: `This machine's clock is ${Figure.elapsed(ms)} ${line.value.skewMs > 0 ? "behind" : "ahead of"} the server's`,
    evidence: "the Date header of its answers; AWS takes signatures that are at most 5 minutes off",
    cost: "beyond 5 minutes every new client has its first request refused; clients that do not correct themselves, as the SDK does, have all of them refused",
    change: "sudo timedatectl set-ntp true"
  }
}

const slowMs = 20
const farMs = 100
/** AWS's own, within a region: alexdebrie/dynamodb-performance-testing. */
const nearMs = 7.55

const roundTrip: Rule = ({ asked, trips }) => {
  if (trips._tag !== "Known" || trips.value.p50Ms < slowMs) return undefined
  const { p50Ms, p99Ms, samples } = trips.value
  const rate = (ms: number) => Figure.count(asked.concurrency / (ms / 1_000))
  const wanted = Math.ceil((asked.concurrency * p50Ms) / nearMs)
  return {
    id: "round-trip",
    severity: p50Ms >= farMs ? "serious" : "advice",
    title: `A request takes ${Figure.latency(p50Ms)} there and back`,
    evidence: `p50 ${Figure.latency(p50Ms)}, p99 ${Figure.latency(p99Ms)} of ${samples} reads one after another, measured here`,
    cost: `${asked.concurrency} in flight make ${rate(p50Ms)} requests/s; at ${nearMs} ms, which is usual within a region, ${rate(nearMs)}`,
    change: `run in the table's region, or have as many in flight as the way is long: --concurrency ${Math.min(wanted, 1024)}`
  }
}

const slowConnectMs = 1_000

const connect: Rule = ({ trips }) => {
  if (trips._tag !== "Known" || trips.value.coldMs - trips.value.p50Ms < slowConnectMs) return undefined
  const { coldMs, p50Ms } = trips.value
  return {
    id: "slow-connect",
    severity: "advice",
    title: `A new connection costs ${Figure.latency(coldMs - p50Ms)}`,
    evidence: `first request ${Figure.latency(coldMs)}, the next ones ${Figure.latency(p50Ms)} (p50), measured here`,
    cost: "each client that is made anew, and each connection beyond those that are kept, waits as long",
    change:
      "make one client and keep it; ask why with: dig the host, and curl -w '%{time_namelookup} %{time_connect} %{time_appconnect}'"
  }
}

const kept: Rule = ({ asked, client, line, trips }) => {
  const off = asked.transport === "sdk" && client._tag === "Known" && !client.value.keepAlive
  const closed = line._tag === "Known" && !line.value.kept
  if (!off && !closed) return undefined
  const ms =
    trips._tag === "Known"
      ? `; the first request with one took ${Figure.latency(trips.value.coldMs)}, measured here`
      : ""
  return {
    id: "keep-alive",
    severity: "serious",
    title: "Connections are not kept",
    evidence: off ? "keepAlive is false in the SDK's agent" : "the connection was closed after an answer",
    cost: `every request opens a connection, over TLS with two more round trips${ms}`,
    change: off
      ? "new NodeHttpHandler({ httpsAgent: { keepAlive: true } })"
      : "let the proxy or the server on the way keep connections: it answers with Connection: close"
  }
}

/** Whether requests arrive, where, and how fast. */
export const reach = { unreachable, unresolved, unreadable, skew, roundTrip, connect, kept } as const
