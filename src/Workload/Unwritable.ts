import * as Decimal from "../domain/Decimal.ts"

/** Levels that an item may have, itself counted: DynamoDB's limit. */
export const deepest = 32

export const nested = `is nested more than ${deepest} levels deep`

/** An attribute of this name gets lost when the AWS SDK reads an item back. */
export const unreadableName = "__proto__"

const loneSurrogate = /\p{Surrogate}/u

/** Why DynamoDB could not have an attribute of this name. */
export const ofName = (name: string): string | undefined =>
  name === unreadableName ? `has an attribute ${name}, which the AWS SDK cannot read back` : ofText(name)

export const ofText = (text: string): string | undefined =>
  loneSurrogate.test(text) ? "holds half a surrogate pair, which is no text in UTF-8" : undefined

export const ofNumber = (text: string): string | undefined =>
  Decimal.problem(text) === undefined ? undefined : "holds a number beyond DynamoDB's 38 digits or magnitude"
