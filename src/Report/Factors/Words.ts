import { readUnit, readUnits, writeUnits } from "../../domain/ItemSize.ts"
import type { ContestantResult, RaceResult } from "../../domain/RaceResult.ts"
import { type Client, socketsOf } from "../../domain/Settings.ts"
import * as Figure from "../Figure.ts"

/** With the interval of the ratio. */
export interface Times {
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** `1.32 ± 0.05`. */
export const times = (times: Times | null): string =>
  times === null ? Figure.none : Figure.ratio(times.ratio, times.low, times.high)

export const millis = (ms: number | null): string => (ms === null ? Figure.none : Figure.millis(ms))

/** Requests that wait for the sockets of one client at most; null where unbounded. */
export const inFlightOfClient = ({
  in_flight_max,
  workers
}: Pick<ContestantResult, "in_flight_max" | "workers">): number | null =>
  in_flight_max === null ? null : Math.ceil(in_flight_max / (workers ?? 1))

/** Items of the baseline, where they are made and so have a size. */
const sizeOf = ({ workload: { spec } }: RaceResult): number | null =>
  spec._tag === "Generated" ? spec.item_size_bytes : null

const itemsOf = (bytes: number): string => `items of ${Figure.size(bytes)}`

export const size = (result: RaceResult): ReadonlyArray<string> => {
  const bytes = sizeOf(result)
  return bytes === null ? [] : [itemsOf(bytes)]
}

const ofClient = (client: Client, inFlight: number | null): string => {
  if (client === "no-keep-alive") return "no keep-alive"
  if (client === "cold") return "a client built for each request"
  const most = inFlight === null ? "any number" : Figure.count(inFlight)
  return `${Figure.counted(socketsOf(client, 0), "socket")} for ${most} in flight`
}

/** What it has that the baseline has not, in words. */
export const factor = (contestant: ContestantResult): string => {
  const { client, item_size_bytes, rtt_ms } = contestant
  if (client !== null) return ofClient(client, inFlightOfClient(contestant))
  if (item_size_bytes !== null) return itemsOf(item_size_bytes)
  return `a round trip of ${Figure.exactMillis(rtt_ms ?? 0)} more (an input)`
}

const clientRemedy = (client: Client, { operation }: RaceResult): string => {
  const usual = operation._tag === "http" ? "an HTTP client does" : "the SDK does"
  if (client === "no-keep-alive") return `keep connections alive, as ${usual} unless it is told otherwise`
  if (client === "cold") return "build the client once, and use it for all requests"
  return "allow as many sockets as there are requests in flight (maxSockets)"
}

const smaller = "compress them, or keep what is large in S3"

/** Units of a request for one such item; null where requests are for pages. */
const unitsOf = (
  bytes: number,
  { operation }: RaceResult
): { readonly unit: string; readonly count: number } | null => {
  if (operation._tag === "put") return { unit: "write unit", count: writeUnits(bytes) }
  return operation._tag === "get" ? { unit: "read unit", count: readUnits(bytes, operation.consistent) } : null
}

const sizeRemedy = (bytes: number, result: RaceResult): string => {
  const usual = sizeOf(result)
  const own = unitsOf(bytes, result)
  const other = usual === null ? null : unitsOf(usual, result)
  if (own === null || other === null) return smaller
  const costs = `${Figure.exact(own.count)} ${own.unit}${own.count === 1 ? "" : "s"}`
  return own.count === other.count
    ? `${costs}, as before: nothing to be won`
    : `${costs} instead of ${Figure.exact(other.count)}: ${smaller}`
}

/** What to do about it. */
export const remedy = ({ client, item_size_bytes }: ContestantResult, result: RaceResult): string => {
  if (client !== null) return clientRemedy(client, result)
  if (item_size_bytes !== null) return sizeRemedy(item_size_bytes, result)
  return "call from the table's region; batches, and more in flight, make up for it"
}

const consistency = `a strongly consistent read counts ${Figure.exact(readUnits(readUnit, true))} read unit per ${Figure.size(readUnit)}, an eventually consistent one ${Figure.exact(readUnits(readUnit, false))}`

/** What the figures do not say: of an endpoint nobody knows what it models. */
export const notes = ({ contestants, environment }: RaceResult): ReadonlyArray<string> => {
  switch (environment.backend) {
    case "http":
      return []
    case "aws":
    case "endpoint":
      return [consistency, "not measured here: hot keys, sorted keys, throttling"]
    default:
      return [
        consistency,
        "not measured here, for the embedded DynamoDB has no model of it: hot keys, sorted keys, throttling",
        ...(contestants.some(({ item_size_bytes }) => item_size_bytes !== null)
          ? ["of a large item, what the client and the connection take: the embedded DynamoDB answers all sizes alike"]
          : []),
        ...(contestants.some(({ client }) => client === "no-keep-alive" || client === "cold")
          ? [
              "loopback does not show that connecting costs a round trip (TCP), and with TLS two or more, where the network has one"
            ]
          : [])
      ]
  }
}
