import { Clock, Data, Effect, type Either, Layer, Option, type Scope, type Stream } from "effect"
import * as Configured from "./DynamoDB/Sdk/Configured.ts"
import * as Target from "./DynamoDB/Target.ts"
import type { Tables } from "./DynamoDB.ts"
import type { InvalidOptions } from "./domain/InvalidOptions.ts"
import type { Item } from "./domain/Item.ts"
import type { Table } from "./domain/Job.ts"
import * as Key from "./domain/Key.ts"
import type { Fatal, RequestError, WorkerLost } from "./domain/RequestError.ts"
import type { WriteSummary } from "./domain/WriteSummary.ts"
import { firstOf } from "./FirstOf.ts"
import * as Backend from "./Race/Backend.ts"
import type { Contestant } from "./Race/Contestant.ts"
import * as InTables from "./Race/InTables.ts"
import * as Racer from "./Race/Racer.ts"
import * as Given from "./Workload/Given.ts"
import * as Plain from "./Workload/Plain.ts"
import * as Asked from "./Write/Asked.ts"
import * as Elements from "./Write/Elements.ts"
import { Progress } from "./Write/Summary.ts"
import * as Windows from "./Write/Windows.ts"

export type Rejected<A> = Windows.Rejected<A>

export interface Options<A, E = never, R = never, E2 = never, R2 = never> extends Asked.Model {
  /** Read as they are needed. An iterable that throws is a defect: of what may fail make a stream. */
  readonly items: Iterable<A> | Stream.Stream<A, E, R>
  /** Its key is asked of DynamoDB where it is not said; one that is said is compared. */
  readonly table: Asked.TableAsked
  /** Of a value the item, or why it can be none. Where it is not said, values are plain objects: see `Plain.toItem`. */
  readonly encode?: (value: A) => Either.Either<Item, string>
  /** Is handed every value that could not be written; the write goes on when it is done. */
  readonly onRejected?: (rejected: Rejected<A>) => Effect.Effect<void, E2, R2>
  /**
   * Is told after each window how many values of the source are settled, from the first on: written, or handed to
   * `onRejected`. What is kept of it is where to go on after an interruption or a crash.
   */
  readonly onSettled?: (settled: number) => Effect.Effect<void, E2, R2>
  /** Values that are handed to the strategy at once; where it is not said, so many that waiting for the last of them costs little. */
  readonly window?: number
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/**
 * The write ended before the source did, or because the source failed; `cause` says why. The first `settled` values of
 * the source are written or were handed to `onRejected`, all of them. Of those behind some may be written: to go on from
 * there writes them again, which changes nothing.
 */
export class Stopped<E> extends Data.TaggedError("Stopped")<{
  readonly cause: E
  readonly settled: number
  readonly summary: WriteSummary
}> {
  override get message() {
    return `the write stopped, its first ${this.settled} values settled: ${messageOf(this.cause)}`
  }
}

/** Before anything was written, or once something may have been. */
export type Failure<E> = InvalidOptions | RequestError | WorkerLost | Stopped<E | Fatal | WorkerLost>

/** So often a strategy fills what it may have in flight, until it waits for the last of a window. */
const fillings = 100
const windowValues = { least: 1_000, most: 50_000 }
const windowBytes = 32 * 2 ** 20

const valuesOf = ({ settings, strategy }: Contestant): number =>
  Math.min(Math.max(fillings * strategy.inFlight(settings) * settings.batch, windowValues.least), windowValues.most)

/** Those whose keys came back as rejected. Of several of one key nobody knows which it was: all of them are. */
const refusedOf = <A>(
  { entries }: Windows.Window<A>,
  { key }: Table,
  reasons: ReadonlyArray<readonly [key: string, reason: string]>
): ReadonlyArray<Rejected<A>> => {
  if (reasons.length === 0) return []
  const known = new Map(reasons)
  return entries.flatMap(({ item, place, value }) => {
    const reason = known.get(Key.toText(key, item))
    return reason === undefined ? [] : [{ value, place, reason }]
  })
}

/**
 * Writes all items into the table by the strategy: retried while that helps, what a batch leaves unprocessed sent again
 * alone, what cannot be written handed to `onRejected` and counted. Done when every value is written or rejected.
 *
 * The strategy gets windows, one after another, while the next is read ahead: memory holds two of them and a chunk of the
 * stream, whatever the size of the source. A source that is slow is not waited for: what has come is written. Of two items
 * of one key the later one stays if they are of two windows; inside a window, if the strategy is `ordered` (`per-key`,
 * `sequential`).
 *
 * Fails as it is, before anything was written, where the options, the table or the way to it are wrong, and as `Stopped`
 * after that.
 */
export const run = Effect.fn("Write.run")(function* <A, E = never, R = never, E2 = never, R2 = never>(
  options: Options<A, E, R, E2, R2>
): Effect.fn.Return<WriteSummary, Failure<E | E2>, R | R2 | Backend.Backend | Tables | Scope.Scope> {
  const { encode = Plain.toItem, onRejected, onSettled } = options
  const contestant = yield* Asked.modelOf(options)
  const values = yield* Asked.windowOf(options.window, valuesOf(contestant))
  const table = yield* Asked.tableOf(options.table)
  const { gone } = yield* Backend.Backend
  const racer = yield* Effect.provide(
    Racer.open({ contestant, cpu: null, isolated: false, table }),
    InTables.venue({ _tag: "put" })
  )
  const source = Symbol.iterator in options.items ? Elements.fromIterable(options.items, Effect.die) : options.items
  const { next } = yield* Windows.read(source, { key: table.key, encode, values, bytes: windowBytes })
  const progress = new Progress()
  let read = 0
  let begun: bigint | undefined

  const reject = (rejected: Rejected<A>): Effect.Effect<void, E2, R2> =>
    Effect.suspend(() => {
      progress.reject(rejected)
      return onRejected === undefined ? Effect.void : onRejected(rejected)
    })

  const write = Effect.fnUntraced(function* (window: Windows.Window<A>) {
    const items = window.entries.map(({ item }) => item)
    const since = yield* Clock.currentTimeNanos
    begun ??= since
    const start = begun
    const seen = Effect.gen(function* () {
      const tally = (yield* racer.tally).take()
      progress.add(tally)
      progress.durationMs = Number((yield* Clock.currentTimeNanos) - start) / 1e6
      return tally
    })
    yield* Effect.onError(racer.run(table, Given.make(table.key, items)), () => seen)
    return refusedOf(window, table, (yield* seen).reject_reasons)
  })

  const writeAll = Effect.gen(function* () {
    for (let window = yield* next; Option.isSome(window); window = yield* next) {
      const { end, entries, rejected } = window.value
      read = end
      yield* Effect.forEach(rejected, reject, { discard: true })
      if (entries.length > 0) yield* Effect.forEach(yield* write(window.value), reject, { discard: true })
      progress.settled = end
      if (onSettled !== undefined) yield* onSettled(end)
    }
  })

  yield* Effect.mapError(
    firstOf(writeAll, gone),
    (cause) =>
      new Stopped<E | E2 | Fatal | WorkerLost>({
        cause,
        settled: progress.settled,
        summary: progress.summary(contestant.name, read)
      })
  )
  return progress.summary(contestant.name, read)
}, Effect.scoped)

/** Where to write to. */
export interface Place {
  /** Where it is not said, what the AWS SDK makes of environment and profile: `AWS_ENDPOINT_URL_DYNAMODB`, region, … */
  readonly endpoint?: string
  /** http to another machine, which anyone on the way can read. */
  readonly allowHttp?: boolean
  /** An endpoint that is neither on this machine nor AWS's: requests to it are signed with your credentials. */
  readonly allowEndpoint?: boolean
}

const source: Target.Source = { name: "endpoint", example: 'endpoint: "http://127.0.0.1:8000"' }

const words = { allowHttp: "allowHttp: true", allowEndpoint: "allowEndpoint: true" }

/** The DynamoDB that is meant, as whoever the environment says; each strategy has a client with as many sockets as it needs. */
export const layer = ({
  allowEndpoint = false,
  allowHttp = false,
  endpoint
}: Place = {}): Layer.Layer<Backend.Backend | Tables, Target.TargetError> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const allowed = { allowHttp, allowEndpoint, words }
      if (endpoint === undefined) return Backend.layerAws(yield* Configured.resolve(allowed), allowed)
      const target = yield* Target.resolve(yield* Target.address(endpoint, allowed, source))
      return Backend.layerEndpoint(target, {
        _tag: "Endpoint",
        endpoint,
        allow_http: allowHttp,
        allow_endpoint: allowEndpoint
      })
    })
  )
