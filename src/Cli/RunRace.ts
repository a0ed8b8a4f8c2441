import { Cause, Deferred, Effect, Option, Ref } from "effect"
import { kinds } from "../domain/OperationKind.ts"
import type { RaceProgress } from "../domain/RaceProgress.ts"
import type { RaceResult } from "../domain/RaceResult.ts"
import { firstOf } from "../FirstOf.ts"
import type { Options } from "../Race/Contest.ts"
import * as Rounds from "../Race/Rounds.ts"
import { Observer } from "../Race/Scoreboard.ts"
import * as Sizing from "../Race/Sizing.ts"
import * as Figure from "../Report/Figure.ts"
import * as Exit from "./Exit.ts"
import * as Live from "./Live.ts"
import * as Output from "./Output.ts"
import { ensureWritable, isStdout } from "./OutputFile.ts"
import { filesOf, type Presentation, present } from "./Present.ts"
import type { Flags } from "./RaceFlags.ts"
import { raceInput } from "./RaceInput.ts"

const exitOf = ({ contestants, summary, workload }: RaceResult, missed: boolean): Effect.Effect<void, Exit.Exit> => {
  if (!summary.verified) return Exit.silently(Exit.codes.failed)
  if (summary.rounds === 0) {
    return Exit.failed("the race was over before a full round stood: raise --time-limit, or race fewer contestants")
  }
  if (missed) return Exit.silently(Exit.codes.missed)
  const rejected = contestants.some(({ laps }) => laps.some(({ rejected }) => rejected > 0))
  return rejected || (workload.file_rejected?.count ?? 0) > 0 ? Exit.silently(Exit.codes.rejects) : Effect.void
}

/** Fixed item counts take as long as they take: the warm-up will tell. */
const announcement = ({ contestants, timeLimitMs, ...options }: Options, counts: string): string => {
  const plan = { ...options, rounds: Rounds.most(options.rounds) }
  const most = options.rounds === "auto" ? "at most " : ""
  const race = `racing ${Figure.counted(contestants.length, "contestant")} in ${most}${Figure.counted(plan.rounds, "round")}`
  const seconds = Math.min(Sizing.estimateMs(contestants, plan), timeLimitMs ?? Number.POSITIVE_INFINITY) / 1_000
  return plan.items === null
    ? `${race}: ${most === "" ? "about " : most}${Math.ceil(seconds)} s\n`
    : `${race} of ${Figure.counted(Math.min(plan.items, plan.source.available), counts)}\n`
}

/** Races, shows how it goes, and prints what it came to; also what stands when it is interrupted or fails. */
export const runRace = Effect.fn("RunRace.runRace")(function* (flags: Flags) {
  const { gate, open, options, presentation } = yield* raceInput(flags)
  yield* Effect.forEach(filesOf(presentation), ensureWritable, { discard: true })
  const latest = yield* Ref.make(Option.none<RaceProgress>())
  const refusal = yield* Deferred.make<never, Exit.Exit>()
  const presentLatest = <E>(cause: Cause.Cause<E>) =>
    Effect.flatMap(
      Ref.get(latest),
      Option.match({
        onNone: () => Effect.void,
        onSome: ({ result }) => {
          const stopped = Cause.isInterruptedOnly(cause) ? "interrupted" : "failed"
          const isNothing = result.contestants.every(({ laps }) => laps.length === 0)
          if (stopped === "failed" && isNothing) return Effect.void
          // nothing is no reason to write over an earlier result
          const shown: Presentation = isNothing
            ? { ...presentation, json: Option.filter(presentation.json, isStdout), html: Option.none() }
            : presentation
          return Effect.ignoreLogged(present({ ...result, summary: { ...result.summary, stopped } }, shown))
        }
      })
    )
  const race = open.pipe(
    Effect.tap(Output.aside(announcement(options, kinds[flags.operation].counts))),
    Effect.tap(Live.show(latest)),
    Effect.flatten
  )
  const result = yield* firstOf(race, Deferred.await(refusal)).pipe(
    Effect.provideService(Observer, {
      observe: (progress) =>
        Ref.set(latest, Option.some(progress)).pipe(
          Effect.zipRight(gate.admit(progress.result)),
          // nothing more is begun
          Effect.catchAll((exit) => Effect.zipRight(Deferred.fail(refusal, exit), Effect.never))
        )
    }),
    Effect.scoped,
    Effect.onError(presentLatest)
  )
  const compared = gate.compared(result)
  yield* present(compared, presentation)
  yield* exitOf(compared, yield* gate.missed(compared))
})
