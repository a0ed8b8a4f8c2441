import { Array as Arr, Clock, Context, Effect, Ref } from "effect"
import type { CpuWork } from "../domain/CpuWork.ts"
import { kinds, type OperationSpec } from "../domain/OperationKind.ts"
import { type Price, usEast1 } from "../domain/Price.ts"
import type { RaceProgress } from "../domain/RaceProgress.ts"
import type { ContestantResult, RaceResult, Summary } from "../domain/RaceResult.ts"
import { usualThreshold } from "../domain/Verdict.ts"
import type { Unsuited } from "./Contestant.ts"
import { environment } from "./Environment.ts"
import { isOut } from "./Laps.ts"
import * as Rounds from "./Rounds.ts"
import type { Origin } from "./Source.ts"
import { comparable, summaryOf, type Terms } from "./Summary.ts"

/** Is told where the race stands, at every step. */
export class Observer extends Context.Reference<Observer>()("millrace/Race/Scoreboard/Observer", {
  defaultValue: () => ({ observe: (_progress: RaceProgress): Effect.Effect<void> => Effect.void })
}) {}

/** What is known of a race while it runs; begins the race's clock. */
export const make = Effect.fnUntraced(function* (race: {
  readonly seed: number
  readonly isolated: boolean
  readonly source: Origin
  readonly operation: OperationSpec
  readonly unsuited?: ReadonlyArray<Unsuited>
  readonly cpu: CpuWork | null
  readonly rounds: Rounds.Rounds
  readonly threshold?: number
  readonly price?: Price
  readonly command?: string
  readonly lapTimeMs: number
  readonly items: number | null
  readonly rate?: number | null
  readonly estimateMs: number
}) {
  const { rate = null } = race
  const observer = yield* Observer
  const begun = yield* Clock.currentTimeMillis
  const env = yield* environment(race)
  const contestants = yield* Ref.make<ReadonlyArray<ContestantResult>>([])
  const plan = yield* Ref.make({ lapTimeMs: race.lapTimeMs, estimateMs: race.estimateMs })
  const elapsed = Effect.map(Clock.currentTimeMillis, (now) => now - begun)

  const terms: Terms = {
    environment: env,
    price: kinds[race.operation._tag].service === "HTTP" ? null : (race.price ?? usEast1),
    confidence: Rounds.confidenceOf(race.rounds),
    threshold: race.threshold ?? usualThreshold,
    rate
  }

  const resultOf = Effect.fnUntraced(function* (stopped: Summary["stopped"], isOver: boolean) {
    const known = yield* Ref.get(contestants)
    return {
      schema: "millrace.race/1",
      command: race.command ?? null,
      environment: env,
      operation: race.operation,
      unsuited: race.unsuited ?? [],
      workload: { spec: race.source.spec, cpu: race.cpu, file_rejected: race.source.fileRejected },
      contestants: known,
      summary: summaryOf(
        known,
        {
          rounds_planned: Rounds.most(race.rounds),
          rounds_auto: race.rounds === "auto",
          stopped,
          lap_time_ms: (yield* Ref.get(plan)).lapTimeMs,
          ...(race.items === null ? {} : { lap_items: Math.min(race.items, race.source.available) }),
          ...(rate === null ? {} : { rate_items_per_s: rate }),
          duration_ms: yield* elapsed
        },
        terms,
        isOver
      )
    } satisfies RaceResult
  })

  return {
    elapsed,
    /** Of a race that is over. */
    result: (stopped: Summary["stopped"]) => resultOf(stopped, true),
    /** Whether another round is to be raced after so many. */
    goesOn: (done: number) =>
      Effect.map(Ref.get(contestants), (known) => Rounds.goesOn(race.rounds, done, comparable(known), terms.threshold)),
    add: (contestant: ContestantResult) => Ref.update(contestants, Arr.append(contestant)),
    update: (name: string, change: (contestant: ContestantResult) => ContestantResult) =>
      Ref.update(
        contestants,
        Arr.map((contestant) => (contestant.name === name ? change(contestant) : contestant))
      ),
    /** Whether its race goes on. */
    isRacing: (name: string) =>
      Effect.map(Ref.get(contestants), (known) => known.some((entry) => entry.name === name && !isOut(entry))),
    replan: (lapTimeMs: number, estimateMs: number) => Ref.set(plan, { lapTimeMs, estimateMs }),
    tell: Effect.fnUntraced(function* (phase: RaceProgress["phase"]) {
      const known = yield* resultOf(null, false)
      yield* observer.observe({
        result: known,
        phase,
        elapsed_ms: known.summary.duration_ms,
        estimate_ms: (yield* Ref.get(plan)).estimateMs
      })
    })
  }
})

export type Scoreboard = Effect.Effect.Success<ReturnType<typeof make>>
