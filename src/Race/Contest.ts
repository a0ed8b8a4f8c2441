import { Chunk, Effect, Option, Random, Ref, Schedule, type Scope } from "effect"
import type { CpuWork } from "../domain/CpuWork.ts"
import { kinds, type OperationSpec } from "../domain/OperationKind.ts"
import type { Price } from "../domain/Price.ts"
import type { RaceProgress } from "../domain/RaceProgress.ts"
import type { RequestError, WorkerLost } from "../domain/RequestError.ts"
import { firstOf } from "../FirstOf.ts"
import * as Bound from "./Bound.ts"
import { type Contestant, inFlightOf, type Unsuited } from "./Contestant.ts"
import type { CourseOf } from "./Course.ts"
import * as Entrants from "./Entrants.ts"
import { lapOf } from "./LapResult.ts"
import * as Machine from "./Machine.ts"
import * as Racer from "./Racer.ts"
import * as Rounds from "./Rounds.ts"
import * as Scoreboard from "./Scoreboard.ts"
import * as Sizing from "./Sizing.ts"
import type { Origin } from "./Source.ts"
import { Venue } from "./Venue.ts"

/** What is settled of a race, whatever is raced over. */
export interface Terms extends Omit<Sizing.Plan, "rounds"> {
  readonly rounds: Rounds.Rounds
  /** A share: differences below it do not matter. 0.03 where it is not said. */
  readonly threshold?: number
  /** That of us-east-1 where it is not said. */
  readonly price?: Price
  /** What repeats the race, where it was begun on the command line. */
  readonly command?: string
  readonly contestants: ReadonlyArray<Contestant>
  /** Who was asked to race and cannot. */
  readonly unsuited?: ReadonlyArray<Unsuited>
  /** Done on every item before its request; null for nothing. */
  readonly cpu: CpuWork | null
  /** The race ends then, in the middle of a lap; null for no limit. */
  readonly timeLimitMs: number | null
  /** Of the order of the contestants in each round. */
  readonly seed: number
}

/** The same with what it is over. */
export interface Options extends Terms {
  readonly source: Origin
}

export interface Contest extends Options {
  readonly operation: OperationSpec
  /** Done before the first contestant is opened. */
  readonly prepare: (telling: Telling) => Effect.Effect<CourseOf, RequestError | WorkerLost, Scope.Scope>
}

/** Tells of this phase each second, for as long as the effect takes. */
export type Telling = (phase: RaceProgress["phase"]) => <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

const progress = Schedule.spaced("1 second")

/** Tells where it stands each second, for as long as the effect takes. */
const telling = <A, E>(tell: Effect.Effect<void>, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  tell.pipe(Effect.schedule(progress), Effect.forkScoped, Effect.zipRight(effect), Effect.scoped)

/** Races the contestants side by side: opens and warms them up, then rounds of laps, each verified. */
export const run = Effect.fn("Contest.run")(function* (options: Contest) {
  const { contestants, operation } = options
  const { reads } = kinds[operation._tag]
  const plan: Sizing.Plan = { ...options, rounds: Rounds.most(options.rounds) }
  const venue = yield* Venue
  const random = Random.make(options.seed)
  const isolated = yield* Racer.canIsolate(contestants)
  const isVirtual = venue.name === "simulated"
  const timeLimitMs = options.timeLimitMs ?? Number.POSITIVE_INFINITY
  const estimateMs = Math.min(Sizing.estimateMs(contestants, plan), timeLimitMs)
  const board = yield* Scoreboard.make({ ...options, isolated, estimateMs })
  const courseOf = yield* options.prepare((phase) => (effect) => {
    const tell = board.tell(phase)
    return Effect.zipRight(tell, telling(tell, effect))
  })
  const entrants = yield* Entrants.make({ ...options, board, isolated })

  const lap = Effect.fnUntraced(function* (round: number, entrant: Entrants.Entrant, lapTimeMs: number) {
    const { contestant, course } = entrant
    const { name, traits } = contestant
    const racer = yield* entrants.racerOf(entrant)
    const most = plan.bounded === true ? Bound.lapAtMost(contestant, plan) : undefined
    const { elements, wholeFile } = Sizing.sizeOfLap(yield* Ref.get(entrant.pace), plan, lapTimeMs, course, most)
    const ground = yield* course.next
    const workload = course.take(ground, elements)
    const racing = { _tag: "racing", contestant: name, round } as const
    yield* board.tell(racing)
    yield* venue.beginLap({ rttMs: traits.rtt_ms ?? 0 })
    yield* ground.wrote(elements)
    const machineSince = yield* Machine.watch
    const tell = Effect.flatMap(racer.tally, ({ items }) => board.tell({ ...racing, items }))
    const tally = yield* telling(tell, racer.run(ground.table, workload))
    const engine = Option.getOrNull(yield* venue.report)
    const machine = machineSince({
      contestantCpuUs: tally.cpuUs,
      isolated,
      engineCpuShare: engine?.cpu_share ?? 0
    })
    // nobody waits longer for reading back
    yield* venue.beginLap({ rttMs: 0 })
    yield* Ref.set(entrant.pace, Racer.paceOf(tally))
    yield* board.tell({ _tag: "verifying", contestant: name, round })
    const verdict = yield* course.verify(ground, workload, tally)
    const result = lapOf(tally, {
      round,
      reads,
      engine,
      verdict,
      latency: venue.latency,
      wholeFile,
      inFlightMost: inFlightOf(contestant),
      // the use of cores and the time of a lap have nothing to do with each other where time is virtual
      machine: isVirtual ? null : machine,
      lapTimeMs: plan.items === null ? lapTimeMs : null
    })
    yield* board.update(name, (entry) => ({
      ...entry,
      peak_rss_mb: isolated ? Math.max(entry.peak_rss_mb ?? 0, tally.peakRssMb) : null,
      flight: entry.laps.length === 0 ? tally.flights : entry.flight,
      laps: [...entry.laps, result]
    }))
  }, Effect.scoped)

  const race = Effect.gen(function* () {
    const entries = yield* Effect.forEach(contestants, (contestant) =>
      Effect.map(courseOf(contestant), (course) => ({ contestant, course }))
    )
    const entered = yield* entrants.enter(entries)
    const elapsed = yield* board.elapsed
    const { lapTimeMs, remainingMs } = Sizing.size(entered, plan, elapsed)
    yield* board.replan(lapTimeMs, Math.min(elapsed + remainingMs, timeLimitMs))
    let order = Chunk.fromIterable(entered)
    for (let round = 1; yield* board.goesOn(round - 1); round++) {
      // each second round runs backwards: what warms up or wears out as time goes by favours nobody then
      order = round % 2 === 0 ? Chunk.reverse(order) : yield* random.shuffle(entered)
      for (const entrant of order) {
        if (yield* board.isRacing(entrant.contestant.name)) {
          yield* lap(round, entrant, lapTimeMs).pipe(
            Effect.catchTag("WorkerLost", (lost) => entrants.breakOff(round, entrant, lost))
          )
        }
      }
    }
  })

  const timeLimit =
    options.timeLimitMs === null
      ? Effect.never
      : Effect.delay(Effect.succeed("time-limit" as const), options.timeLimitMs)
  const stopped = yield* firstOf(firstOf(Effect.as(race, null), venue.gone), timeLimit)
  return yield* board.result(stopped)
}, Effect.scoped)
