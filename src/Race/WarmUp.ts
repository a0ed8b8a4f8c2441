import { Effect } from "effect"
import type { Tally } from "../Tally.ts"
import type { Ground } from "./LapTables.ts"
import { paceOf, type Racer } from "./Racer.ts"
import type { Source } from "./Source.ts"

const longEnoughMs = 300
const firstRequests = { least: 8, most: 64 }
const itemsAtMost = 100_000

/** What a warm-up measured: its last run, and the rate to size laps by. */
export interface WarmedUp {
  readonly tally: Tally
  readonly items: number
  readonly itemsPerMs: number
}

/**
 * Runs a contestant over twice as many items each time, until a run takes 300 ms or there are no more items. Code is
 * compiled and caches are filled then, and the rate of the last run is known.
 */
export const warmUp = Effect.fn("WarmUp.warmUp")(function* (
  racer: Pick<Racer, "contestant" | "run">,
  source: Source,
  ground: Ground
) {
  const { settings, strategy } = racer.contestant
  const requests = Math.min(Math.max(strategy.inFlight(settings), firstRequests.least), firstRequests.most)
  const most = Math.min(source.available, itemsAtMost)
  let items = Math.min(requests * settings.batch, most)
  // workers read the file in their first run, which therefore says nothing of their rate
  if (source.spec._tag === "FileRecords") yield* racer.run(ground.table, source.take(items, ground.prefix))
  while (true) {
    const tally = yield* racer.run(ground.table, source.take(items, ground.prefix))
    if (tally.durationMs >= longEnoughMs || items >= most) {
      yield* ground.wrote(items)
      return { tally, items, itemsPerMs: paceOf(items, tally) } satisfies WarmedUp
    }
    items = Math.min(items * 2, most)
  }
})
