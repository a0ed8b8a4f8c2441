import { Chunk, Context, Duration, Effect, Layer, Option, Random, Ref, Schedule } from "effect"
import { DynamoDB } from "./DynamoDB.ts"
import type { CpuWork } from "./domain/CpuWork.ts"
import { kinds, type OperationSpec } from "./domain/OperationKind.ts"
import type { Price } from "./domain/Price.ts"
import { Backend } from "./Race/Backend.ts"
import { type Contestant, inFlightOf, type Unsuited } from "./Race/Contestant.ts"
import type { CourseOf } from "./Race/Course.ts"
import * as Entrants from "./Race/Entrants.ts"
import { lapOf } from "./Race/LapResult.ts"
import * as Machine from "./Race/Machine.ts"
import * as Racer from "./Race/Racer.ts"
import * as Reading from "./Race/Reading.ts"
import * as Rounds from "./Race/Rounds.ts"
import * as Scoreboard from "./Race/Scoreboard.ts"
import * as Sizing from "./Race/Sizing.ts"
import type { Source } from "./Race/Source.ts"
import * as Writing from "./Race/Writing.ts"

export interface Options extends Omit<Sizing.Plan, "rounds"> {
  readonly rounds: Rounds.Rounds
  /** A share: differences below it do not matter. 0.03 where it is not said. */
  readonly threshold?: number
  /** That of us-east-1 where it is not said. */
  readonly price?: Price
  /** What repeats the race, where it was begun on the command line. */
  readonly command?: string
  readonly contestants: ReadonlyArray<Contestant>
  /** Puts where it is not said. Reads are of a table that `items` of the source are written into before the first lap. */
  readonly operation?: OperationSpec
  /** Who was asked to race and cannot. */
  readonly unsuited?: ReadonlyArray<Unsuited>
  readonly source: Source
  /** Done on every item before it is written; null for nothing. */
  readonly cpu: CpuWork | null
  /** The race ends then, in the middle of a lap; null for no limit. */
  readonly timeLimitMs: number | null
  /** Of the order of the contestants in each round. */
  readonly seed: number
}

/** Items of a table that is read, where nothing is said. */
export const usualTable = 20_000

const progress = Schedule.spaced("1 second")

/** Tells where it stands each second, for as long as the effect takes. */
const telling = <A, E>(tell: Effect.Effect<void>, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  tell.pipe(Effect.schedule(progress), Effect.forkScoped, Effect.zipRight(effect), Effect.scoped)

/** Races the contestants side by side: opens and warms them up, then rounds of laps, each verified. */
export const run = Effect.fn("Race.run")(function* (options: Options) {
  const { contestants, source, operation = { _tag: "put" } } = options
  const { reads } = kinds[operation._tag]
  const table = Math.min(options.items ?? usualTable, source.available)
  const plan: Sizing.Plan = {
    ...options,
    items: reads ? table : options.items,
    rounds: Rounds.most(options.rounds)
  }
  const backend = yield* Backend
  const random = Random.make(options.seed)
  const isolated = yield* Racer.canIsolate(contestants)
  const isVirtual = backend.name === "simulated"
  const timeLimitMs = options.timeLimitMs ?? Number.POSITIVE_INFINITY
  const estimateMs = Math.min(Sizing.estimateMs(contestants, plan), timeLimitMs)
  const board = yield* Scoreboard.make({ ...options, operation, items: plan.items, isolated, estimateMs })
  const client = yield* Layer.build(backend.client({ transport: "sdk", sockets: 8, reuse: "kept" }))
  const dynamodb = Context.get(client, DynamoDB)
  const tellOfFilling = board.tell({ _tag: "filling" })
  const courseOf: CourseOf =
    operation._tag === "put"
      ? yield* Writing.make(dynamodb, source)
      : yield* Reading.make({
          dynamodb,
          source,
          operation,
          items: table,
          telling: (filling) => Effect.zipRight(tellOfFilling, telling(tellOfFilling, filling))
        })
  const entrants = yield* Entrants.make({ ...options, operation, board, isolated })

  const lap = Effect.fnUntraced(function* (round: number, entrant: Entrants.Entrant, lapTimeMs: number) {
    const { contestant, course } = entrant
    const { name, traits } = contestant
    const racer = yield* entrants.racerOf(entrant)
    const { elements, wholeFile } = Sizing.sizeOfLap(yield* Ref.get(entrant.pace), plan, lapTimeMs, course)
    const ground = yield* course.next
    const workload = course.take(ground, elements)
    const racing = { _tag: "racing", contestant: name, round } as const
    yield* board.tell(racing)
    yield* backend.beginLap({ rttMs: traits.rtt_ms ?? 0 })
    yield* ground.wrote(elements)
    const machineSince = yield* Machine.watch
    const tell = Effect.flatMap(racer.acknowledged, (items) => board.tell({ ...racing, items }))
    const tally = yield* telling(tell, racer.run(ground.table, workload))
    const engine = Option.getOrNull(yield* backend.report)
    const machine = machineSince({
      contestantCpuUs: tally.cpuUs,
      isolated,
      engineCpuShare: engine?.cpu_share ?? 0
    })
    // nobody waits longer for reading back
    yield* backend.beginLap({ rttMs: 0 })
    yield* Ref.set(entrant.pace, Racer.paceOf(tally))
    yield* board.tell({ _tag: "verifying", contestant: name, round })
    const verdict = yield* course.verify(ground, workload, tally)
    const result = lapOf(tally, {
      round,
      reads,
      engine,
      verdict,
      latency: backend.latency,
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

  const stopped = yield* race.pipe(
    Effect.raceFirst(backend.gone),
    Effect.as(null),
    Effect.timeoutTo({
      duration: options.timeLimitMs ?? Duration.infinity,
      onSuccess: (finished) => finished,
      onTimeout: () => "time-limit" as const
    })
  )
  return yield* board.result(stopped)
}, Effect.scoped)
