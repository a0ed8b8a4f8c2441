import { Context, Duration, type Effect } from "effect"
import type { Connections as Seen } from "./domain/TallyData.ts"

/** The connections of whatever sends an operation's requests. */
export class Connections extends Context.Tag("millrace/Connections")<
  Connections,
  {
    /** What they have done since this was asked last; null where requests need none. */
    readonly take: Effect.Effect<Seen | null>
  }
>() {}

/** How long a client waits. */
export interface Timeouts {
  readonly connectTimeout?: Duration.DurationInput | undefined
  /** From having a connection to the last byte of the answer. */
  readonly requestTimeout?: Duration.DurationInput | undefined
}

const connectTimeout = Duration.seconds(2)
const requestTimeout = Duration.seconds(10)

/** In milliseconds, as said or as is usual. */
export const timeoutsOf = (options: Timeouts) => ({
  connectTimeoutMs: Duration.toMillis(options.connectTimeout ?? connectTimeout),
  requestTimeoutMs: Duration.toMillis(options.requestTimeout ?? requestTimeout)
})

/** Is told which connections are in use. */
export interface Meter {
  /** A request has a connection, for which it has waited so long. */
  readonly took: (waitedMs: number) => void
  readonly gaveBack: () => void
}

/** Counts what connections do, since it was taken last. */
export class Usage implements Meter {
  readonly #cap: number
  #inUse = 0
  #most = 0
  #requests = 0
  #waitedMs = 0

  constructor(cap: number) {
    this.#cap = cap
  }

  took(waitedMs: number): void {
    this.#requests++
    this.#waitedMs += waitedMs
    this.#inUse++
    if (this.#inUse > this.#most) this.#most = this.#inUse
  }

  gaveBack(): void {
    this.#inUse--
  }

  take(): Seen {
    const taken = { cap: this.#cap, most: this.#most, requests: this.#requests, waited_ms: this.#waitedMs }
    this.#most = this.#inUse
    this.#requests = 0
    this.#waitedMs = 0
    return taken
  }
}
