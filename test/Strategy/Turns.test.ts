import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { forEach } from "../../src/Strategy/ForEach.ts"
import { forkJoin } from "../../src/Strategy/ForkJoin.ts"
import { lockStep } from "../../src/Strategy/LockStep.ts"
import { queueWorkers } from "../../src/Strategy/QueueWorkers.ts"
import { sequential } from "../../src/Strategy/Sequential.ts"
import type { Strategy } from "../../src/Strategy.ts"
import * as Unavailable from "../../src/Workers/Unavailable.ts"
import { distinct, recording } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"

const settings = { concurrency: 4, batch: 3, workers: 1 }
const size = 300

/** Units that a strategy may have taken beside those in flight: a queue is as long as there are consumers. */
const strategies: ReadonlyArray<[name: string, strategy: Strategy, ahead: number]> = [
  [sequential.name, sequential, 0],
  [lockStep.name, lockStep, 0],
  [forEach.name, forEach, 0],
  [forkJoin.name, forkJoin, 1],
  [queueWorkers.name, queueWorkers, settings.concurrency + 1]
]

describe("memory is bounded by what is in flight", () => {
  it.effect.each(strategies)("%s makes items when their turn comes", ([, strategy, ahead]) =>
    Effect.gen(function* () {
      const { layer, seen } = recording({ latencyMs: () => 10 })
      const most = (strategy.inFlight(settings) + ahead) * settings.batch
      const all = distinct(size)
      let made = 0
      let mostAlive = 0
      const counted = {
        ...all,
        *[Symbol.iterator]() {
          for (const item of all) {
            made++
            mostAlive = Math.max(mostAlive, made - seen.written.length)
            yield item
          }
        }
      }
      yield* strategy.open(settings).pipe(
        Effect.flatMap((lane) => lane(counted)),
        Effect.scoped,
        Effect.provide([layer, Unavailable.layer])
      )
      assert.strictEqual(seen.written.length, size)
      assert.isAtMost(mostAlive, most)
    }).pipe(inVirtualTime)
  )
})
