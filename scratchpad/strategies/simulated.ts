import { Effect } from "effect"
import type { Latency } from "../../src/domain/Latency.ts"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Backend from "../../src/Race/Backend.ts"
import type { Contestant } from "../../src/Race/Contestant.ts"
import * as Race from "../../src/Race.ts"
import * as VirtualClock from "../../src/VirtualClock.ts"
import * as Table from "../printing/Table.ts"

const puts = 320

const rowsOf = ({ contestants }: RaceResult) =>
  contestants.flatMap(({ laps, name }) =>
    laps.map(({ duration_ms, items }): Table.Row => [name, duration_ms, Math.round((items / duration_ms) * 1_000)])
  )

/** Races them over the same made items, one round, on the DynamoDB in memory and in virtual time. */
export const race = (contestants: ReadonlyArray<Contestant>, latency: Latency) =>
  Race.run({ contestants, items: puts, rounds: 1 }).pipe(
    Effect.tap((result) => Table.print([[`${puts} puts`, "ms", "items/s"], ...rowsOf(result)])),
    Effect.provide([Backend.layerSimulated({ seed: 1, latency, faults: [] }), VirtualClock.layer])
  )
