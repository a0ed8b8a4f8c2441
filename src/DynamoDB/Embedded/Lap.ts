import type { EngineReport } from "../../domain/EngineReport.ts"

/** Overshoots kept; of a lap with more requests, the last ones count. */
const capacity = 65_536

/**
 * What the engine reports of one lap. Overshoot is answer written minus answer due, and negative where it was written
 * early: timers of whole milliseconds put answers about a millisecond to either side (see `Hold`), as often early as
 * late. So an idle engine's p50 is 0 and its p99 about 1 ms. Without latency an answer is due when its request arrives:
 * overshoot is then what the engine takes for it.
 */
export class Lap {
  private readonly overshoots = new Float64Array(capacity)
  private requests = 0
  private startedAt = performance.now()
  private cpuAtStart = process.cpuUsage()

  begin(): void {
    this.requests = 0
    this.startedAt = performance.now()
    this.cpuAtStart = process.cpuUsage()
  }

  answered(overshootMs: number): void {
    this.overshoots[this.requests++ % capacity] = overshootMs
  }

  report(): EngineReport {
    const { system, user } = process.cpuUsage(this.cpuAtStart)
    const wallMicros = (performance.now() - this.startedAt) * 1000
    const sorted = this.overshoots.slice(0, this.requests).sort()
    const quantile = (q: number) => sorted[Math.min(Math.floor(sorted.length * q), sorted.length - 1)] ?? 0
    const sum = sorted.reduce((total, overshoot) => total + overshoot, 0)
    return {
      cpu_share: (user + system) / wallMicros,
      overshoot_mean_ms: sum / Math.max(sorted.length, 1),
      overshoot_p50_ms: quantile(0.5),
      overshoot_p99_ms: quantile(0.99),
      requests: this.requests
    }
  }
}
