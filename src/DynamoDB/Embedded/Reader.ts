import type { ServiceError } from "../Memory/Engine.ts"
import { serialization } from "./Exceptions.ts"

export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * Reads JSON of any shape as the types of DynamoDB's protocol, with the words in which the service refuses others.
 * Nothing is thrown: the first problem stays in `refusal`, and whatever was read is then not to be used.
 * `null` counts as absent, as it does for the service.
 */
export class Reader {
  refusal: ServiceError | undefined = undefined

  refuse(error: ServiceError): undefined {
    this.refusal ??= error
    return undefined
  }

  text(value: unknown): string | undefined {
    if (typeof value === "string") return value
    if (value === undefined || value === null) return undefined
    return this.refuse(serialization(notA("String", value)))
  }

  integer(value: unknown): number | undefined {
    if (typeof value === "number") return Math.floor(value)
    if (value === undefined || value === null) return undefined
    return this.refuse(serialization(notA("Integer", value)))
  }

  flag(value: unknown): boolean | undefined {
    if (typeof value === "boolean") return value
    if (value === undefined || value === null) return undefined
    return this.refuse(serialization(notA("Boolean", value)))
  }

  bytes(value: unknown): Uint8Array | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value !== "string") {
      return this.refuse(serialization("only base-64-encoded strings are convertible to bytes"))
    }
    if (value.length % 4 !== 0) {
      const message = `Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`
      return this.refuse(serialization(message))
    }
    const bytes = Buffer.from(value, "base64")
    if (bytes.toString("base64") === value) return bytes
    return this.refuse(serialization("Invalid last non-pad Base64 character dectected"))
  }

  object(value: unknown): Json | undefined {
    if (isObject(value)) return value
    if (value === undefined || value === null) return undefined
    const message = Array.isArray(value) ? "Unrecognized collection type class java.util.Map" : "Unexpected field type"
    return this.refuse(serialization(message))
  }

  /** `read` says itself what is wrong with an element for which it gives nothing. */
  list<A>(value: unknown, read: (element: unknown) => A | undefined): Array<A> | undefined {
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value)) {
      const message = isObject(value) ? "Start of structure or map found where not expected" : "Unexpected field type"
      return this.refuse(serialization(message))
    }
    const elements: Array<A> = []
    for (const element of value) {
      if (element === null) return this.refuse(serialization("Unexpected value type in payload"))
      const one = read(element)
      if (one !== undefined) elements.push(one)
    }
    return elements
  }
}

const notA = (type: "String" | "Integer" | "Boolean", value: unknown): string => {
  switch (typeof value) {
    case "boolean":
      return `${value ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to ${type}`
    case "number":
      return `${Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE"} cannot be converted to ${type}`
    case "string":
      return `STRING_VALUE cannot be converted to ${type}`
    default:
      return Array.isArray(value)
        ? `Unrecognized collection type class java.lang.${type}`
        : "Start of structure or map found where not expected"
  }
}
