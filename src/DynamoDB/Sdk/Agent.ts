import * as Http from "node:http"
import * as Https from "node:https"
import type { Connections } from "../../domain/TallyData.ts"
import { Usage } from "../Connections.ts"
import { TimeoutError } from "../NoAnswer.ts"

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
  readonly certificateAuthority: string | undefined
}

const watch = (request: Http.ClientRequest, usage: Usage): void => {
  const asked = performance.now()
  request.once("socket", () => {
    usage.took(performance.now() - asked)
    request.once("close", () => usage.gaveBack())
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

const agentOptions = ({ sockets }: Options) =>
  ({ keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets }) satisfies Http.AgentOptions

class PlainAgent extends Http.Agent {
  readonly #options: Options
  readonly #usage: Usage
  constructor(options: Options, usage: Usage) {
    super(agentOptions(options))
    this.#options = options
    this.#usage = usage
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    watch(request, this.#usage)
    limit(request, "connect", this.#options)
    super.addRequest(request, options)
  }
}

class TlsAgent extends Https.Agent {
  readonly #options: Options
  readonly #usage: Usage
  constructor(options: Options, usage: Usage) {
    // said outright, so that NODE_TLS_REJECT_UNAUTHORIZED takes no effect
    super({ ...agentOptions(options), rejectUnauthorized: true, ca: options.certificateAuthority })
    this.#options = options
    this.#usage = usage
  }
  override addRequest(request: Http.ClientRequest, options: Http.RequestOptions): void {
    watch(request, this.#usage)
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
