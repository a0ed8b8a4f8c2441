import type { Dispatcher } from "undici"
import type { RequestError } from "../../domain/RequestError.ts"
import type { Exception } from "../Failure.ts"
import { TimeoutError } from "../NoAnswer.ts"
import type { Identity } from "./Signature.ts"

/** An answer as it came, whole. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: Buffer
}

/** Whoever sends requests, and is told how each of them goes. */
export interface Sender {
  readonly timeoutMs: number
  /** It has a connection. */
  readonly connected: (exchange: Exchange) => void
  readonly answered: (exchange: Exchange, answer: Answer) => void
  /** It came to nothing, or was given up. */
  readonly failed: (exchange: Exchange, cause: Error) => void
}

export interface Request {
  /** `DynamoDB_20120810.PutItem` */
  readonly target: string
  /** Written when it is sent: of those that wait for a connection there may be many. */
  readonly body: () => string
  /** DynamoDB's JSON. This or `failed` is told once, unless the request is given up before. */
  readonly answered: (json: unknown) => void
  /** With DynamoDB's own words, where these made it fail. */
  readonly failed: (error: RequestError, said?: Exception) => void
}

const nothing = Buffer.alloc(0)

/**
 * A request and its answer, as undici tells of it. The clock starts when there is a connection and stops with the last
 * byte: what waits for a connection is nobody's delay but our own.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly request: Request
  readonly askedMs = performance.now()
  /** As whom it was signed, and how far the clock was set by which it was dated. */
  identity: Identity | undefined
  skewMs = 0
  isConnected = false
  readonly #sender: Sender
  #controller: Dispatcher.DispatchController | undefined
  #deadline: NodeJS.Timeout | undefined
  #givenUp: Error | undefined
  #status = 0
  #headers: Answer["headers"] = {}
  #body: Buffer = nothing
  #more: Array<Buffer> | undefined

  constructor(request: Request, sender: Sender) {
    this.request = request
    this.#sender = sender
  }

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
    this.#sender.connected(this)
    if (this.#givenUp === undefined) this.#deadline = setTimeout(expire, this.#sender.timeoutMs, this)
    else controller.abort(this.#givenUp)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer["headers"]): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body === nothing) {
      this.#body = chunk
    } else {
      this.#more ??= [this.#body]
      this.#more.push(chunk)
    }
  }

  onResponseEnd(): void {
    this.#end()
    const body = this.#more === undefined ? this.#body : Buffer.concat(this.#more)
    this.#sender.answered(this, { status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_: unknown, cause: Error): void {
    this.#end()
    this.#sender.failed(this, cause)
  }

  #end(): void {
    clearTimeout(this.#deadline)
    this.#deadline = undefined
    this.#controller = undefined
  }
}

const expire = (exchange: Exchange) => exchange.giveUp(new TimeoutError("no whole answer in time"))
