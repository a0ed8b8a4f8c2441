import { Utils } from "effect"
import type { Conditions, LapConditions } from "../domain/Conditions.ts"
import type { Fault } from "../domain/FaultPlan.ts"
import type { Latency } from "../domain/Latency.ts"

/** The weather met by one request after another, in the order of their arrival. Stateful, synchronous, seeded. */
export interface Sampler {
  /** From here on answers take so much longer; nothing is drawn for it. */
  readonly beginLap: (conditions: LapConditions) => void
  /** Milliseconds from arrival to answer, with their fraction. */
  readonly nextLatencyMs: () => number
  /** Counts one data-plane request, and says what goes wrong with it. */
  readonly nextFault: () => Fault | undefined
}

/** The standard normal distribution's quantile 0.99. */
const z99 = 2.3263478740408408

const lognormal = ({ p50_ms, p99_ms }: Latency, random: Utils.PCGRandom): (() => number) => {
  if (p50_ms === 0) return () => 0
  const sigma = Math.log(Math.max(p99_ms / p50_ms, 1)) / z99
  let spare: number | undefined
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.number()))
    const angle = 2 * Math.PI * random.number()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  return sigma === 0 ? () => p50_ms : () => p50_ms * Math.exp(sigma * normal())
}

export const make = (conditions: Conditions): Sampler => {
  const draw = lognormal(conditions.latency, new Utils.PCGRandom(conditions.seed))
  let arrived = 0
  let roundTripMs = 0
  return {
    beginLap: ({ rttMs }) => {
      roundTripMs = rttMs
    },
    nextLatencyMs: () => draw() + roundTripMs,
    nextFault: () => {
      const number = arrived++
      for (const { fault, from, to } of conditions.faults) if (number >= from && number < to) return fault
      return undefined
    }
  }
}
