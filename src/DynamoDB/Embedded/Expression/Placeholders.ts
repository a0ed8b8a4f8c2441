import type { AttributeValue, Item } from "../../../domain/Item.ts"
import { validation } from "../../Memory/Exceptions.ts"
import * as Validation from "../../Memory/Validation.ts"
import * as Attributes from "../Attributes.ts"
import type { Request } from "../Request.ts"

const key = /^\w+$/

/** What the names and values of a request's expressions stand for; all must be used, and each used one be there. */
export class Placeholders {
  private readonly request: Request
  private readonly names: ReadonlyMap<string, string>
  private readonly values: ReadonlyMap<string, AttributeValue>
  private readonly used = new Set<string>()

  constructor(request: Request) {
    this.request = request
    this.names = this.read("ExpressionAttributeNames", "#", (members) =>
      Object.entries(members).flatMap(([key, name]) => {
        const text = request.reader.text(name)
        return text === undefined ? [] : [[key, text] as const]
      })
    )
    this.values = this.read("ExpressionAttributeValues", ":", (members) => {
      const item: Item = Attributes.item(request.reader, members) ?? {}
      return Object.entries(item)
    })
    for (const [key, value] of this.values) {
      const problem = Validation.ofValue(value)
      if (problem !== undefined) {
        this.refuse(`ExpressionAttributeValues contains invalid value: ${problem} for key ${key}`)
      }
    }
  }

  name(placeholder: string): string | undefined {
    this.used.add(placeholder)
    return this.names.get(placeholder)
  }

  value(placeholder: string): AttributeValue | undefined {
    this.used.add(placeholder)
    return this.values.get(placeholder)
  }

  /** Once all expressions are read. */
  refuseUnused(): void {
    for (const [member, given] of [
      ["ExpressionAttributeNames", this.names],
      ["ExpressionAttributeValues", this.values]
    ] as const) {
      const unused = [...given.keys()].filter((placeholder) => !this.used.has(placeholder))
      if (unused.length === 0) continue
      this.refuse(`Value provided in ${member} unused in expressions: keys: {${unused.join(", ")}}`)
    }
  }

  private read<A>(
    member: string,
    sign: string,
    entries: (members: Readonly<Record<string, unknown>>) => ReadonlyArray<readonly [string, A]>
  ): ReadonlyMap<string, A> {
    const members = this.request.reader.object(this.request.members[member])
    if (members === undefined) return new Map()
    const read = new Map(entries(members))
    if (Object.keys(members).length === 0) this.refuse(`${member} must not be empty`)
    for (const placeholder in members) {
      if (placeholder.startsWith(sign) && key.test(placeholder.slice(1))) continue
      this.refuse(`${member} contains invalid key: Syntax error; key: "${placeholder}"`)
    }
    return read
  }

  private refuse(message: string): void {
    this.request.reader.refuse(validation(message))
  }
}
