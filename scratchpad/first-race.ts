/** Your first race: the same puts, of exactly 10 ms each, in three models; the figures are virtual and exact. */
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
