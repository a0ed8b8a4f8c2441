import { Clock, Context, Data, Duration, Effect, Layer } from "effect"

/** The service has no capacity left in this window. */
export class Throttled extends Data.TaggedError("Throttled") {}

/** Capacity is counted, and renewed, in windows of this length. */
export const window = Duration.millis(10)

export class Service extends Context.Tag("millrace/scratchpad/herd/Service")<
  Service,
  {
    readonly request: Effect.Effect<void, Throttled>
    /** Requests by the number of their window. */
    readonly arrived: Effect.Effect<ReadonlyMap<number, number>>
  }
>() {
  /** Answers after 5 ms; serves so many requests in a window, and throttles the others. */
  static readonly layer = (capacity: number) =>
    Layer.sync(Service, () => {
      const arrived = new Map<number, number>()
      return Service.of({
        arrived: Effect.sync(() => new Map(arrived)),
        request: Effect.gen(function* () {
          const now = Math.floor((yield* Clock.currentTimeMillis) / Duration.toMillis(window))
          const requests = (arrived.get(now) ?? 0) + 1
          arrived.set(now, requests)
          yield* Effect.sleep("5 millis")
          if (requests > capacity) return yield* new Throttled()
        })
      })
    })
}
