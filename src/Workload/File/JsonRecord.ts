import { Either } from "effect"
import type { Token } from "stream-json/core/parser.js"
import type { AttributeValue } from "../../domain/Item.ts"
import * as Unwritable from "../Unwritable.ts"
import type { SourceRecord } from "./Decoder.ts"

type Frame =
  | { readonly kind: "object"; readonly attributes: Record<string, AttributeValue>; name: string }
  | { readonly kind: "array"; readonly values: Array<AttributeValue> }

const toAttribute = (frame: Frame): AttributeValue =>
  frame.kind === "object" ? { M: frame.attributes } : { L: frame.values }

export interface Assembler {
  /** The record that the token completes. */
  readonly accept: (token: Token, line: number) => SourceRecord | undefined
  readonly isBetweenRecords: () => boolean
}

/**
 * Puts a record together out of its tokens as the AWS marshaller would: strings S, numbers N, booleans BOOL, null NULL,
 * objects M, arrays L; of two attributes with one name the later counts. Numbers keep the text that stands in the file.
 */
export const assembler = (): Assembler => {
  const frames: Array<Frame> = []
  let depth = 0
  let line = 1
  let problem: string | undefined

  const complete = (attributes: SourceRecord["attributes"]): SourceRecord => ({ line, attributes })

  const add = (value: AttributeValue, kind: string): SourceRecord | undefined => {
    const frame = frames[depth - 1]
    if (frame?.kind === "object") {
      if (frame.name !== Unwritable.unreadableName) frame.attributes[frame.name] = value
    } else if (frame !== undefined) {
      frame.values.push(value)
    }
    return depth === 0 ? complete(Either.left(`is no object but ${kind}`)) : undefined
  }

  const begin = (frame: Frame): undefined => {
    depth++
    if (depth <= Unwritable.deepest) frames.push(frame)
    else problem ??= Unwritable.nested
  }

  const end = (): SourceRecord | undefined => {
    depth--
    if (depth >= frames.length) return undefined
    const frame = frames.pop()
    if (frame === undefined) return undefined
    if (depth > 0 || frame.kind === "array") return add(toAttribute(frame), "an array")
    return complete(problem === undefined ? Either.right(frame.attributes) : Either.left(problem))
  }

  const string = (text: string): string => {
    problem ??= Unwritable.ofText(text)
    return text
  }

  const number = (text: string): string => {
    problem ??= Unwritable.ofNumber(text)
    return text
  }

  const name = (text: string): undefined => {
    problem ??= Unwritable.ofName(text)
    const frame = frames[depth - 1]
    if (frame?.kind === "object") frame.name = text
  }

  return {
    isBetweenRecords: () => depth === 0,
    accept: (token, at) => {
      if (depth === 0) {
        line = at
        problem = undefined
      }
      switch (token.name) {
        case "startObject":
          return begin({ kind: "object", attributes: {}, name: "" })
        case "startArray":
          return begin({ kind: "array", values: [] })
        case "endObject":
        case "endArray":
          return end()
        case "keyValue":
          return name(token.value)
        case "stringValue":
          return add({ S: string(token.value) }, "a string")
        case "numberValue":
          return add({ N: number(token.value) }, "a number")
        case "trueValue":
        case "falseValue":
          return add({ BOOL: token.value }, "a boolean")
        case "nullValue":
          return add({ NULL: true }, "null")
        default:
          return undefined
      }
    }
  }
}
