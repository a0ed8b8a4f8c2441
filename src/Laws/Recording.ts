import { Array, Effect, Predicate } from "effect"
import type { KeySchema } from "../domain/Key.ts"
import { Fatal } from "../domain/RequestError.ts"
import { Operation, type Unit } from "../Operation.ts"
import * as Given from "../Workload/Given.ts"
import type { Workload } from "../Workload.ts"

export const key: KeySchema = { partition: { name: "id", type: "S" } }

/** Items that carry their number; those of one id have one key. */
export const workload = (size: number, idOf = (n: number): number => n): Workload =>
  Given.make(key, Array.makeBy(size, (n) => ({ id: { S: `item-${idOf(n)}` }, n: { N: String(n) } })).slice(0, size))

/** NaN of what is no item of such a workload. */
export const numberOf = (item: unknown): number =>
  Predicate.hasProperty(item, "n") && Predicate.hasProperty(item.n, "N") ? Number(item.n.N) : Number.NaN

/** What an operation saw that takes its time and does nothing else. */
export interface Seen {
  /** Numbers of items, in the order of their acknowledgement. */
  readonly performed: Array<number>
  /** Numbers of items that went out while another of their key was in flight. */
  readonly overtaking: Array<number>
  requests: number
  inFlight: number
  mostInFlight: number
  largestUnit: number
}

export interface Weather {
  /** What this request takes, from 0, in milliseconds; 10 where it is not said. */
  readonly latencyMs?: (request: number) => number
  /** The request that fails, and for good. */
  readonly fatalAt?: number
}

export const fatal = new Fatal({ code: "ResourceNotFoundException", message: "the table is gone" })

const keyOf = (item: unknown): string =>
  Predicate.hasProperty(item, "id") && Predicate.hasProperty(item.id, "S") ? String(item.id.S) : ""

const notUnit = (unit: unknown) =>
  new TypeError(`perform takes a list of items, as units cuts them, and got ${typeof unit}`)

/** An operation that only takes its time, and what it sees. */
export const make = ({ fatalAt, latencyMs = () => 10 }: Weather = {}) => {
  const seen: Seen = { performed: [], overtaking: [], requests: 0, inFlight: 0, mostInFlight: 0, largestUnit: 0 }
  const keys = new Map<string, number>()

  const sent = (unit: Unit) =>
    Effect.sync(() => {
      seen.inFlight++
      seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight)
      seen.largestUnit = Math.max(seen.largestUnit, unit.length)
      const before = new Set(keys.keys())
      for (const item of unit) {
        const text = keyOf(item)
        if (before.has(text)) seen.overtaking.push(numberOf(item))
        keys.set(text, (keys.get(text) ?? 0) + 1)
      }
      return seen.requests++
    })

  const ended = (unit: Unit) =>
    Effect.sync(() => {
      seen.inFlight--
      for (const item of unit) {
        const text = keyOf(item)
        const left = (keys.get(text) ?? 0) - 1
        if (left > 0) keys.set(text, left)
        else keys.delete(text)
      }
    })

  const answered = (unit: Unit, request: number) =>
    Effect.zipRight(
      Effect.sleep(latencyMs(request)),
      Effect.suspend(() => {
        if (request === fatalAt) return Effect.fail(fatal)
        seen.performed.push(...unit.map(numberOf))
        return Effect.void
      })
    )

  const operation = Operation.of({
    keyOf,
    perform: (unit) =>
      Effect.suspend(() =>
        // whoever calls it from plain JavaScript may hand over anything
        Array.isArray(unit)
          ? Effect.acquireUseRelease(
              sent(unit),
              (request) => answered(unit, request),
              () => ended(unit)
            )
          : Effect.die(notUnit(unit))
      )
  })
  return { seen, operation }
}
