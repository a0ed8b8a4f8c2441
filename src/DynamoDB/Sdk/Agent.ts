import * as Http from "node:http"
import * as Https from "node:https"
import type { Connections } from "../../domain/TallyData.ts"

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

/** Counts what connections do, since it was taken last. */
class Usage {
  readonly #cap: number
  #inUse = 0
  #most = 0
  #requests = 0
  #waitedMs = 0

  constructor(cap: number) {
    this.#cap = cap
  }

  watch(request: Http.ClientRequest): void {
    const asked = performance.now()
    request.once("socket", () => {
      this.#requests++
      this.#waitedMs += performance.now() - asked
      this.#most = Math.max(this.#most, ++this.#inUse)
      request.once("close", () => this.#inUse--)
    })
  }

  take(): Connections {
    const taken = { cap: this.#cap, most: this.#most, requests: this.#requests, waited_ms: this.#waitedMs }
    this.#most = this.#inUse
    this.#requests = 0
    this.#waitedMs = 0
    return taken
  }
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
  readonly #usage: Usage
  constructor(options: Options, usage: Usage) {
    super(agentOptions(options))
    this.#options = options
    this.#usage = usage
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    this.#usage.watch(request)
    limit(request, "connect", this.#options)
    super.addRequest(request, options)
  }
}

class TlsAgent extends Https.Agent {
  readonly #options: Options
  readonly #usage: Usage
  constructor(options: Options, usage: Usage) {
    super(agentOptions(options))
    this.#options = options
    this.#usage = usage
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    this.#usage.watch(request)
    limit(request, "secureConnect", this.#options)
    super.addRequest(request, options)
  }
}

/** Keep-alive agents whose requests fail with a `TimeoutError` when connecting or answering takes too long. */
export const make = (options: Options) => {
  const usage = new Usage(options.sockets)
  return {
    httpAgent: new PlainAgent(options, usage),
    httpsAgent: new TlsAgent(options, usage),
    /** What their connections have done since this was asked last. */
    connections: (): Connections => usage.take()
  }
}
