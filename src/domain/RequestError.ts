import { Schema } from "effect"

/** DynamoDB's own word on a throttle: a reason such as `TableWriteKeyRangeThroughputExceeded`, and the resource's ARN. */
export const ThrottlingReason = Schema.Struct({ reason: Schema.String, resource: Schema.String })
export type ThrottlingReason = typeof ThrottlingReason.Type

/** The service refused for want of capacity. Nothing was done; the same request may succeed later. */
export class Throttled extends Schema.TaggedError<Throttled>()("Throttled", {
  code: Schema.String,
  reasons: Schema.Array(ThrottlingReason)
}) {
  override get message() {
    return `DynamoDB throttled the request: ${this.code}`
  }
}

/** The outcome is unknown: connection lost, no answer in time, an answer that cannot be read, a fault of the server. */
export class Transient extends Schema.TaggedError<Transient>()("Transient", {
  code: Schema.String,
  cause: Schema.optional(Schema.Defect)
}) {
  override get message() {
    return `no usable answer from DynamoDB: ${this.code}`
  }
}

/** This request is refused for what it carries; others are not touched by that. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", {
  code: Schema.String,
  message: Schema.String
}) {}

/** Every further request would fail as well: table missing, credentials refused, nobody listening. Ends the run. */
export class Fatal extends Schema.TaggedError<Fatal>()("Fatal", {
  code: Schema.String,
  message: Schema.String
}) {}

export const RequestError = Schema.Union(Throttled, Transient, Rejected, Fatal)
export type RequestError = typeof RequestError.Type

export type Retryable = Throttled | Transient

export const isRetryable = (error: RequestError): error is Retryable =>
  error._tag === "Throttled" || error._tag === "Transient"

/** A thread or a process that work was handed to is gone, or answers no more; what became of that work is unknown. */
export class WorkerLost extends Schema.TaggedError<WorkerLost>()("WorkerLost", { message: Schema.String }) {}
