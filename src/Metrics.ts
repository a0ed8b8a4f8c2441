import { Metric } from "effect"

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
