/**
 * Your own strategy: `strategies/Ramp.ts`, which begins gently and ends as `lock-step`, where answers take 7.55 ms, or twice
 * that. `npx millrace strategies new my-model` writes a file like it, for a race on the command line.
 */
import { Effect } from "effect"
import * as Latency from "../src/domain/Latency.ts"
import { defaults, noTraits } from "../src/domain/Settings.ts"
import * as Race from "../src/Race.ts"
import { ramp } from "./strategies/Ramp.ts"
import { race } from "./strategies/simulated.ts"

const own = { name: ramp.name, strategy: ramp, settings: defaults, transport: "sdk", traits: noTraits } as const

const lesson = Effect.gen(function* () {
  const others = yield* Race.lineUp(["lock-step", "for-each"])
  yield* race([own, ...others], Latency.named.lambda)
})

await Effect.runPromise(lesson)
