import { Predicate } from "effect"
import { Fatal, type RequestError, Transient } from "../domain/RequestError.ts"

/** No connection, or no whole answer, within the time there was. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError"
}

const vouch = "where you trust it, set NODE_EXTRA_CA_CERTS to the PEM file of its authority"

/** What trying again does not mend: nobody is there, or somebody who cannot be trusted or does not speak the protocol. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no such host",
  EPROTO: "it does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is signed by itself: ${vouch}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate is signed by itself: ${vouch}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `nobody vouches for its certificate: ${vouch}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `nobody vouches for its certificate: ${vouch}`
}

/** Codes of the operating system and of the HTTP parser; `ERR_…` are those of a program that errs. */
const lostOnTheWay = /^(?:E(?!RR_)|HPE_)/

const passing: ReadonlySet<number> = new Set([408, 425, 429])

/** Whether the same request may have another status later. */
export const isPassing = (status: number): boolean => status >= 500 || passing.has(status)

/** Of the operating system, of TLS, or of whoever else threw it. */
export const codeOf = (cause: Error): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

/**
 * There was no answer, or only a part of one. What happened is told by `code`: the operating system's, that of TLS or of
 * the HTTP parser. Undefined where it is none of these, but an error of the program.
 */
export const noAnswer = (host: string, cause: Error, code = codeOf(cause)): RequestError | undefined => {
  const why = code === undefined ? undefined : unreachable[code]
  if (code !== undefined && why !== undefined) {
    return new Fatal({ code, message: `cannot reach ${host}: ${why} (${code})` })
  }
  if (code !== undefined && lostOnTheWay.test(code)) return new Transient({ code, cause })
  // the SDK gives this name to connections that were reset, too: their code comes first
  return cause.name === "TimeoutError" ? new Transient({ code: cause.name, cause }) : undefined
}

/** The program errs, and would err again. */
export const unexpected = (cause: unknown): Fatal =>
  cause instanceof Error
    ? new Fatal({ code: codeOf(cause) ?? cause.name, message: cause.message })
    : new Fatal({ code: "Unknown", message: String(cause) })
