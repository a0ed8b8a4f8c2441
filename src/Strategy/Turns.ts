import { Array, Effect } from "effect"
import type { Fatal } from "../domain/RequestError.ts"
import type { Unit } from "../Operation.ts"
import { units, type Workload } from "../Workload.ts"

/**
 * As many effects as there are units, each of which performs the unit that is next when its turn comes. Effect keeps all
 * that it is to do concurrently in memory until the end, and what it has done until the next major collection: of units
 * that would be every item of the workload.
 */
export const turns = (
  workload: Workload,
  batch: number,
  perform: (unit: Unit) => Effect.Effect<void, Fatal>
): ReadonlyArray<Effect.Effect<void, Fatal>> => {
  const queue = units(workload, batch)
  const turn = Effect.suspend(() => {
    const next = queue.next()
    return next.done === true ? Effect.void : perform(next.value)
  })
  return Array.makeBy(Math.ceil(workload.size / batch), () => turn)
}
