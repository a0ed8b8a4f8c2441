import * as Http from "node:http"
import * as Https from "node:https"
import type { Meter } from "../../Connections.ts"
import type { Reuse } from "../../domain/Settings.ts"
import { TimeoutError } from "../../Http/NoAnswer.ts"

declare module "http" {
  interface Agent {
    /** How Node hands a request to its agent: undocumented, unchanged since Node 0.12, and the one place to meet every request. */
    addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void
  }
}

export interface Options {
  /** Connections at most, in use and idle. */
  readonly sockets: number
  readonly connectTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly reuse: Reuse | undefined
  readonly certificateAuthority: string | undefined
}

const watch = (request: Http.ClientRequest, { reuse }: Options, meter: Meter): void => {
  // an agent that keeps nothing hands connections on all the same while requests wait for one
  request.shouldKeepAlive = reuse !== "no-keep-alive"
  const asked = performance.now()
  request.once("socket", () => {
    meter.took(performance.now() - asked)
    request.once("close", () => meter.gaveBack())
  })
}

/** The clocks start when the request has a socket: waiting in the agent's queue is nobody's delay but our own. */
const limit = (request: Http.ClientRequest, connected: "connect" | "secureConnect", options: Options): void => {
  let response: Http.IncomingMessage | undefined
  const fail = (message: string) => {
    const error = new TimeoutError(message)
    response?.destroy(error)
    request.destroy(error)
  }
  request.once("response", (incoming) => {
    response = incoming
  })
  request.once("socket", (socket) => {
    const answered = setTimeout(fail, options.requestTimeoutMs, `no whole answer within ${options.requestTimeoutMs} ms`)
    request.once("close", () => clearTimeout(answered))
    if (!socket.connecting) return
    const connecting = setTimeout(fail, options.connectTimeoutMs, `no connection within ${options.connectTimeoutMs} ms`)
    socket.once(connected, () => clearTimeout(connecting))
    socket.once("close", () => clearTimeout(connecting))
  })
}

const agentOptions = ({ reuse, sockets }: Options) =>
  ({ keepAlive: reuse !== "no-keep-alive", maxSockets: sockets, maxFreeSockets: sockets }) satisfies Http.AgentOptions

class PlainAgent extends Http.Agent {
  readonly #options: Options
  readonly #meter: Meter
  constructor(options: Options, meter: Meter) {
    super(agentOptions(options))
    this.#options = options
    this.#meter = meter
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    watch(request, this.#options, this.#meter)
    limit(request, "connect", this.#options)
    super.addRequest(request, options)
  }
}

class TlsAgent extends Https.Agent {
  readonly #options: Options
  readonly #meter: Meter
  constructor(options: Options, meter: Meter) {
    // said outright, so that NODE_TLS_REJECT_UNAUTHORIZED takes no effect
    super({ ...agentOptions(options), rejectUnauthorized: true, ca: options.certificateAuthority })
    this.#options = options
    this.#meter = meter
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    watch(request, this.#options, this.#meter)
    limit(request, "secureConnect", this.#options)
    super.addRequest(request, options)
  }
}

/** Agents whose requests fail with a `TimeoutError` when connecting or answering takes too long. */
export const make = (options: Options, meter: Meter) => ({
  httpAgent: new PlainAgent(options, meter),
  httpsAgent: new TlsAgent(options, meter)
})
