import * as Http from "node:http"
import * as Https from "node:https"

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
}

export class TimeoutError extends Error {
  override readonly name = "TimeoutError"
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

const agentOptions = ({ sockets }: Options): Http.AgentOptions => ({
  keepAlive: true,
  maxSockets: sockets,
  maxFreeSockets: sockets
})

class PlainAgent extends Http.Agent {
  readonly #options: Options
  constructor(options: Options) {
    super(agentOptions(options))
    this.#options = options
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    limit(request, "connect", this.#options)
    super.addRequest(request, options)
  }
}

class TlsAgent extends Https.Agent {
  readonly #options: Options
  constructor(options: Options) {
    super(agentOptions(options))
    this.#options = options
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    limit(request, "secureConnect", this.#options)
    super.addRequest(request, options)
  }
}

/** Keep-alive agents whose requests fail with a `TimeoutError` when connecting or answering takes too long. */
export const make = (options: Options) => ({ httpAgent: new PlainAgent(options), httpsAgent: new TlsAgent(options) })
