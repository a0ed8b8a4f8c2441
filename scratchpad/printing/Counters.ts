import { Effect, Metric, MetricState } from "effect"

/** Every counter of this name, with its labels: `requests_total{strategy="for-each"} 100`. */
export const lines = (prefix: string) =>
  Effect.map(Metric.snapshot, (pairs) =>
    pairs
      .flatMap(({ metricKey: { name, tags }, metricState }) => {
        if (!name.startsWith(prefix) || !MetricState.isCounterState(metricState)) return []
        const labels = tags.map(({ key, value }) => `${key}="${value}"`).sort()
        return `${name}{${labels.join(",")}} ${metricState.count}`
      })
      .sort()
  )
