import { Effect, Layer, Metric, MutableRef } from "effect"
import { DynamoDB } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import * as Key from "../domain/Key.ts"
import { type Fatal, isRetryable, type RequestError, type Retryable, Throttled } from "../domain/RequestError.ts"
import { Lap, type Running } from "../Lap.ts"
import * as Metrics from "../Metrics.ts"
import { Operation, type Unit } from "../Operation.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import type { Outcome } from "../Tally.ts"
import { distinctKeys, stillPending } from "./Batches.ts"

/** A unit on its way: where it goes, since when, and how often it has been sent. */
interface Job extends Running {
  readonly handedOverNanos: bigint
  attempts: number
}

const outcomes = { Throttled: "throttled", Transient: "failed", Rejected: "rejected", Fatal: "failed" } as const

const countThrottle = Effect.fnUntraced(function* ({ tally }: Job, { code, reasons }: Throttled, items: number) {
  for (const reason of reasons.length === 0 ? [code] : reasons.map(({ reason }) => reason)) {
    tally.throttled(reason, items)
    yield* Metric.incrementBy(Metric.tagged(Metrics.throttles, "reason", reason), items)
  }
})

const countRetry = ({ tally }: Job, { code }: Retryable) =>
  Effect.suspend(() => {
    tally.retried(code)
    return Metric.increment(Metric.tagged(Metrics.retries, "reason", code))
  })

const reject = Effect.fnUntraced(function* ({ table, tally }: Job, items: Unit, reason: string) {
  for (const item of items) tally.reject(Key.toText(table.key, item), reason)
  yield* Metric.incrementBy(Metric.tagged(Metrics.rejects, "reason", reason), items.length)
})

/** Sends one request and tallies it. */
const attempt = <A extends { readonly consumed: number }>(
  job: Job,
  send: Effect.Effect<A, RequestError>,
  outcomeOf: (answer: A) => Outcome
) =>
  Effect.clockWith((clock) => {
    const sentNanos = clock.unsafeCurrentTimeNanos()
    const slot = job.tally.sent(sentNanos)
    const number = ++job.attempts
    job.requests.unsafeUpdate(1, [])
    return Effect.matchEffect(send, {
      onSuccess: (answer) => {
        job.tally.answered(slot, sentNanos, clock.unsafeCurrentTimeNanos(), outcomeOf(answer), answer.consumed, number)
        return Effect.succeed(answer)
      },
      onFailure: (error) => {
        job.tally.answered(slot, sentNanos, clock.unsafeCurrentTimeNanos(), outcomes[error._tag], 0, number)
        return Effect.fail(error)
      }
    })
  })

const written = (job: Job, items: number) =>
  Effect.clockWith((clock) =>
    Effect.sync(() => job.tally.written(items, job.handedOverNanos, clock.unsafeCurrentTimeNanos()))
  )

/**
 * Durable puts: one item by PutItem, more by BatchWriteItem. What comes back unprocessed is sent again alone, what
 * fails for a passing reason is repeated by the `RetryPolicy`, a batch that is refused is halved until the item that
 * is at fault stands alone, and an item that cannot be written is tallied as rejected.
 */
export const layer = Layer.effect(
  Operation,
  Effect.gen(function* () {
    const dynamodb = yield* DynamoDB
    const lap = yield* Lap
    const { schedule } = yield* RetryPolicy

    /** `Effect.retry` costs 5 µs of CPU where nothing fails; so the policy is handed a first failure, and else left alone. */
    const repeat = (job: Job, send: Effect.Effect<void, RequestError>) =>
      Effect.catchIf(send, isRetryable, (first) => {
        let last: Retryable | undefined
        const next = Effect.suspend(() => {
          if (last === undefined) {
            last = first
            return Effect.fail(first)
          }
          return Effect.zipRight(countRetry(job, last), send)
        })
        return next.pipe(
          Effect.tapError((error) =>
            Effect.sync(() => {
              if (isRetryable(error)) last = error
            })
          ),
          Effect.retry(schedule)
        )
      })

    const put = (job: Job, item: Item): Effect.Effect<void, Fatal> =>
      repeat(
        job,
        Effect.flatMap(
          attempt(job, dynamodb.putItem({ table: job.table.name, item }), () => "written").pipe(
            Effect.tapErrorTag("Throttled", (error) => countThrottle(job, error, 1))
          ),
          () => written(job, 1)
        )
      ).pipe(
        Effect.catchTags({
          Throttled: ({ code }) => reject(job, [item], code),
          Transient: ({ code }) => reject(job, [item], code),
          Rejected: ({ code }) => reject(job, [item], code)
        })
      )

    const batch = (job: Job, items: Unit): Effect.Effect<void, Fatal> => {
      let pending = items
      const send = Effect.suspend(() =>
        attempt(
          job,
          dynamodb.batchWriteItem({
            table: job.table.name,
            requests: pending.map((item) => ({ _tag: "put", item }))
          }),
          ({ unprocessed }) => (unprocessed.length < pending.length ? "written" : "throttled")
        )
      ).pipe(
        Effect.tapErrorTag("Throttled", (error) => countThrottle(job, error, pending.length)),
        Effect.flatMap(
          Effect.fnUntraced(function* ({ unprocessed }) {
            if (unprocessed.length === 0) return yield* written(job, pending.length)
            const left = yield* stillPending(pending, unprocessed, job.table.key)
            if (left.length < pending.length) yield* written(job, pending.length - left.length)
            pending = left
            const refused = new Throttled({ code: "UnprocessedItems", reasons: [] })
            yield* countThrottle(job, refused, left.length)
            return yield* refused
          })
        )
      )
      return repeat(job, send).pipe(
        Effect.catchTags({
          Throttled: ({ code }) => reject(job, pending, code),
          Transient: ({ code }) => reject(job, pending, code),
          Rejected: () => {
            const half = Math.ceil(pending.length / 2)
            return Effect.zipRight(write(job, pending.slice(0, half)), write(job, pending.slice(half)))
          }
        })
      )
    }

    /** The items, of distinct keys. */
    const write = (job: Job, items: Unit): Effect.Effect<void, Fatal> => {
      const [first] = items
      if (first === undefined) return Effect.void
      return items.length === 1 ? put(job, first) : batch(job, items)
    }

    return Operation.of({
      keyOf: (item) => Key.toText(MutableRef.get(lap.current).table.key, item),
      perform: (unit) =>
        Effect.clockWith((clock) => {
          const job: Job = {
            ...MutableRef.get(lap.current),
            handedOverNanos: clock.unsafeCurrentTimeNanos(),
            attempts: 0
          }
          if (unit.length <= 1) return write(job, unit)
          return Effect.forEach(distinctKeys(unit, job.table.key), (items) => write({ ...job, attempts: 0 }, items), {
            discard: true
          })
        })
    })
  })
)
