import type { ServiceError } from "../Memory/Engine.ts"
import { validation } from "../Memory/Exceptions.ts"
import type { ReturnConsumedCapacity } from "./Encoded.ts"
import { type Json, Reader } from "./Reader.ts"

export const mustNotBeNull = "Member must not be null"

/**
 * The members of one request. A member that the embedded DynamoDB does not have is refused rather than ignored: what
 * it would have changed is not done.
 */
export class Request {
  readonly reader = new Reader()
  readonly members: Json
  private readonly operation: string
  private readonly violations: Array<string> = []

  constructor(operation: string, members: Json, known: ReadonlySet<string>) {
    this.operation = operation
    this.members = members
    this.refuseOthers(members, known)
  }

  refuseOthers(members: Json, known: ReadonlySet<string> = none): void {
    for (const name in members) {
      if (known.has(name) || members[name] === null) continue
      const message = `The embedded DynamoDB of Millrace does not implement ${name} of ${this.operation}; where it is needed, use --endpoint with DynamoDB Local`
      this.reader.refuse(validation(message))
    }
  }

  /** Says in the service's words which constraint a member breaks. */
  violated(member: string, value: unknown, constraint: string): void {
    const shown = value === undefined || value === null ? "null" : `'${show(value)}'`
    this.violations.push(`Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`)
  }

  /** What stands in the way of carrying the request out. */
  get refusal(): ServiceError | undefined {
    if (this.reader.refusal !== undefined || this.violations.length === 0) return this.reader.refusal
    const count = this.violations.length
    const detected = `${count} validation error${count === 1 ? "" : "s"} detected: ${this.violations.join("; ")}`
    return validation(detected)
  }

  /** `read` has refused already where it gives nothing for something. */
  required<A>(name: string, read: (value: unknown) => A | undefined, otherwise: A): A {
    const value = this.members[name]
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
    if (value === undefined || value === null) this.violated(member, value, mustNotBeNull)
    return read(value) ?? otherwise
  }

  get table(): string {
    return this.required("TableName", (value) => this.reader.text(value), "")
  }

  get consistent(): boolean {
    return this.reader.flag(this.members.ConsistentRead) ?? false
  }

  get capacity(): ReturnConsumedCapacity {
    const wanted = this.reader.text(this.members.ReturnConsumedCapacity)
    switch (wanted) {
      case undefined:
        return "NONE"
      case "INDEXES":
      case "TOTAL":
      case "NONE":
        return wanted
      default:
        this.violated("returnConsumedCapacity", wanted, "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]")
        return "NONE"
    }
  }

  /** A member that may only say what goes without saying. */
  only(name: string, accepted: string): void {
    const value = this.reader.text(this.members[name])
    if (value === undefined || value === accepted) return
    const message = `The embedded DynamoDB of Millrace implements ${name} ${accepted} alone, not ${value}`
    this.reader.refuse(validation(message))
  }
}

const none: ReadonlySet<string> = new Set()

const show = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))
