import { Console, Effect } from "effect"
import type { Latency } from "../../src/domain/Latency.ts"
import { noTraits, type Settings } from "../../src/domain/Settings.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Source from "../../src/Race/Source.ts"
import * as Race from "../../src/Race.ts"
import type { Strategy } from "../../src/Strategy.ts"
import * as VirtualClock from "../../src/VirtualClock.ts"

/** Races strategies over 960 made items, one round, on the DynamoDB in memory and in virtual time. */
export const race = (strategies: ReadonlyArray<Strategy>, settings: Settings, latency: Latency) =>
  Race.run({
    contestants: strategies.map((strategy) => ({
      name: strategy.name,
      strategy,
      settings,
      transport: "sdk",
      traits: noTraits
    })),
    source: Source.generated({
      _tag: "Generated",
      size: 960,
      seed: 1,
      item_size_bytes: 250,
      keys: "uniform",
      repeat_keys: 0,
      prefix: ""
    }),
    cpu: null,
    rounds: 1,
    lapTimeMs: 1_000,
    items: 960,
    budgetMs: null,
    timeLimitMs: null,
    seed: 1
  }).pipe(
    Effect.provide(Backend.layerSimulated({ seed: 1, latency, faults: [] })),
    Effect.tap(({ contestants }) =>
      Effect.forEach(contestants, ({ laps, name }) =>
        Console.log(`${name.padEnd(12)} ${laps.map(({ duration_ms }) => `${duration_ms} ms`).join(" ")}`)
      )
    ),
    Effect.provide(VirtualClock.layer)
  )
