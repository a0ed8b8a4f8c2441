import { Clock, Duration, Effect } from "effect"
import { noSuchTable } from "../DynamoDB/Connections.ts"
import { concernIdentity } from "../DynamoDB/Failure.ts"
import { DynamoDB } from "../DynamoDB.ts"
import type { RequestError } from "../domain/RequestError.ts"
import type { RoundTrips } from "./Facts.ts"

/** A read of a table that is not there: costs no capacity, and whoever may not read it is told so as fast. */
const read = { table: noSuchTable, key: { id: { S: "millrace" } }, consistent: false }

const answers: ReadonlySet<string> = new Set(["ResourceNotFoundException", "AccessDeniedException", ...concernIdentity])

const isAnswer = (error: RequestError): boolean =>
  error._tag === "Throttled" || error._tag === "Rejected" || answers.has(error.code)

/** How long it took, and the code of what was said. */
const trip = Effect.fnUntraced(function* () {
  const db = yield* DynamoDB
  const [taken, code] = yield* Effect.timed(
    db.getItem(read).pipe(
      Effect.as(""),
      Effect.catchIf(isAnswer, ({ code }) => Effect.succeed(code))
    )
  )
  return { ms: Duration.toMillis(taken), code }
})

const samplesAtMost = 100
const measuredMs = 1_000

const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0

/** One request over a new connection, and then up to 100, or as many as a second holds, one after another over it. */
export const roundTrips: Effect.Effect<RoundTrips, RequestError, DynamoDB> = Effect.gen(function* () {
  const cold = yield* trip()
  const begun = yield* Clock.currentTimeMillis
  const warm: Array<number> = []
  while (warm.length === 0 || (warm.length < samplesAtMost && (yield* Clock.currentTimeMillis) < begun + measuredMs)) {
    warm.push((yield* trip()).ms)
  }
  const sorted = warm.toSorted((a, b) => a - b)
  return {
    coldMs: cold.ms,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    samples: sorted.length,
    refused: concernIdentity.has(cold.code) ? cold.code : null
  }
})
