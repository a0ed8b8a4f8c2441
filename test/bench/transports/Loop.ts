import type { Item } from "../../../src/domain/Item.ts"
import { units, type Workload } from "../../../src/Workload.ts"

export interface Stage {
  readonly endpoint: string
  /** Items that one request carries. */
  readonly batch: number
}

/** Writes every item, all requests answered with success, or fails. */
export type Run = (workload: Workload) => Promise<void>

export const inFlight = 64

export const table = "bench"

/** As many loops of promises as there may be requests in flight, over one run of what they send. */
export const inTurn = async <A>(run: Iterator<A>, send: (next: A) => Promise<unknown>): Promise<void> => {
  const one = async () => {
    for (let next = run.next(); next.done !== true; next = run.next()) await send(next.value)
  }
  await Promise.all(Array.from({ length: inFlight }, one))
}

export const loop =
  ({ batch }: Stage, send: (unit: ReadonlyArray<Item>) => Promise<unknown>): Run =>
  (workload) =>
    inTurn(units(workload, batch), send)
