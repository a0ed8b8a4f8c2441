import os from "node:os"
import { Effect, Number } from "effect"
import type { Machine } from "../domain/Evidence.ts"

/** What of the machine's use is accounted for. */
export interface Ours {
  readonly contestantCpuUs: number
  /** Whether the contestant runs elsewhere than in this process. */
  readonly isolated: boolean
  /** Of one core. */
  readonly engineCpuShare: number
}

/** On some systems the cores are not told. */
const cores = () => {
  const cpus = os.cpus()
  const idleMs = Number.sumAll(cpus.map(({ times }) => times.idle))
  return { count: cpus.length, idleMs, atMs: performance.now(), own: process.cpuUsage() }
}

/** Watches the cores from now on; what is returned says how they were used since. */
export const watch = Effect.sync(() => {
  const before = cores()
  return ({ contestantCpuUs, engineCpuShare, isolated }: Ours): Machine | null => {
    const after = cores()
    const elapsedMs = after.atMs - before.atMs
    if (after.count === 0 || elapsedMs <= 0) return null
    const idle = (after.idleMs - before.idleMs) / elapsedMs
    const own = after.own.user + after.own.system - before.own.user - before.own.system
    const busy = Number.clamp(after.count - idle, { minimum: 0, maximum: after.count })
    const clientsUs = isolated ? own + contestantCpuUs : Math.max(own, contestantCpuUs)
    const ours = clientsUs / 1_000 / elapsedMs + engineCpuShare
    return { cores: after.count, busy_cores: busy, other_cores: Math.max(0, busy - ours) }
  }
})
