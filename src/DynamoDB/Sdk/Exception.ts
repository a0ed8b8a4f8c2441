import {
  DynamoDBServiceException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException
} from "@aws-sdk/client-dynamodb"
import { Predicate } from "effect"
import { Fatal, type RequestError, type ThrottlingReason, Transient } from "../../domain/RequestError.ts"
import { fromException } from "../Failure.ts"

/** The answer is no DynamoDB answer: not a JSON object, or of a shape that nobody knows. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer"
}

/** What trying again does not mend: nobody is there, or somebody who cannot be trusted or does not speak the protocol. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no such host",
  EPROTO: "it does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by itself",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate cannot be verified"
}

const reasonsOf = (cause: DynamoDBServiceException): ReadonlyArray<ThrottlingReason> => {
  const reasons =
    cause instanceof ThrottlingException
      ? cause.throttlingReasons
      : cause instanceof ProvisionedThroughputExceededException || cause instanceof RequestLimitExceeded
        ? cause.ThrottlingReasons
        : undefined
  return reasons?.map(({ reason = "", resource = "" }) => ({ reason, resource })) ?? []
}

/** The SDK puts it on whatever it throws once it has seen an answer, be it its own exception or a JSON parser's. */
const statusOf = (cause: Error): number | undefined =>
  Predicate.hasProperty(cause, "$metadata") &&
  Predicate.hasProperty(cause.$metadata, "httpStatusCode") &&
  Predicate.isNumber(cause.$metadata.httpStatusCode)
    ? cause.$metadata.httpStatusCode
    : undefined

const codeOf = (cause: Error): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

/** Codes of the operating system and of the HTTP parser; `ERR_…` are those of a program that errs. */
const lostOnTheWay = /^(?:E(?!RR_)|HPE_)/

const passing: ReadonlySet<number> = new Set([408, 425, 429])

const unreadable = (host: string, status: number, cause: Error): RequestError => {
  if (status < 300) return new Transient({ code: "UnreadableAnswer", cause })
  if (status >= 500 || passing.has(status)) return new Transient({ code: `HTTP ${status}`, cause })
  return new Fatal({
    code: `HTTP ${status}`,
    message: `${host} answers with HTTP ${status}, and not as DynamoDB does: is it a proxy, or no DynamoDB endpoint?`
  })
}

/** Every way in which the AWS SDK fails, told by what a caller can do about it. */
export const toRequestError =
  (host: string) =>
  (cause: unknown): RequestError => {
    if (!(cause instanceof Error)) return new Fatal({ code: "Unknown", message: String(cause) })
    const status = statusOf(cause)
    if (cause instanceof UnreadableAnswer && status === undefined) {
      return new Transient({ code: "UnreadableAnswer", cause })
    }
    if (cause instanceof DynamoDBServiceException && cause.name !== "Unknown") {
      const { message, name } = cause
      return fromException({ name, message, status: status ?? 400, reasons: reasonsOf(cause) })
    }
    if (cause.name === "CredentialsProviderError") return new Fatal({ code: cause.name, message: cause.message })
    const code = codeOf(cause)
    const why = code === undefined ? undefined : unreachable[code]
    if (code !== undefined && why !== undefined) {
      return new Fatal({ code, message: `cannot reach ${host}: ${why} (${code})` })
    }
    if (code !== undefined && lostOnTheWay.test(code)) return new Transient({ code, cause })
    if (cause.name === "TimeoutError") return new Transient({ code: cause.name, cause })
    if (status !== undefined) return unreadable(host, status, cause)
    return new Fatal({ code: code ?? cause.name, message: cause.message })
  }
