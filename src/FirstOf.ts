import { Deferred, Effect, Exit, Scope } from "effect"

/**
 * What ends first, be it well or not, and the other is interrupted, as by `Effect.raceFirst`; but who is interrupted
 * meanwhile goes on when both are over. The fibers of `raceFirst` are then still about what the scopes around it close.
 */
export const firstOf = <A, E, R, B, E2, R2>(
  one: Effect.Effect<A, E, R>,
  other: Effect.Effect<B, E2, R2>
): Effect.Effect<A | B, E | E2, R | R2> =>
  Effect.acquireUseRelease(
    Scope.make(),
    (scope) =>
      Effect.gen(function* () {
        const first = yield* Deferred.make<A | B, E | E2>()
        yield* Effect.forkIn(Effect.intoDeferred(one, first), scope)
        yield* Effect.forkIn(Effect.intoDeferred(other, first), scope)
        return yield* Deferred.await(first)
      }),
    (scope) => Scope.close(scope, Exit.void)
  )
