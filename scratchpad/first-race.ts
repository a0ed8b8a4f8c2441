/** Your first race: the same 960 puts of exactly 10 ms, in three models; the figures are virtual and exact. */
import { Effect } from "effect"
import { forEach } from "../src/Strategy/ForEach.ts"
import { lockStep } from "../src/Strategy/LockStep.ts"
import { sequential } from "../src/Strategy/Sequential.ts"
import { race } from "./strategies/simulated.ts"

const strategies = [sequential, lockStep, forEach]

await Effect.runPromise(race(strategies, { concurrency: 32, batch: 1, workers: 1 }, { p50_ms: 10, p99_ms: 10 }))
