import { Effect } from "effect"
import type { Tally } from "../Tally.ts"
import type { Ground } from "./LapTables.ts"
import { paceOf, type Racer } from "./Racer.ts"
import type { Source } from "./Source.ts"

const longEnoughMs = 300
/** Runs are of this length once they have been long enough. */
const settlingMs = 500
/** A rate no further above the best before it has settled; so it is when this was true twice in a row. */
const settled = 1.05
const firstRequests = { least: 8, most: 64 }
const itemsAtMost = 100_000

/** What a warm-up measured: its last run, and the rate to size laps by. */
export interface WarmedUp {
  readonly tally: Tally
  readonly items: number
  readonly itemsPerMs: number
}

/**
 * Runs a contestant over twice as many items each time, until a run takes 300 ms, and on until its rate has settled or
 * there are no more items: code is compiled and caches are filled then, which takes some thousand requests. The rate of
 * the last run is known.
 */
export const warmUp = Effect.fn("WarmUp.warmUp")(function* (
  racer: Pick<Racer, "contestant" | "run">,
  source: Source,
  ground: Ground,
  /** Who has not settled by then races as it is: a drift is told. */
  patienceMs: number
) {
  const { settings, strategy } = racer.contestant
  const requests = Math.min(Math.max(strategy.inFlight(settings), firstRequests.least), firstRequests.most)
  const most = Math.min(source.available, itemsAtMost)
  let items = Math.min(requests * settings.batch, most)
  let best = 0
  let spentMs = 0
  let level = 0
  // workers read the file in their first run, which therefore says nothing of their rate
  if (source.spec._tag === "FileRecords") yield* racer.run(ground.table, source.take(items, ground.prefix))
  while (true) {
    const tally = yield* racer.run(ground.table, source.take(items, ground.prefix))
    const itemsPerMs = paceOf(items, tally)
    const isLong = tally.durationMs >= longEnoughMs
    spentMs += tally.durationMs
    level = itemsPerMs <= settled * best ? level + 1 : 0
    best = Math.max(best, itemsPerMs)
    if (items >= most || (isLong && (level >= 2 || spentMs >= patienceMs))) {
      yield* ground.wrote(items)
      return { tally, items, itemsPerMs } satisfies WarmedUp
    }
    items = Math.min(isLong ? Math.ceil(itemsPerMs * settlingMs) : items * 2, most)
  }
})
