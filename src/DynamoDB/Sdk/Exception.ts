import {
  DynamoDBServiceException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException
} from "@aws-sdk/client-dynamodb"
import { Predicate } from "effect"
import { type RequestError, type ThrottlingReason, Transient } from "../../domain/RequestError.ts"
import { noAnswer, unexpected } from "../../Http/NoAnswer.ts"
import { concernClock, fromException } from "../Failure.ts"
import { noCredentials, UnreadableAnswer, unreadable } from "../NoAnswer.ts"

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
const metadataOf = (cause: Error, name: "httpStatusCode" | "clockSkewCorrected"): unknown =>
  Predicate.hasProperty(cause, "$metadata") && Predicate.hasProperty(cause.$metadata, name)
    ? cause.$metadata[name]
    : undefined

/** Every way in which the AWS SDK fails, told by what a caller can do about it. */
export const toRequestError =
  (host: string) =>
  (cause: unknown): RequestError => {
    if (!(cause instanceof Error)) return unexpected(cause)
    const said = metadataOf(cause, "httpStatusCode")
    const status = Predicate.isNumber(said) ? said : undefined
    if (cause instanceof UnreadableAnswer && status === undefined) return unreadable(host, 200, cause)
    if (cause instanceof DynamoDBServiceException && cause.name !== "Unknown") {
      const { message, name } = cause
      // it signs by the server's clock from now on; where that is far from ours, it says so of every exception
      if (concernClock.has(name) && metadataOf(cause, "clockSkewCorrected") === true) {
        return new Transient({ code: name, cause })
      }
      return fromException({ name, message, status: status ?? 400, reasons: reasonsOf(cause) })
    }
    const none = noCredentials(cause) ?? noAnswer(host, cause)
    return none ?? (status === undefined ? unexpected(cause) : unreadable(host, status, cause))
  }
