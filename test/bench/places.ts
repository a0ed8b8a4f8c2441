/**
 * When threads and processes pay, and when they do not: two races of six rounds each, everybody in every round.
 * `npm run bench -- places`
 */
import { Console, Effect } from "effect"
import * as Latency from "../../src/domain/Latency.ts"
import { kinds } from "../../src/domain/OperationKind.ts"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as CpuWork from "../../src/Operation/CpuWork.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import { spreadOf } from "../../src/Race/Spread.ts"
import * as Race from "../../src/Race.ts"
import * as Strategies from "../../src/Strategies.ts"

const entries = ["worker-threads:workers=8", "child-processes:workers=8", "for-each:concurrency=32"]

const race = (cpu: Race.Options["cpu"], latency: Latency.Latency) =>
  Effect.gen(function* () {
    const { contestants } = yield* Contestant.parse(entries, Contestant.noChoices, kinds.put, Strategies.named)
    return yield* Race.run({
      contestants,
      cpu,
      lapTimeMs: 2_000
    }).pipe(Effect.provide(Backend.layerEmbedded({ seed: 1, latency, faults: [] })))
  })

const median = (values: ReadonlyArray<number>) => spreadOf(values)?.median ?? 0

/** Medians of the rounds, and of the ratios to for-each inside rounds; no lap is left out. */
const report = Effect.fnUntraced(function* (title: string, { contestants, summary }: RaceResult) {
  const base = contestants.find(({ strategy }) => strategy === "for-each")
  yield* Console.log(`\n${title} · everything read back as it was written: ${summary.verified}`)
  for (const { laps, name, open_ms, peak_rss_mb } of contestants) {
    const ratios = laps.map(({ items_per_s }, round) => items_per_s / (base?.laps[round]?.items_per_s ?? 1))
    const limited = laps.filter(({ marks }) => marks.includes("limited-by-engine")).length
    const rate = median(laps.map(({ items_per_s }) => items_per_s))
    yield* Console.log(
      `${name.padEnd(26)} ${rate.toFixed(0).padStart(6)} items/s · ${median(ratios).toFixed(2)} × for-each · ` +
        `peak ${peak_rss_mb?.toFixed(0)} MiB · open ${open_ms.toFixed(0)} ms · ${limited} of ${laps.length} limited by the engine`
    )
  }
})

await Effect.gen(function* () {
  yield* report("5 ms of CPU work on each item, no latency", yield* race(yield* CpuWork.calibrate(5), Latency.none))
  yield* report("no CPU work, latency of a Lambda", yield* race(null, Latency.named.lambda))
  yield* report("no CPU work, no latency", yield* race(null, Latency.none))
}).pipe(Effect.runPromise)
