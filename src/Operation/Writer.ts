import { Effect, Layer, Metric, MutableRef } from "effect"
import { DynamoDB, type WriteRequest } from "../DynamoDB.ts"
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
    const clock = yield* Effect.clock

    /** Sends one request and tallies it: one step of the fiber before it and one after, for every request takes them. */
    const attempt = <A extends { readonly consumed: number }, E>(
      job: Job,
      items: number,
      send: Effect.Effect<A, RequestError>,
      answered: (answer: A, nowNanos: bigint) => Effect.Effect<void, E>,
      outcomeOf: (answer: A) => Outcome = () => "written"
    ): Effect.Effect<void, E | RequestError> =>
      Effect.suspend(() => {
        const { requests, tally } = job
        const sentNanos = clock.unsafeCurrentTimeNanos()
        const slot = tally.sent(sentNanos)
        const number = ++job.attempts
        requests.unsafeUpdate(1, [])
        return Effect.matchEffect(send, {
          onSuccess: (answer) => {
            const nowNanos = clock.unsafeCurrentTimeNanos()
            tally.answered(slot, sentNanos, nowNanos, outcomeOf(answer), answer.consumed, number)
            return answered(answer, nowNanos)
          },
          onFailure: (error): Effect.Effect<never, RequestError> => {
            tally.answered(slot, sentNanos, clock.unsafeCurrentTimeNanos(), outcomes[error._tag], 0, number)
            const failed = Effect.fail(error)
            return error._tag === "Throttled" ? Effect.zipRight(countThrottle(job, error, items), failed) : failed
          }
        })
      })

    /** What failed first, and is then sent again for as long as the policy says: `Effect.retry` costs 5 µs where nothing fails. */
    const repeat = (job: Job, first: Retryable, send: Effect.Effect<void, RequestError>) => {
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
    }

    /** Sends until it is settled; `refused` says what becomes of what cannot be written. */
    const settle = (
      job: Job,
      send: Effect.Effect<void, RequestError>,
      refused: (error: Exclude<RequestError, Fatal>) => Effect.Effect<void, Fatal>
    ): Effect.Effect<void, Fatal> =>
      Effect.catchAll(send, (first) =>
        Effect.catchAll(isRetryable(first) ? repeat(job, first, send) : Effect.fail(first), (error) =>
          error._tag === "Fatal" ? Effect.fail(error) : refused(error)
        )
      )

    const put = (job: Job, item: Item): Effect.Effect<void, Fatal> =>
      settle(
        job,
        attempt(job, 1, dynamodb.putItem({ table: job.table.name, item }), (_, nowNanos) => {
          job.tally.written(1, job.handedOverNanos, nowNanos)
          return Effect.void
        }),
        ({ code }) => reject(job, [item], code)
      )

    const batch = (job: Job, items: Unit): Effect.Effect<void, Fatal> => {
      let pending = items
      const settled = Effect.fnUntraced(function* (unprocessed: ReadonlyArray<WriteRequest>, nowNanos: bigint) {
        const left = yield* stillPending(pending, unprocessed, job.table.key)
        if (left.length < pending.length) job.tally.written(pending.length - left.length, job.handedOverNanos, nowNanos)
        pending = left
        const refused = new Throttled({ code: "UnprocessedItems", reasons: [] })
        yield* countThrottle(job, refused, left.length)
        return yield* refused
      })
      const send = Effect.suspend(() =>
        attempt(
          job,
          pending.length,
          dynamodb.batchWriteItem({
            table: job.table.name,
            requests: pending.map((item) => ({ _tag: "put", item }))
          }),
          ({ unprocessed }, nowNanos) => {
            if (unprocessed.length > 0) return settled(unprocessed, nowNanos)
            job.tally.written(pending.length, job.handedOverNanos, nowNanos)
            return Effect.void
          },
          ({ unprocessed }) => (unprocessed.length < pending.length ? "written" : "throttled")
        )
      )
      return settle(job, send, (error) => {
        if (error._tag !== "Rejected") return reject(job, pending, error.code)
        const half = Math.ceil(pending.length / 2)
        return Effect.zipRight(write(job, pending.slice(0, half)), write(job, pending.slice(half)))
      })
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
        Effect.suspend(() => {
          const { labels, requests, table, tally } = MutableRef.get(lap.current)
          const handedOverNanos = clock.unsafeCurrentTimeNanos()
          const job = (): Job => ({ table, tally, requests, labels, handedOverNanos, attempts: 0 })
          if (unit.length <= 1) return write(job(), unit)
          return Effect.forEach(distinctKeys(unit, table.key), (items) => write(job(), items), { discard: true })
        })
    })
  })
)
