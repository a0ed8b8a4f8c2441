import { Either } from "effect"
import type { Token } from "stream-json/core/parser.js"
import * as Decimal from "../../domain/Decimal.ts"
import type { AttributeValue } from "../../domain/Item.ts"
import { type SourceRecord, unreadableName } from "./Decoder.ts"

type Frame =
  | { readonly kind: "object"; readonly attributes: Record<string, AttributeValue>; name: string }
  | { readonly kind: "array"; readonly values: Array<AttributeValue> }

/** DynamoDB's limit, the item itself counted. */
const deepest = 32

const loneSurrogate = /\p{Surrogate}/u

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
      if (frame.name !== unreadableName) frame.attributes[frame.name] = value
    } else if (frame !== undefined) {
      frame.values.push(value)
    }
    return depth === 0 ? complete(Either.left(`is no object but ${kind}`)) : undefined
  }

  const begin = (frame: Frame): undefined => {
    depth++
    if (depth <= deepest) frames.push(frame)
    else problem ??= `is nested more than ${deepest} levels deep`
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
    if (loneSurrogate.test(text)) problem ??= "holds half a surrogate pair, which is no text in UTF-8"
    return text
  }

  const number = (text: string): string => {
    if (Decimal.problem(text) !== undefined) problem ??= "holds a number beyond DynamoDB's 38 digits or magnitude"
    return text
  }

  const name = (text: string): undefined => {
    if (text === unreadableName) problem ??= `has an attribute ${unreadableName}, which the AWS SDK cannot read back`
    const frame = frames[depth - 1]
    if (frame?.kind === "object") frame.name = string(text)
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
