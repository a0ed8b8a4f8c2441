import { Fatal, type RequestError, Transient } from "../domain/RequestError.ts"
import * as Http from "../Http/NoAnswer.ts"

/** The answer is no DynamoDB answer: not a JSON object, of a shape that nobody knows, or not what was sent. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer"
}

/** The answer had this status, and was no answer of DynamoDB's. */
export const unreadable = (host: string, status: number, cause: Error): RequestError => {
  if (status < 300) return new Transient({ code: "UnreadableAnswer", cause })
  if (Http.isPassing(status)) return new Transient({ code: `HTTP ${status}`, cause })
  return new Fatal({
    code: `HTTP ${status}`,
    message: `${host} answers with HTTP ${status}, and not as DynamoDB does: is it a proxy, or no DynamoDB endpoint?`
  })
}

/** The request was never sent. */
export const noCredentials = (cause: Error): Fatal | undefined =>
  cause.name === "CredentialsProviderError" ? new Fatal({ code: cause.name, message: cause.message }) : undefined
