/**
 * Your first race: the same puts in three models; the figures are virtual and exact. Each takes 10 ms, never more or less,
 * so that waiting for the slowest of a group costs nothing here: `your-own-strategy.ts` shows what it costs otherwise.
 */
import { Effect } from "effect"
import * as Race from "../src/Race.ts"
import { race } from "./strategies/simulated.ts"

/** As they are typed after `--strategy`. */
const typed = ["sequential", "lock-step:concurrency=32", "for-each:concurrency=32", "for-each:concurrency=64"]

const lesson = Effect.gen(function* () {
  const contestants = yield* Race.lineUp(typed)
  yield* race(contestants, { p50_ms: 10, p99_ms: 10 })
})

await Effect.runPromise(lesson)
