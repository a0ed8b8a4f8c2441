import type { Dispatcher } from "undici"
import type { Meter } from "../Connections.ts"
import { Rejected, type RequestError, Throttled, Transient } from "../domain/RequestError.ts"
import { Exchange } from "../Http/Exchange.ts"
import { isPassing, unexpected } from "../Http/NoAnswer.ts"
import { lost } from "../Http/Pool.ts"
import type { Answer } from "../Web.ts"

const busy: ReadonlySet<number> = new Set([429, 503])

/** Why this status is no success; undefined where it is one. */
const refusalOf = ({ href }: URL, status: number): RequestError | undefined => {
  const code = `HTTP ${status}`
  if (status >= 200 && status < 300) return undefined
  if (busy.has(status)) return new Throttled({ code, reasons: [] })
  if (isPassing(status)) return new Transient({ code })
  return status >= 300 && status < 400
    ? new Rejected({
        code: `${code}, a redirect`,
        message: `${href} redirects (${code}), and redirects are not followed`
      })
    : new Rejected({ code, message: `${href} answers with ${code}` })
}

/** Whoever asks, and is told of one of the two, once. */
export interface Asked {
  readonly answered: (answer: Answer) => void
  readonly failed: (error: RequestError) => void
}

export interface Options extends Asked {
  readonly url: URL
  /** When it was asked for. */
  readonly sinceMs: number
  readonly timeoutMs: number
  readonly meter: Meter
  /** Its connection is free. */
  readonly over: () => void
}

/** One request for a URL. */
export class Get extends Exchange {
  readonly #options: Options
  #bytes = 0

  constructor(options: Options) {
    super(options.timeoutMs)
    this.#options = options
  }

  protected override connected(): void {
    const { meter, sinceMs } = this.#options
    meter.took(performance.now() - sinceMs)
  }

  override onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
  }

  protected override answered(): void {
    const { answered, failed, url } = this.#options
    this.#over()
    const refusal = refusalOf(url, this.status)
    if (refusal === undefined) answered({ bytes: this.#bytes })
    else failed(refusal)
  }

  protected override failed(cause: Error): void {
    const { failed, url } = this.#options
    this.#over()
    failed(lost(url.host, cause) ?? unexpected(cause))
  }

  #over(): void {
    const { meter, over } = this.#options
    if (this.isConnected) meter.gaveBack()
    over()
  }
}
