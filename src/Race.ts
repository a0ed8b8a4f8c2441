import { Context, Duration, Effect, Layer, Option, Random, Ref } from "effect"
import { DynamoDB } from "./DynamoDB.ts"
import type { ContestantResult } from "./domain/RaceResult.ts"
import { Backend } from "./Race/Backend.ts"
import type { Contestant } from "./Race/Contestant.ts"
import { lapOf } from "./Race/LapResult.ts"
import * as LapTables from "./Race/LapTables.ts"
import { isVoid } from "./Race/Marks.ts"
import * as Racer from "./Race/Racer.ts"
import * as Scoreboard from "./Race/Scoreboard.ts"
import * as Sizing from "./Race/Sizing.ts"
import type { Source } from "./Race/Source.ts"
import { verify } from "./Race/Verification.ts"
import { warmUp } from "./Race/WarmUp.ts"
import type { Workload } from "./Workload.ts"

export interface Options extends Sizing.Plan {
  readonly contestants: ReadonlyArray<Contestant>
  readonly source: Source
  /** The race ends then, in the middle of a lap; null for no limit. */
  readonly timeLimitMs: number | null
  /** Of the order of the contestants in each round. */
  readonly seed: number
}

interface Entrant extends Sizing.Measured {
  readonly racer: Racer.Racer
  /** Items per millisecond of its last run: code goes on getting faster after the warm-up, and laps follow. */
  readonly pace: Ref.Ref<number>
}

const entryOf = ({ name, settings, strategy, transport }: Contestant, openMs: number): ContestantResult => {
  const inFlight = strategy.inFlight(settings)
  return {
    name,
    strategy: strategy.name,
    transport,
    batch: settings.batch,
    concurrency: strategy.uses.includes("concurrency") ? settings.concurrency : null,
    in_flight_max: Number.isFinite(inFlight) ? inFlight : null,
    open_ms: openMs,
    warm_up_items_per_s: null,
    flight: [],
    laps: []
  }
}

/** Races the contestants side by side: opens and warms them up, then rounds of laps, each read back. */
export const run = Effect.fn("Race.run")(function* (options: Options) {
  const { rounds, source } = options
  const backend = yield* Backend
  const random = Random.make(options.seed)
  const estimateMs = Sizing.estimateMs(options.contestants, options)
  const board = yield* Scoreboard.make({ ...options, estimateMs })
  const client = yield* Layer.build(backend.client({ transport: "sdk", sockets: 8 }))
  const dynamodb = Context.get(client, DynamoDB)
  const grounds = yield* LapTables.make(dynamodb, source)

  const readBack = ({ strategy }: Contestant, { table }: LapTables.Ground, workload: Workload, { tally }: Racer.Run) =>
    verify({ dynamodb, table, workload, tally, ordered: strategy.ordered === true })

  const enter = Effect.fnUntraced(function* (contestant: Contestant) {
    const { name } = contestant
    yield* board.tell({ _tag: "opening", contestant: name })
    const ground = yield* grounds.next
    const racer = yield* Racer.open(contestant, ground.table)
    yield* board.add(entryOf(contestant, racer.openMs))
    yield* board.tell({ _tag: "warming-up", contestant: name })
    const warm = yield* warmUp(racer, source, ground)
    yield* board.update(name, (entry) => ({ ...entry, warm_up_items_per_s: warm.itemsPerMs * 1_000 }))
    const workload = source.take(warm.items, ground.prefix)
    const [verifying, verdict] = yield* Effect.timed(readBack(contestant, ground, workload, warm.run))
    yield* board.update(name, (entry) => ({ ...entry, warm_up_verified: !isVoid(verdict) }))
    const pace = yield* Ref.make(warm.itemsPerMs)
    return { ...warm, racer, pace, verifyingMs: Duration.toMillis(verifying) } satisfies Entrant
  })

  const lap = Effect.fnUntraced(function* (round: number, entrant: Entrant, lapTimeMs: number) {
    const { contestant } = entrant.racer
    const { name } = contestant
    const { items, wholeFile } = Sizing.itemsOfLap(yield* Ref.get(entrant.pace), options, lapTimeMs, source)
    const ground = yield* grounds.next
    const workload = source.take(items, ground.prefix)
    yield* board.tell({ _tag: "racing", contestant: name, round })
    yield* backend.beginLap
    const run = yield* entrant.racer.run(ground.table, workload)
    const engine = Option.getOrNull(yield* backend.report)
    yield* ground.wrote(items)
    yield* Ref.set(entrant.pace, Racer.paceOf(items, run))
    yield* board.tell({ _tag: "verifying", contestant: name, round })
    const verdict = yield* readBack(contestant, ground, workload, run)
    const result = lapOf(run, {
      round,
      engine,
      verdict,
      latency: backend.latency,
      wholeFile,
      lapTimeMs: options.items === null ? lapTimeMs : null
    })
    yield* board.update(name, (entry) => ({
      ...entry,
      flight: entry.laps.length === 0 ? run.tally.flights : entry.flight,
      laps: [...entry.laps, result]
    }))
  }, Effect.scoped)

  const race = Effect.gen(function* () {
    const entrants = yield* Effect.forEach(options.contestants, enter)
    const elapsed = yield* board.elapsed
    const { lapTimeMs, remainingMs } = Sizing.size(entrants, options, elapsed)
    yield* board.replan(lapTimeMs, elapsed + remainingMs)
    for (let round = 1; round <= rounds; round++) {
      for (const entrant of yield* random.shuffle(entrants)) {
        yield* lap(round, entrant, lapTimeMs)
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
