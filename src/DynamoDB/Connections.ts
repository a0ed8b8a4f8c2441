import { Duration } from "effect"
import type { Reuse } from "../domain/Settings.ts"
import type { Connections } from "../domain/TallyData.ts"
import type { Target } from "./Target.ts"

/** How a client is to connect, whatever its transport. */
export interface Options {
  readonly target: Target
  /** Connections at most. Requests beyond it wait in the client, where no timeout counts. */
  readonly sockets: number
  readonly connectTimeout?: Duration.DurationInput | undefined
  /** From having a connection to the last byte of the answer. */
  readonly requestTimeout?: Duration.DurationInput | undefined
  /** Connections are kept where it is not said. */
  readonly reuse?: Reuse | undefined
  /** In PEM: who signs the server's certificate, instead of those that Node trusts. */
  readonly certificateAuthority?: string | undefined
}

const connectTimeout = Duration.seconds(2)
const requestTimeout = Duration.seconds(10)

/** In milliseconds, as said or as is usual. */
export const timeoutsOf = (options: Pick<Options, "connectTimeout" | "requestTimeout">) => ({
  connectTimeoutMs: Duration.toMillis(options.connectTimeout ?? connectTimeout),
  requestTimeoutMs: Duration.toMillis(options.requestTimeout ?? requestTimeout)
})

/** One that cannot be there: any word of DynamoDB's on it shows that a connection stands; it costs no capacity and counts in no fault plan. */
export const noSuchTable = "millrace.no-such-table"

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

  take(): Connections {
    const taken = { cap: this.#cap, most: this.#most, requests: this.#requests, waited_ms: this.#waitedMs }
    this.#most = this.#inUse
    this.#requests = 0
    this.#waitedMs = 0
    return taken
  }
}
