/** Your own strategy: `strategies/Ramp.ts` beside the two that it lies between, where answers take 7.55 ms, or twice that. */
import { Effect } from "effect"
import * as Latency from "../src/domain/Latency.ts"
import { forEach } from "../src/Strategy/ForEach.ts"
import { lockStep } from "../src/Strategy/LockStep.ts"
import { ramp } from "./strategies/Ramp.ts"
import { race } from "./strategies/simulated.ts"

await Effect.runPromise(
  race([lockStep, ramp, forEach], { concurrency: 32, batch: 1, workers: 1 }, Latency.named.lambda)
)
