import type { ThrottlingReason } from "../../domain/RequestError.ts"
import type { ServiceError } from "./Engine.ts"

export const validation = (message: string): ServiceError => ({ name: "ValidationException", message, status: 400 })

export const tableMissing: ServiceError = {
  name: "ResourceNotFoundException",
  message: "Requested resource not found",
  status: 400
}

/** The control plane names the table, the data plane does not. */
export const namedTableMissing = (name: string): ServiceError => ({
  ...tableMissing,
  message: `Requested resource not found: Table: ${name} not found`
})

export const tableExists = (name: string): ServiceError => ({
  name: "ResourceInUseException",
  message: `Table already exists: ${name}`,
  status: 400
})

export const throttled = (reasons: ReadonlyArray<ThrottlingReason>): ServiceError => ({
  name: "ProvisionedThroughputExceededException",
  message:
    "The level of configured provisioned throughput for the table was exceeded. " +
    "Consider increasing your provisioning level with the UpdateTable API.",
  status: 400,
  reasons
})
