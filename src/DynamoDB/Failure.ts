import {
  Fatal,
  Rejected,
  type RequestError,
  Throttled,
  type ThrottlingReason,
  Transient
} from "../domain/RequestError.ts"
import { withRemedy } from "./Remedy.ts"

/** An exception as the service answers it: `name` is what stands after the `#` of `__type`, `status` that of HTTP. */
export interface Exception {
  readonly name: string
  readonly message: string
  readonly status: number
  readonly reasons?: ReadonlyArray<ThrottlingReason> | undefined
}

const throttles: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "LimitExceededException"
])

/** Two writers met. Not a matter of capacity, so it is no throttle; trying again soon is right. */
const conflicts: ReadonlySet<string> = new Set([
  "TransactionConflictException",
  "TransactionInProgressException",
  "ReplicatedWriteConflictException"
])

/** Whoever has signed may be known again under another identity. */
export const concernExpiry: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "UnrecognizedClientException"
])

/** Nobody, or nobody that is known, has signed the request. */
export const concernIdentity: ReadonlySet<string> = new Set([
  ...concernExpiry,
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "InvalidClientTokenId",
  "OptInRequired"
])

const concernEveryRequest: ReadonlySet<string> = new Set([
  "ResourceNotFoundException",
  "AccessDeniedException",
  "UnknownOperationException",
  ...concernIdentity
])

/** A signature is refused that may be good by another clock. The SDK's own list. */
export const concernClock: ReadonlySet<string> = new Set([
  "AuthFailure",
  "InvalidSignatureException",
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch"
])

/**
 * What a caller can do about an exception of DynamoDB.
 *
 * A key that does not match the schema is `Rejected`, though the whole run may suffer from it: one item with a missing
 * or mistyped key says the very same words as a table whose key has another name, and one bad item must not end a run.
 * Who starts a run compares the table's key schema beforehand.
 */
export const fromException = ({ message, name: code, reasons = [], status }: Exception): RequestError => {
  if (throttles.has(code)) return new Throttled({ code, reasons })
  if (conflicts.has(code) || status >= 500) return new Transient({ code })
  if (concernEveryRequest.has(code)) return new Fatal({ code, message: withRemedy(code, message) })
  return new Rejected({ code, message })
}
