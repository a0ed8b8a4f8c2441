import { Duration, Effect, ExecutionStrategy, Exit, Option, Ref, Scope } from "effect"
import type { CpuWork } from "../domain/CpuWork.ts"
import { kinds, type OperationKind, type OperationSpec } from "../domain/OperationKind.ts"
import type { ContestantResult } from "../domain/RaceResult.ts"
import type { WorkerLost } from "../domain/RequestError.ts"
import * as Bound from "./Bound.ts"
import { type Contestant, inFlightOf } from "./Contestant.ts"
import type { Course } from "./Course.ts"
import { brokenOff } from "./LapResult.ts"
import { isVoid } from "./Marks.ts"
import * as Racer from "./Racer.ts"
import type { Scoreboard } from "./Scoreboard.ts"
import * as Sizing from "./Sizing.ts"
import { Venue } from "./Venue.ts"
import { warmUp } from "./WarmUp.ts"

/** Closing it ends all that it has started. */
interface Opened {
  readonly racer: Racer.Racer
  readonly close: Effect.Effect<void>
}

/** A contestant and what it races over. */
export interface Entry {
  readonly contestant: Contestant
  readonly course: Course
}

/** A contestant that has come through its warm-up. */
export interface Entrant extends Sizing.Measured, Entry {
  /** None after it has lost a worker: it is opened again for its next lap. */
  readonly opened: Ref.Ref<Option.Option<Opened>>
  /** Items per millisecond of its last run: code goes on getting faster after the warm-up, and laps follow. */
  readonly pace: Ref.Ref<number>
}

const entryOf = (contestant: Contestant, { service }: OperationKind): ContestantResult => {
  const { name, settings, strategy, traits, transport } = contestant
  const inFlight = inFlightOf(contestant)
  return {
    name,
    strategy: strategy.name,
    transport: service === "HTTP" ? null : transport,
    batch: settings.batch,
    concurrency: strategy.uses.includes("concurrency") ? settings.concurrency : null,
    // a worker that would have nothing in flight is not started
    workers: strategy.uses.includes("workers") ? Math.min(settings.workers, inFlight) : null,
    ...traits,
    in_flight_max: Number.isFinite(inFlight) ? inFlight : null,
    open_ms: 0,
    peak_rss_mb: null,
    warm_up_items_per_s: null,
    crashes: [],
    flight: [],
    laps: []
  }
}

export interface Options extends Pick<Sizing.Plan, "items" | "lapTimeMs" | "rate" | "bounded"> {
  readonly board: Scoreboard
  readonly operation: OperationSpec
  readonly cpu: CpuWork | null
  readonly isolated: boolean
}

/** Opens contestants and keeps them open, until the scope closes. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const { board, bounded = false, cpu, isolated, operation, rate = null } = options
  const venue = yield* Venue
  const scope = yield* Effect.scope

  const open = Effect.fnUntraced(function* ({ contestant, course }: Entry) {
    const { name } = contestant
    yield* board.tell({ _tag: "opening", contestant: name })
    const ground = yield* course.next
    const own = yield* Scope.fork(scope, ExecutionStrategy.sequential)
    const close = Scope.close(own, Exit.void)
    return yield* Effect.gen(function* () {
      const { table } = ground
      const racer = yield* Scope.extend(Racer.open({ contestant, cpu, rate, isolated, table }), own)
      yield* board.update(name, (entry) => ({ ...entry, open_ms: racer.openMs }))
      yield* board.tell({ _tag: "warming-up", contestant: name })
      yield* venue.beginLap({ rttMs: contestant.traits.rtt_ms ?? 0 })
      const most = bounded ? Math.min(Bound.lapAtMost(contestant, options), course.available) : undefined
      const warm = yield* warmUp(racer, course, ground, Sizing.paceOfWarmUp(options), most)
      yield* venue.beginLap({ rttMs: 0 })
      return { opened: { racer, close } satisfies Opened, warm, ground }
    }).pipe(Effect.tapErrorCause(() => close))
  })

  const crashed = (name: string, round: number, { message }: WorkerLost) =>
    board.update(name, (entry) => ({ ...entry, crashes: [...entry.crashes, { round, reason: message }] }))

  /** Fails with `WorkerLost` the second time. */
  const enter = Effect.fnUntraced(function* (entry: Entry) {
    const { contestant, course } = entry
    const { name } = contestant
    yield* board.add(entryOf(contestant, kinds[operation._tag]))
    const { ground, opened, warm } = yield* open(entry).pipe(
      Effect.tapErrorTag("WorkerLost", (lost) => crashed(name, 0, lost)),
      Effect.retry({ times: 1, while: ({ _tag }) => _tag === "WorkerLost" })
    )
    yield* board.update(name, (entry) => ({ ...entry, warm_up_items_per_s: warm.itemsPerMs * 1_000 }))
    const workload = course.take(ground, warm.elements)
    const [verifying, verdict] = yield* Effect.timed(course.verify(ground, workload, warm.tally))
    yield* board.update(name, (entry) => ({ ...entry, warm_up_verified: !isVoid(verdict) }))
    return {
      ...warm,
      ...entry,
      opened: yield* Ref.make(Option.some(opened)),
      pace: yield* Ref.make(warm.itemsPerMs),
      verifyingMs: Duration.toMillis(verifying)
    } satisfies Entrant
  })

  return {
    /** Those who came through: whoever loses workers twice before the first round does not race. */
    enter: (entries: ReadonlyArray<Entry>) =>
      Effect.forEach(entries, (entry) =>
        Effect.asSome(enter(entry)).pipe(Effect.catchTag("WorkerLost", () => Effect.succeedNone))
      ).pipe(Effect.map((entered) => entered.flatMap(Option.toArray))),

    /** Opened and warmed up again where that is needed. */
    racerOf: Effect.fnUntraced(function* (entrant: Entrant) {
      const before = yield* Ref.get(entrant.opened)
      if (Option.isSome(before)) return before.value.racer
      const { opened } = yield* open(entrant)
      yield* Ref.set(entrant.opened, Option.some(opened))
      return opened.racer
    }),

    /** A lap that ends with a lost worker is void, and all that its contestant has started is ended. */
    breakOff: Effect.fnUntraced(function* (round: number, { contestant, opened }: Entrant, lost: WorkerLost) {
      const before = yield* Ref.getAndSet(opened, Option.none())
      if (Option.isSome(before)) yield* before.value.close
      yield* crashed(contestant.name, round, lost)
      yield* board.update(contestant.name, (entry) => ({ ...entry, laps: [...entry.laps, brokenOff(round)] }))
    })
  }
})
