import { errors } from "undici"
import { type Meter, timeoutsOf, Usage } from "../../Connections.ts"
import { type RequestError, Transient } from "../../domain/RequestError.ts"
import { unexpected } from "../../Http/NoAnswer.ts"
import * as Pool from "../../Http/Pool.ts"
import type { Options } from "../Connections.ts"
import { concernClock, concernExpiry, fromException } from "../Failure.ts"
import { noCredentials, UnreadableAnswer, unreadable } from "../NoAnswer.ts"
import { dateOf, exceptionOf, isWhole, jsonOf } from "./Answers.ts"
import { Credentials } from "./Credentials.ts"
import { type Answer, Exchange, type Request, type Sender } from "./Exchange.ts"
import type { Identity } from "./Signature.ts"
import { Signer } from "./Signer.ts"

/** Within it the server takes a signature; the SDK's bound. */
const toleratedSkewMs = 240_000

const wasGivenUp = new Error("nobody waits for it any more")

/**
 * Sends requests to one host: signed, over connections that stay open unless they are not to be kept, one request at a
 * time on each. Beyond as many as there are connections they wait here, in order.
 */
export class Client implements Sender {
  readonly timeoutMs: number
  readonly #host: string
  readonly #path: string
  readonly #nowMs: () => number
  readonly #pool: Pool.Opened
  readonly #meter: Meter
  readonly #credentials: Credentials
  readonly #signer: Signer
  readonly #waiting = new Set<Exchange>()
  #free: number
  /** How far the server's clock is ahead of ours, once it has refused a signature for that. */
  #skewMs = 0

  constructor(options: Options, nowMs: () => number, meter: Meter = new Usage(options.sockets)) {
    const { sockets, target } = options
    const { connectTimeoutMs, requestTimeoutMs } = timeoutsOf(options)
    const { host, origin, pathname } = new URL(target.endpoint)
    this.#path = pathname.endsWith("/") ? pathname : `${pathname}/`
    this.timeoutMs = requestTimeoutMs
    this.#host = target.host
    this.#nowMs = nowMs
    this.#free = sockets
    this.#meter = meter
    this.#credentials = new Credentials(target.credentials)
    this.#signer = new Signer(host, this.#path, target.region)
    this.#pool = Pool.open(origin, {
      sockets,
      reuse: options.reuse ?? "kept",
      connectTimeoutMs,
      certificateAuthority: options.certificateAuthority
    })
  }

  send(request: Request): Exchange {
    const exchange = new Exchange(request, this)
    if (this.#free > 0) this.#start(exchange)
    else this.#waiting.add(exchange)
    return exchange
  }

  /** Nobody waits for it any more. If it has a connection, that is closed: the answer would still be on its way. */
  giveUp(exchange: Exchange): void {
    if (!this.#waiting.delete(exchange)) exchange.giveUp(wasGivenUp)
  }

  /** Whatever is on its way fails. */
  async close(): Promise<void> {
    const waiting = Array.from(this.#waiting)
    this.#waiting.clear()
    for (const { request } of waiting) request.failed(unexpected(new errors.ClientDestroyedError()))
    await this.#pool.close()
  }

  connected({ askedMs }: Exchange): void {
    this.#meter.took(performance.now() - askedMs)
  }

  answered(exchange: Exchange, answer: Answer): void {
    const { request } = exchange
    this.#over(exchange)
    if (!isWhole(answer)) {
      const cause = new UnreadableAnswer("the answer is not what its checksum says")
      request.failed(new Transient({ code: cause.name, cause }))
      return
    }
    try {
      const json = jsonOf(answer)
      if (answer.status < 300) request.answered(json)
      else this.#refused(exchange, answer, json)
    } catch (cause) {
      request.failed(cause instanceof Error ? unreadable(this.#host, answer.status, cause) : unexpected(cause))
    }
  }

  failed(exchange: Exchange, cause: Error): void {
    this.#over(exchange)
    if (cause !== wasGivenUp) exchange.request.failed(this.#noAnswer(cause))
  }

  #start(exchange: Exchange): void {
    this.#free--
    const nowMs = this.#nowMs()
    const identity = this.#credentials.current(nowMs)
    if (identity !== undefined) {
      this.#dispatch(exchange, identity, nowMs)
    } else {
      this.#credentials.renew().then(
        (identity) => this.#dispatch(exchange, identity, this.#nowMs()),
        (cause) => this.failed(exchange, cause)
      )
    }
  }

  #dispatch(exchange: Exchange, identity: Identity, nowMs: number): void {
    if (exchange.isGivenUp) {
      this.failed(exchange, wasGivenUp)
      return
    }
    exchange.identity = identity
    exchange.skewMs = this.#skewMs
    try {
      const { target } = exchange.request
      const body = exchange.request.body()
      const headers = this.#signer.headers(identity, nowMs + this.#skewMs, target, body)
      this.#pool.dispatch({ path: this.#path, method: "POST", headers, body }, exchange)
    } catch (cause) {
      this.failed(exchange, cause instanceof Error ? cause : new Error(String(cause)))
    }
  }

  #over({ isConnected }: Exchange): void {
    if (isConnected) this.#meter.gaveBack()
    this.#free++
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    this.#start(next)
  }

  /** A clock or an identity that others do not take is mended here; the request is then worth sending again. */
  #refused(exchange: Exchange, answer: Answer, json: unknown): void {
    const { identity, request } = exchange
    const exception = exceptionOf(answer, json)
    if (exception === undefined) throw new UnreadableAnswer("an error without a name")
    const { name } = exception
    const isMended =
      (concernClock.has(name) && this.#setsClock(exchange, dateOf(answer))) ||
      (concernExpiry.has(name) && identity !== undefined && this.#credentials.refuse(identity))
    request.failed(isMended ? new Transient({ code: name }) : fromException(exception), exception)
  }

  /** Many are refused at once for one wrong clock: the first sets it, and for the others it has been set. */
  #setsClock(exchange: Exchange, serverMs: number): boolean {
    if (exchange.skewMs !== this.#skewMs) return true
    const skewMs = serverMs - this.#nowMs()
    if (!(Math.abs(skewMs - this.#skewMs) >= toleratedSkewMs)) return false
    this.#skewMs = skewMs
    return true
  }

  #noAnswer(cause: Error): RequestError {
    return noCredentials(cause) ?? Pool.lost(this.#host, cause) ?? unexpected(cause)
  }
}
