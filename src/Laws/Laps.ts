import { Effect } from "effect"
import type { Strategy } from "../Strategy.ts"
import * as Bench from "./Bench.ts"
import * as Case from "./Case.ts"
import type { Law } from "./Law.ts"
import * as Recording from "./Recording.ts"

const sizes = [0, 1, 2, 3, 4, 5, 9, 26, 60]

/** Answers overtake each other. */
const latencyMs = (request: number): number => [10, 3, 17, 1][request % 4] ?? 10

const times = (count: number): string => (count === 2 ? "twice" : `${count} times`)

/** Which of `size` items was not performed once; undefined where each was. */
const unlike = (performed: ReadonlyArray<number>, size: number): string | undefined => {
  const counts = new Map<number, number>()
  for (const n of performed) counts.set(n, (counts.get(n) ?? 0) + 1)
  for (let n = 0; n < size; n++) {
    const count = counts.get(n) ?? 0
    if (count === 0) return `item ${n} was never performed`
    if (count > 1) return `item ${n} was performed ${times(count)}`
  }
  return counts.size > size ? "something was performed that is no item of the workload" : undefined
}

type Judge = (seen: Recording.Seen, one: Case.Case, strategy: Strategy) => string | undefined

/** A lap of each case that comes to its end, and what else is wrong with it. */
const lapOf =
  (judge: Judge, idOf?: (n: number) => number): Law["trials"] =>
  (strategy) =>
    Case.over(strategy, sizes).map((one) => ({
      name: one.name,
      broken: (find) => {
        const { operation, seen } = Recording.make({ latencyMs })
        return Bench.opened({ strategy, settings: one.settings }, find, operation, (lane) =>
          Effect.map(Bench.ending(lane(Recording.workload(one.items, idOf))), (exit) => {
            const wrong = Bench.wrongEnd(exit)
            return wrong === undefined ? judge(seen, one, strategy) : `the lane ${wrong}`
          })
        )
      }
    }))

export const once: Law = {
  name: "each item exactly once",
  trials: lapOf(({ performed }, { items }) => unlike(performed, items))
}

export const inFlight: Law = {
  name: "never more in flight than inFlight says",
  trials: lapOf(({ mostInFlight }, { settings }, strategy) => {
    const most = strategy.inFlight(settings)
    return mostInFlight > most ? `${mostInFlight} requests were in flight, and inFlight says ${most}` : undefined
  })
}

export const batch: Law = {
  name: "no request larger than batch",
  trials: lapOf(({ largestUnit }, { settings: { batch } }) =>
    largestUnit > batch ? `a request carried ${largestUnit} items, and batch is ${batch}` : undefined
  )
}

/** Some keys come again and again, and not in step with units. */
const idOf = (n: number): number => (n * n) % 4

export const order: Law = {
  name: "items of one key in their order",
  trials: (strategy) =>
    strategy.ordered === true
      ? lapOf(({ overtaking: [early], performed }) => {
          if (early !== undefined) return `item ${early} went out while one of its key was in flight`
          const later = performed.find((n, at) => performed.slice(0, at).some((m) => m > n && idOf(m) === idOf(n)))
          return later === undefined ? undefined : `item ${later} was performed after a later one of its key`
        }, idOf)(strategy)
      : []
}

const laps = [3, 0, 60, 5]

export const again: Law = {
  name: "one lap after another",
  trials: (strategy) =>
    Case.settingsOf(strategy).map((settings) => ({
      name: [`laps of ${laps.join(", ")} items`, Case.named(strategy, settings)]
        .filter((part) => part !== "")
        .join(", "),
      broken: (find) => {
        const { operation, seen } = Recording.make({ latencyMs })
        return Bench.opened(
          { strategy, settings },
          find,
          operation,
          Effect.fnUntraced(function* (lane) {
            for (const [at, size] of laps.entries()) {
              seen.performed.length = 0
              const wrong = Bench.wrongEnd(yield* Bench.ending(lane(Recording.workload(size))))
              if (wrong !== undefined) return `lap ${at + 1} ${wrong}`
              const missed = unlike(seen.performed, size)
              if (missed !== undefined) return `in lap ${at + 1} ${missed}`
            }
            return undefined
          })
        )
      }
    }))
}
