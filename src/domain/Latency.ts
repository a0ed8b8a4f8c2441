import { Either, Schema } from "effect"
import { unknownName } from "./Nearest.ts"
import { durationMs } from "./Quantity.ts"

/** What the service's side takes per request: a lognormal distribution told by two of its quantiles, in milliseconds. */
export const Latency = Schema.Struct({
  p50_ms: Schema.Number.pipe(Schema.nonNegative()),
  p99_ms: Schema.Number.pipe(Schema.nonNegative())
})
export type Latency = typeof Latency.Type

export const none: Latency = { p50_ms: 0, p99_ms: 0 }

/** Of the standard normal distribution. */
const z99 = 2.3263478740408408

/** The mean of the distribution, in milliseconds. */
export const meanMs = ({ p50_ms, p99_ms }: Latency): number =>
  p50_ms === 0 ? 0 : p50_ms * Math.exp((Math.log(p99_ms / p50_ms) / z99) ** 2 / 2)

/**
 * `lambda` is the published client-side latency of PutItem from AWS Lambda (alexdebrie/dynamodb-performance-testing);
 * `laptop` and `cross-region` add a usual round trip of 25 and 75 ms and are assumptions.
 */
export const named = {
  none,
  lambda: { p50_ms: 7.55, p99_ms: 16.2 },
  laptop: { p50_ms: 33, p99_ms: 60 },
  "cross-region": { p50_ms: 83, p99_ms: 120 }
} as const satisfies Record<string, Latency>

const names = Object.keys(named)
const isName = (text: string): text is keyof typeof named => Object.hasOwn(named, text)

const forms = "two quantiles such as p50=8ms,p99=20ms"
const quantiles = /^p50=([^,]*),p99=([^,]*)$/

/** A name, or two quantiles: `p50=8ms,p99=20ms`. A left says what to type instead. */
export const parse = (text: string): Either.Either<Latency, string> => {
  if (isName(text)) return Either.right(named[text])
  const match = quantiles.exec(text)
  if (match === null) {
    return Either.left(`${unknownName("latency", names, text)}${text.includes("=") ? `, or ${forms}` : ""}`)
  }
  return Either.all({ p50_ms: durationMs(match[1] ?? ""), p99_ms: durationMs(match[2] ?? "") }).pipe(
    Either.filterOrLeft(
      ({ p50_ms, p99_ms }) => p50_ms <= p99_ms && p50_ms > 0,
      () => `"${text}" is no latency: p50 is above 0 and p99 no less than p50; type ${forms}`
    )
  )
}
