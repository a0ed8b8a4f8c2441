/** For programs without Effect: one function that writes items into a table, and its errors. */
import { Cause, Data, Effect, Exit, Option } from "effect"
import type { TargetError } from "./DynamoDB/Target.ts"
import type { KeySchema } from "./domain/Key.ts"
import type { WriteSummary } from "./domain/WriteSummary.ts"
import * as Elements from "./Write/Elements.ts"
import * as Write from "./Write.ts"

export type { Rejected } from "./Write.ts"
export type { KeySchema, WriteSummary }

export interface Options<A>
  extends Write.Place,
    Pick<Write.Options<A>, "strategy" | "concurrency" | "batch" | "workers" | "transport" | "encode" | "window"> {
  readonly table: string
  /** `"id"`, `"artist,year:N"`: asked of DynamoDB where it is not said, and compared where it is. */
  readonly key?: string | KeySchema
  /** Is handed every value that could not be written; the write waits for what it returns. */
  readonly onRejected?: (rejected: Write.Rejected<A>) => void | PromiseLike<void>
  /**
   * Is told after each window how many items are settled, from the first on, and waited for: where to go on after a signal
   * or a crash.
   */
  readonly onSettled?: (settled: number) => void | PromiseLike<void>
  /** Ends the write: requests in flight are given up, connections closed, and the promise is rejected with its reason. */
  readonly signal?: AbortSignal
}

/**
 * The write did not come to its end; the message says why, and what to do. The first `settled` items are written or were
 * handed to `onRejected`. Of those behind some may be written: to go on from there writes them again, which is harmless.
 */
export class WriteError extends Error {
  override readonly name = "WriteError"
  readonly settled: number
  /** null where nothing was written. */
  readonly summary: WriteSummary | null

  constructor(message: string, options: { readonly cause: unknown; readonly stopped?: Write.Stopped<unknown> }) {
    super(message, { cause: options.cause })
    this.settled = options.stopped?.settled ?? 0
    this.summary = options.stopped?.summary ?? null
  }
}

class NotReadable extends Data.TaggedError("NotReadable")<{ readonly cause: unknown }> {}
class NotHandedOver extends Data.TaggedError("NotHandedOver")<{
  readonly to: "onRejected" | "onSettled"
  readonly cause: unknown
}> {}

const handOver = (to: NotHandedOver["to"], hear: () => void | PromiseLike<void>) =>
  Effect.tryPromise({ try: async () => hear(), catch: (cause) => new NotHandedOver({ to, cause }) })

const said = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const whereTo =
  'look at the option endpoint, for example "http://127.0.0.1:8000", or at AWS_ENDPOINT_URL_DYNAMODB and AWS_REGION'

const whatToDo: Readonly<Record<string, string>> = {
  ECONNREFUSED: whereTo,
  ENOTFOUND: whereTo
}

const withAdvice = (message: string, code: string): string =>
  whatToDo[code] === undefined ? message : `${message}: ${whatToDo[code]}`

const errorOf = (failure: Write.Failure<NotReadable | NotHandedOver> | TargetError): WriteError => {
  if (failure._tag !== "Stopped") {
    return new WriteError("code" in failure ? withAdvice(failure.message, failure.code) : failure.message, {
      cause: failure
    })
  }
  const { cause, settled } = failure
  const rest = `the first ${settled} items are settled: go on from there, to write some again is harmless`
  const stopped = (why: string, cause: unknown) => new WriteError(`${why}; ${rest}`, { cause, stopped: failure })
  switch (cause._tag) {
    case "NotReadable":
      return stopped(`the items cannot be read on: ${said(cause.cause)}`, cause.cause)
    case "NotHandedOver":
      return stopped(`${cause.to} failed: ${said(cause.cause)}`, cause.cause)
    case "Fatal":
      return stopped(withAdvice(cause.message, cause.code), cause)
    case "WorkerLost":
      return stopped(cause.message, cause)
  }
}

const writing = <A>(items: Iterable<A> | AsyncIterable<A>, options: Options<A>) => {
  const { allowEndpoint, allowHttp, endpoint, key, onRejected, onSettled, signal: _, table, ...model } = options
  const failed = (cause: unknown) => new NotReadable({ cause })
  return Write.run({
    ...model,
    items: Symbol.iterator in items ? Elements.fromIterable(items, failed) : Elements.fromAsyncIterable(items, failed),
    table: key === undefined ? table : { name: table, key },
    onRejected: (rejected) => handOver("onRejected", () => onRejected?.(rejected)),
    onSettled: (settled) => handOver("onSettled", () => onSettled?.(settled))
  }).pipe(
    Effect.provide(
      Write.layer({
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(allowHttp === undefined ? {} : { allowHttp }),
        ...(allowEndpoint === undefined ? {} : { allowEndpoint })
      })
    )
  )
}

/**
 * Writes plain objects into a table of DynamoDB and tells what that came to: `Write.run` as a promise. Rejected with a
 * `WriteError`, or with the reason of the signal.
 */
export const write = async <A>(items: Iterable<A> | AsyncIterable<A>, options: Options<A>): Promise<WriteSummary> => {
  const { signal } = options
  signal?.throwIfAborted()
  const exit = await Effect.runPromiseExit(writing(items, options), signal === undefined ? {} : { signal })
  if (Exit.isSuccess(exit)) return exit.value
  if (Cause.isInterrupted(exit.cause)) signal?.throwIfAborted()
  throw Option.match(Cause.failureOption(exit.cause), { onNone: () => Cause.squash(exit.cause), onSome: errorOf })
}
