import type { Dispatcher } from "undici"
import { TimeoutError } from "./NoAnswer.ts"

export type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/**
 * A request and its answer, as undici tells of it. The clock starts when there is a connection and stops with the last
 * byte: what waits for a connection is nobody's delay but our own.
 */
export abstract class Exchange implements Dispatcher.DispatchHandler {
  isConnected = false
  protected status = 0
  protected headers: Headers = {}
  readonly #timeoutMs: number
  #controller: Dispatcher.DispatchController | undefined
  #deadline: NodeJS.Timeout | undefined
  #givenUp: Error | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** It has a connection. */
  protected abstract connected(): void
  abstract onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void
  /** The answer is whole. */
  protected abstract answered(): void
  /** It came to nothing, or was given up. */
  protected abstract failed(cause: Error): void

  /** Ends it wherever it stands, and its connection with it, which may be in the middle of an answer. */
  giveUp(cause: Error): void {
    this.#givenUp ??= cause
    this.#controller?.abort(cause)
  }

  get isGivenUp(): boolean {
    return this.#givenUp !== undefined
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.isConnected = true
    this.connected()
    if (this.#givenUp === undefined) this.#deadline = setTimeout(expire, this.#timeoutMs, this)
    else controller.abort(this.#givenUp)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status
    this.headers = headers
  }

  onResponseEnd(): void {
    this.#end()
    this.answered()
  }

  onResponseError(_: unknown, cause: Error): void {
    this.#end()
    this.failed(cause)
  }

  #end(): void {
    clearTimeout(this.#deadline)
    this.#deadline = undefined
    this.#controller = undefined
  }
}

const expire = (exchange: Exchange) => exchange.giveUp(new TimeoutError("no whole answer in time"))
