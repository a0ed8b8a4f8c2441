import { errors, Pool } from "undici"
import { type RequestError, Transient } from "../domain/RequestError.ts"
import type { Reuse } from "../domain/Settings.ts"
import { Connector } from "./Connector.ts"
import { codeOf, noAnswer } from "./NoAnswer.ts"

export interface Options {
  /** Connections at most. */
  readonly sockets: number
  readonly reuse: Reuse
  readonly connectTimeoutMs: number
  /** In PEM: who signs the server's certificate, instead of those that Node trusts. */
  readonly certificateAuthority: string | undefined
}

/** Codes of undici's own, told as Node's HTTP client tells them. */
const codes: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_OVERFLOW: "HPE_HEADER_OVERFLOW",
  UND_ERR_INFO: "ECONNRESET",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "ECONNRESET",
  UND_ERR_SOCKET: "ECONNRESET"
}

/** Of what the parser does not take undici says no more than that. */
const toldCodeOf = (cause: Error): string | undefined => {
  if (cause instanceof errors.HTTPParserError) return "HPE_INVALID_CONSTANT"
  const code = codeOf(cause)
  return code === undefined ? undefined : (codes[code] ?? code)
}

/** There was no answer, or only a part of one; undefined where the program errs. */
export const lost = (host: string, cause: Error): RequestError | undefined => {
  const code = toldCodeOf(cause)
  return code === "UND_ERR_CONNECT_TIMEOUT"
    ? new Transient({ code: "TimeoutError", cause })
    : noAnswer(host, cause, code)
}

/** Not shorter than those who pause between laps do: opening connections is not timed as writing. */
const keepAliveMs = 600_000

/** undici closes a connection after its answer where it pipelines none, but opens one for nobody after a request that was given up. */
const notKept = { pipelining: 0, keepAliveTimeout: 1 }
const kept = { pipelining: 1, keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs }

/** Connections to one origin, one request at a time on each. */
export interface Opened {
  readonly dispatch: Pool["dispatch"]
  /** Whatever is on its way fails. */
  readonly close: () => Promise<void>
}

export const open = (origin: string, options: Options): Opened => {
  const connector = new Connector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    // said outright, so that NODE_TLS_REJECT_UNAUTHORIZED takes no effect
    rejectUnauthorized: true,
    ca: options.certificateAuthority
  })
  const pool = new Pool(origin, {
    connections: options.sockets,
    ...(options.reuse === "no-keep-alive" ? notKept : kept),
    allowH2: false,
    // one deadline for the whole of a request stands instead of one for each part
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: connector.connect
  })
  return {
    dispatch: (request, handler) => pool.dispatch(request, handler),
    close: async () => {
      const gone = pool.destroy()
      connector.close()
      await gone
    }
  }
}
