import { crc32 } from "node:zlib"
import type { ThrottlingReason } from "../../domain/RequestError.ts"
import type { Exception } from "../Failure.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"
import { elementsIfAny, member } from "./Decoded.ts"
import type { Answer } from "./Exchange.ts"

const header = ({ headers }: Answer, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "string" ? value : value?.[0]
}

/** Whether it is what was sent; where that is not said, it is. */
export const isWhole = (answer: Answer): boolean => {
  const checksum = header(answer, "x-amz-crc32")
  return checksum === undefined || Number(checksum) === crc32(answer.body)
}

const brace = 0x7b

/** DynamoDB's answers are JSON objects; throws where this one is not. */
export const jsonOf = ({ body }: Answer): unknown => {
  if (body[0] !== brace) throw new UnreadableAnswer("the answer is not a JSON object")
  return JSON.parse(body.toString())
}

const text = (json: unknown): string | undefined => (typeof json === "string" ? json : undefined)

const reasonsOf = (json: unknown): ReadonlyArray<ThrottlingReason> =>
  elementsIfAny(member(json, "ThrottlingReasons") ?? member(json, "throttlingReasons")).map((reason) => ({
    reason: text(member(reason, "reason")) ?? "",
    resource: text(member(reason, "resource")) ?? ""
  }))

/**
 * The exception that it tells of; undefined where it names none. `com.amazonaws.dynamodb.v20120810#X` and `X:http://…`
 * are both X. Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export const exceptionOf = (answer: Answer, json: unknown): Exception | undefined => {
  const said = text(member(json, "__type")) ?? text(member(json, "code")) ?? header(answer, "x-amzn-errortype")
  const name = said?.split(",")[0]?.split(":")[0]?.split("#").at(-1)
  if (name === undefined || name === "") return undefined
  return {
    name,
    message: text(member(json, "message")) ?? text(member(json, "Message")) ?? "UnknownError",
    status: answer.status,
    reasons: reasonsOf(json)
  }
}

/** When the server says that it answered, by its clock; NaN where it does not say. */
export const dateOf = (answer: Answer): number => Date.parse(header(answer, "date") ?? "")
