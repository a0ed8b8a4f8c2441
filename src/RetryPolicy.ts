import { Context, Duration, Schedule } from "effect"
import type { RequestError } from "./domain/RequestError.ts"
import * as RetrySettings from "./domain/RetrySettings.ts"

const capped = (base_ms: number, cap_ms: number) =>
  Schedule.exponential(Duration.millis(base_ms)).pipe(Schedule.union(Schedule.spaced(Duration.millis(cap_ms))))

/** The delays without their jitter: throttles and unknown outcomes double from bases of their own, all else ends it. */
export const backoff = (settings: RetrySettings.RetrySettings) =>
  capped(settings.throttle_base_ms, settings.cap_ms).pipe(
    Schedule.whileInput((error: RequestError) => error._tag === "Throttled"),
    Schedule.union(
      capped(settings.transient_base_ms, settings.cap_ms).pipe(
        Schedule.whileInput((error: RequestError) => error._tag === "Transient")
      )
    ),
    Schedule.intersect(Schedule.recurs(settings.max_attempts - 1))
  )

export interface Policy {
  readonly settings: RetrySettings.RetrySettings
  /** Ends where repeating is useless: after a rejection, what is fatal, and what has been tried enough. */
  readonly schedule: Schedule.Schedule<unknown, RequestError>
}

export const fromSettings = (settings: RetrySettings.RetrySettings): Policy => ({
  settings,
  schedule: backoff(settings).pipe(
    Schedule.jitteredWith({ min: 0, max: 1 }),
    Schedule.upTo(Duration.millis(settings.max_elapsed_ms))
  )
})

/** When a failed request is sent again, and when it is given up. */
export class RetryPolicy extends Context.Reference<RetryPolicy>()("millrace/RetryPolicy", {
  defaultValue: () => fromSettings(RetrySettings.defaults)
}) {}
