import { type Context, Effect, Metric, MutableRef } from "effect"
import type { Item } from "../domain/Item.ts"
import * as Key from "../domain/Key.ts"
import { type Fatal, isRetryable, type RequestError, type Retryable, Throttled } from "../domain/RequestError.ts"
import { Lap, type Running } from "../Lap.ts"
import * as Metrics from "../Metrics.ts"
import type { Operation, Unit } from "../Operation.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import type { Outcome } from "../Tally.ts"
import { distinctKeys, stillPending } from "./Batches.ts"

/** A unit on its way: where it goes, since when, and how often it has been sent. */
export interface Job extends Running {
  readonly handedOverNanos: bigint
  attempts: number
}

/** A request that carries many things, of which the service may leave some undone. */
export interface Batch<A> {
  readonly send: (pending: Unit) => Effect.Effect<A, RequestError>
  readonly unprocessed: (answer: A) => ReadonlyArray<Item>
  /** What is left undone is a throttle of this name. */
  readonly code: string
  readonly done: Outcome
  /** So many of what was sent are settled. */
  readonly settled: (answer: A, items: number, nowNanos: bigint) => void
  /** What becomes of either half of a batch that is refused as a whole. */
  readonly half: (items: Unit) => Effect.Effect<void, Fatal>
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

/** Gives up what these texts stand for; they are no failure of the run. */
export const reject = Effect.fnUntraced(function* ({ tally }: Job, texts: ReadonlyArray<string>, reason: string) {
  for (const text of texts) tally.reject(text, reason)
  yield* Metric.incrementBy(Metric.tagged(Metrics.rejects, "reason", reason), texts.length)
})

/** Gives up items, or keys. */
export const rejectItems = (job: Job, items: Unit, reason: string): Effect.Effect<void> =>
  Effect.suspend(() =>
    reject(
      job,
      items.map((item) => Key.toText(job.table.key, item)),
      reason
    )
  )

/** How requests are sent until they are settled, and tallied in the lap that runs. */
export const make = Effect.gen(function* () {
  const lap = yield* Lap
  const { schedule } = yield* RetryPolicy
  const clock = yield* Effect.clock

  const begin = (): Job => {
    const { labels, requests, table, tally } = MutableRef.get(lap.current)
    return { table, tally, requests, labels, handedOverNanos: clock.unsafeCurrentTimeNanos(), attempts: 0 }
  }

  /** Sends one request and tallies it: one step of the fiber before it and one after, for every request takes them. */
  const attempt = <A extends { readonly consumed: number }, E>(
    job: Job,
    items: number,
    send: Effect.Effect<A, RequestError>,
    answered: (answer: A, nowNanos: bigint) => Effect.Effect<void, E>,
    outcomeOf: (answer: A) => Outcome
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

  /** Sends until it is settled; `refused` says what becomes of what cannot be done. */
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

  /** Sends what is left undone again, alone; a batch that is refused is halved. */
  const batch = <A extends { readonly consumed: number }>(
    job: Job,
    items: Unit,
    { code, done, half, send, settled, unprocessed }: Batch<A>
  ): Effect.Effect<void, Fatal> => {
    let pending = items
    const settledInPart = Effect.fnUntraced(function* (answer: A, nowNanos: bigint) {
      const left = yield* stillPending(pending, unprocessed(answer), job.table.key)
      if (left.length < pending.length) settled(answer, pending.length - left.length, nowNanos)
      pending = left
      const refused = new Throttled({ code, reasons: [] })
      yield* countThrottle(job, refused, left.length)
      return yield* refused
    })
    const sending = Effect.suspend(() =>
      attempt(
        job,
        pending.length,
        send(pending),
        (answer, nowNanos) => {
          if (unprocessed(answer).length > 0) return settledInPart(answer, nowNanos)
          settled(answer, pending.length, nowNanos)
          return Effect.void
        },
        (answer) => (unprocessed(answer).length < pending.length ? done : "throttled")
      )
    )
    return settle(job, sending, (error) => {
      if (error._tag !== "Rejected") return rejectItems(job, pending, error.code)
      const middle = Math.ceil(pending.length / 2)
      return Effect.zipRight(half(pending.slice(0, middle)), half(pending.slice(middle)))
    })
  }

  /** The operation that does this with items, or keys, of which no key stands twice; a unit may hold one several times. */
  const byKey = (perform: (job: Job, items: Unit) => Effect.Effect<void, Fatal>): Context.Tag.Service<Operation> => ({
    keyOf: (item) => Key.toText(MutableRef.get(lap.current).table.key, item),
    perform: (unit) =>
      Effect.suspend(() => {
        const job = begin()
        if (unit.length <= 1) return perform(job, unit)
        return Effect.forEach(distinctKeys(unit, job.table.key), (items) => perform({ ...job }, items), {
          discard: true
        })
      })
  })

  return { begin, attempt, settle, batch, byKey }
})

export type Sending = Effect.Effect.Success<typeof make>
