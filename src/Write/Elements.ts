import { Chunk, Effect, Either, Option, Stream } from "effect"

const pulledAtOnce = 64

/** What becomes of what an iterator throws. */
export type Failed<E> = (cause: unknown) => Effect.Effect<never, E>

const thrown =
  <E>(failed: Failed<E>) =>
  (cause: unknown) =>
    Effect.mapError(failed(cause), Option.some)

const end = Effect.fail(Option.none())

/** Takes several values of an iterator at once. */
class Pulls<A> {
  readonly #iterator: Iterator<A>
  #isOver = false
  /** What it has thrown, once nothing more comes. */
  ended: Either.Either<void, unknown> = Either.void

  constructor(iterable: Iterable<A>) {
    this.#iterator = iterable[Symbol.iterator]()
  }

  /** None after the last. */
  next(): ReadonlyArray<A> {
    const pulled: Array<A> = []
    try {
      while (!this.#isOver && pulled.length < pulledAtOnce) {
        const next = this.#iterator.next()
        if (next.done === true) this.#isOver = true
        else pulled.push(next.value)
      }
    } catch (cause) {
      this.#isOver = true
      this.ended = Either.left(cause)
    }
    return pulled
  }

  close(): void {
    if (!this.#isOver) this.#iterator.return?.()
  }
}

/** What an iterable hands over, as it is needed; its iterator is closed with the stream. */
export const fromIterable = <A, E>(iterable: Iterable<A>, failed: Failed<E>): Stream.Stream<A, E> =>
  Effect.acquireRelease(
    Effect.sync(() => new Pulls(iterable)),
    (pulls) => Effect.sync(() => pulls.close())
  ).pipe(
    Effect.map((pulls) =>
      Stream.repeatEffectChunkOption(
        Effect.suspend(() => {
          const pulled = pulls.next()
          if (pulled.length > 0) return Effect.succeed(Chunk.unsafeFromArray(pulled))
          return Either.isLeft(pulls.ended) ? thrown(failed)(pulls.ended.left) : end
        })
      )
    ),
    Stream.unwrapScoped
  )

/**
 * The same of an async iterable. Nobody waits until an iterator is closed that still owes an element: an async generator
 * would close only after that, and it may never come.
 */
export const fromAsyncIterable = <A, E>(iterable: AsyncIterable<A>, failed: Failed<E>): Stream.Stream<A, E> =>
  Effect.acquireRelease(
    Effect.sync(() => ({ iterator: iterable[Symbol.asyncIterator](), over: false, owes: false })),
    ({ iterator, over, owes }) => {
      if (over) return Effect.void
      const close = Effect.ignore(Effect.tryPromise(async () => iterator.return?.()))
      return owes ? Effect.forkDaemon(close) : close
    }
  ).pipe(
    Effect.map((reading) =>
      Stream.repeatEffectOption(
        Effect.tryPromise(async () => {
          reading.owes = true
          const next = await reading.iterator.next()
          reading.owes = false
          reading.over = next.done === true
          return next
        }).pipe(
          Effect.catchAll(({ error }) => {
            reading.over = true
            return thrown(failed)(error)
          }),
          Effect.flatMap((next) => (next.done === true ? end : Effect.succeed(next.value)))
        )
      )
    ),
    Stream.unwrapScoped
  )
