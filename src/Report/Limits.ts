import type { Evidence, Limit } from "../domain/Evidence.ts"
import * as Figure from "./Figure.ts"

/** In a column of the table. */
export const short: Readonly<Record<Limit, string>> = {
  "client-cpu": "client CPU",
  "own-waiting": "waiting",
  sockets: "sockets",
  capacity: "capacity",
  rate: "--rate",
  machine: "cores",
  "embedded-dynamodb": "embedded DB"
}

const names: Readonly<Record<Limit, string>> = {
  ...short,
  "own-waiting": "only waits",
  machine: "cores shared",
  "embedded-dynamodb": "embedded DynamoDB"
}

const known = <A>(value: A | null, text: (value: A) => string): ReadonlyArray<string> =>
  value === null ? [] : [text(value)]

const positive = (value: number | null) => (value !== null && value > 0 ? value : null)

/** `7.6 of 8.1 ms`: what of the time of a request is the service's. */
export const waited = ({ request_mean_ms, service_mean_ms }: Evidence): ReadonlyArray<string> =>
  known(request_mean_ms, (took) =>
    service_mean_ms === null
      ? `${Figure.millis(took)} ms`
      : `${Figure.millis(Math.min(service_mean_ms, took))} of ${Figure.millis(took)} ms`
  )

/** The figures on which a limit rests; `inFlightMax` is null where unbounded. */
export const evidenceOf = (limit: Limit, evidence: Evidence, inFlightMax: number | null): ReadonlyArray<string> => {
  switch (limit) {
    case "client-cpu":
      return [
        `${Figure.percent(evidence.client_cpu_share)} of a core`,
        ...known(evidence.event_loop, ({ utilization }) => `loop ${Figure.percent(utilization)} busy`),
        ...known(evidence.event_loop, ({ gc_share }) => `${Figure.percent(gc_share)} GC`)
      ]
    case "own-waiting":
      return [
        ...known(evidence.in_flight_mean, (mean) =>
          inFlightMax === null
            ? `${Figure.threeDigits(mean)} in flight`
            : `${Figure.threeDigits(mean)} of ${Figure.count(inFlightMax)} in flight`
        ),
        ...waited(evidence)
      ]
    case "sockets":
      return [
        ...known(evidence.sockets, ({ cap, most }) => `${Figure.count(most)} of ${Figure.count(cap)} in use`),
        ...known(evidence.sockets, ({ wait_mean_ms }) => `${Figure.millis(wait_mean_ms)} ms wait`)
      ]
    case "capacity":
      return [`${Figure.percent(evidence.throttled_share)} throttled`]
    case "rate":
      return known(evidence.rate_share ?? null, (share) => `${Figure.percent(share)} of it`)
    case "machine":
      return [
        ...known(
          evidence.machine,
          ({ busy_cores, cores }) => `${Figure.cores(busy_cores)} of ${Figure.exact(cores)} busy`
        ),
        ...known(evidence.machine, ({ other_cores }) => `${Figure.cores(other_cores)} by others`)
      ]
    case "embedded-dynamodb":
      return [
        ...known(evidence.engine_cpu_share, (share) => `${Figure.percent(share)} of a core`),
        ...known(positive(evidence.engine_late_mean_ms), (late) => `${Figure.latency(late)} late`)
      ]
  }
}

/** `client CPU (98% of a core, loop 99% busy, 12% GC)`. */
export const inWords = (limit: Limit, evidence: Evidence | null, inFlightMax: number | null): string => {
  const figures = evidence === null ? [] : evidenceOf(limit, evidence, inFlightMax)
  return figures.length === 0 ? names[limit] : `${names[limit]} (${figures.join(", ")})`
}
