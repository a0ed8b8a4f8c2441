import { Effect, Either, Fiber, Option, type Scope, Stream } from "effect"
import type { Item } from "../domain/Item.ts"
import * as ItemSize from "../domain/ItemSize.ts"
import type { KeySchema } from "../domain/Key.ts"
import * as Usable from "../Workload/File/Usable.ts"

/** A value of the source that cannot be written, or could not be. */
export interface Rejected<A> {
  readonly value: A
  /** In the source, from 0. */
  readonly place: number
  /** Names what is wrong, and no value: rejected values can be counted by it. */
  readonly reason: string
}

/** A value of the source, and the item that is written of it. */
export interface Entry<A> {
  readonly value: A
  readonly place: number
  readonly item: Item
}

/** A piece of the source, in its order. */
export interface Window<A> {
  readonly entries: ReadonlyArray<Entry<A>>
  /** Values that can be no item of the table. */
  readonly rejected: ReadonlyArray<Rejected<A>>
  /** The place of the first value behind it. */
  readonly end: number
}

export interface Options<A> {
  readonly key: KeySchema
  readonly encode: (value: A) => Either.Either<Item, string>
  /** Values of a window at most. */
  readonly values: number
  /** A window is full, too, as soon as its items have so many bytes. */
  readonly bytes: number
}

export interface Windows<A, E> {
  /** None after the last; fails as the source does, after all that came before. */
  readonly next: Effect.Effect<Option.Option<Window<A>>, E>
}

/**
 * Reads ahead of whoever takes windows, by one at most. A window is what has been read meanwhile: a full one of a source
 * that is faster than who takes, a single value of one that is slower.
 */
export const read = Effect.fnUntraced(function* <A, E, R>(
  source: Stream.Stream<A, E, R>,
  options: Options<A>
): Effect.fn.Return<Windows<A, E>, never, R | Scope.Scope> {
  const room = yield* Effect.makeLatch(true)
  const something = yield* Effect.makeLatch(false)
  let entries: Array<Entry<A>> = []
  let rejected: Array<Rejected<A>> = []
  let bytes = 0
  let place = 0
  let ended = false

  const isEmpty = () => entries.length + rejected.length === 0
  const isFull = () => entries.length + rejected.length >= options.values || bytes >= options.bytes

  const add = (value: A) => {
    const made = Either.flatMap(options.encode(value), (item) => {
      const size = ItemSize.ofItem(item)
      const problem = Usable.problemOf(options.key, item, size)
      return problem === undefined ? Either.right({ item, size }) : Either.left(problem)
    })
    if (Either.isLeft(made)) {
      rejected.push({ value, place, reason: made.left })
    } else {
      entries.push({ value, place, item: made.right.item })
      bytes += made.right.size
    }
    place++
  }

  /** Nothing more is pulled from the source before all of these have found room. */
  const append = (values: Iterator<A>): Effect.Effect<void> =>
    Effect.suspend(() => {
      while (!isFull()) {
        const next = values.next()
        if (next.done === true) return Effect.void
        add(next.value)
        something.unsafeOpen()
      }
      room.unsafeClose()
      return Effect.zipRight(room.await, append(values))
    })

  const reading = yield* Stream.runForEachChunk(source, (values) => append(values[Symbol.iterator]())).pipe(
    Effect.ensuring(
      Effect.sync(() => {
        ended = true
        something.unsafeOpen()
      })
    ),
    Effect.forkScoped
  )

  /** What a source has at once is not cut up: who reads goes first for as long as that gets on. */
  const caughtUp: Effect.Effect<void> = Effect.suspend(() => {
    const before = place
    return Effect.flatMap(Effect.yieldNow(), () => (place === before || isFull() ? Effect.void : caughtUp))
  })

  const taken = (): Window<A> => {
    const window = { entries, rejected, end: place }
    entries = []
    rejected = []
    bytes = 0
    if (!ended) something.unsafeClose()
    room.unsafeOpen()
    return window
  }

  return {
    next: Effect.zipRight(something.await, caughtUp).pipe(
      Effect.flatMap(() =>
        isEmpty() ? Effect.as(Fiber.join(reading), Option.none()) : Effect.sync(() => Option.some(taken()))
      )
    )
  }
})
