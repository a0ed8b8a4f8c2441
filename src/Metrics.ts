import { Metric, MetricLabel } from "effect"
import type { TallyData } from "./domain/TallyData.ts"

export const requests = Metric.counter("millrace_requests_total", {
  description: "Requests sent, retries included",
  incremental: true
})

export const retries = Metric.counter("millrace_retries_total", {
  description: "Requests sent again, by the reason why the one before failed",
  incremental: true
})

export const throttles = Metric.counter("millrace_throttles_total", {
  description: "Requests, and items of a batch, refused for want of capacity, by the service's reason",
  incremental: true
})

export const rejects = Metric.counter("millrace_rejected_items_total", {
  description: "Items given up, by reason",
  incremental: true
})

/** Counts here what a worker has counted in its own process. */
export const add = (seen: TallyData, labels: ReadonlyArray<MetricLabel.MetricLabel>): void => {
  requests.unsafeUpdate(seen.attempts, labels)
  for (const [counter, counts] of [
    [retries, seen.retries],
    [throttles, seen.throttles],
    [rejects, seen.rejected]
  ] as const) {
    for (const [reason, n] of counts) counter.unsafeUpdate(n, [MetricLabel.make("reason", reason), ...labels])
  }
}
