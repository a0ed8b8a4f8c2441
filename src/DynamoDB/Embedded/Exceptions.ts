import type { ServiceError } from "../Memory/Engine.ts"

export const serialization = (message: string): ServiceError => ({
  name: "SerializationException",
  message,
  status: 400
})

export const unknownOperation = (message: string): ServiceError => ({
  name: "UnknownOperationException",
  message,
  status: 400
})

export const missingAuthenticationToken: ServiceError = {
  name: "MissingAuthenticationTokenException",
  message: "Request is missing Authentication Token",
  status: 400
}

/** Those who ask for a table by its ARN are told so. */
export const resourceNotFound = (arn: string): ServiceError => ({
  name: "ResourceNotFoundException",
  message: `Requested resource not found: ResourcArn: ${arn} not found`,
  status: 400
})

/** Backups have a word of their own for a table that is not there. */
export const tableNotFound = (name: string): ServiceError => ({
  name: "TableNotFoundException",
  message: `Table not found: ${name}`,
  status: 400
})

/** What is refused before DynamoDB itself is reached speaks from another namespace. */
const namespaces: ReadonlyMap<string, string> = new Map([
  ["SerializationException", "com.amazon.coral.service"],
  ["UnknownOperationException", "com.amazon.coral.service"],
  ["MissingAuthenticationTokenException", "com.amazon.coral.service"],
  ["ValidationException", "com.amazon.coral.validate"]
])

/** The error's body on the wire. */
export const toJson = (error: ServiceError): string =>
  JSON.stringify({
    __type: `${namespaces.get(error.name) ?? "com.amazonaws.dynamodb.v20120810"}#${error.name}`,
    message: error.message,
    ...(error.reasons === undefined || error.reasons.length === 0 ? {} : { ThrottlingReasons: error.reasons })
  })
