import type { Dispatcher } from "undici"
import type { RequestError } from "../../domain/RequestError.ts"
import * as Http from "../../Http/Exchange.ts"
import type { Exception } from "../Failure.ts"
import type { Identity } from "./Signature.ts"

/** An answer as it came, whole. */
export interface Answer {
  readonly status: number
  readonly headers: Http.Headers
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

/** A request that is signed, and the body of its answer. */
export class Exchange extends Http.Exchange {
  readonly request: Request
  readonly askedMs = performance.now()
  /** As whom it was signed, and how far the clock was set by which it was dated. */
  identity: Identity | undefined
  skewMs = 0
  readonly #sender: Sender
  #body: Buffer = nothing
  #more: Array<Buffer> | undefined

  constructor(request: Request, sender: Sender) {
    super(sender.timeoutMs)
    this.request = request
    this.#sender = sender
  }

  protected override connected(): void {
    this.#sender.connected(this)
  }

  override onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body === nothing) {
      this.#body = chunk
    } else {
      this.#more ??= [this.#body]
      this.#more.push(chunk)
    }
  }

  protected override answered(): void {
    const body = this.#more === undefined ? this.#body : Buffer.concat(this.#more)
    this.#sender.answered(this, { status: this.status, headers: this.headers, body })
  }

  protected override failed(cause: Error): void {
    this.#sender.failed(this, cause)
  }
}
