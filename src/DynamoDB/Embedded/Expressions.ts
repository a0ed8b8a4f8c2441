import { Either } from "effect"
import { validation } from "../Memory/Exceptions.ts"
import type { Path } from "../Memory/Projection.ts"
import type { Condition } from "../Memory/QueryShape.ts"
import * as KeyCondition from "./Expression/KeyCondition.ts"
import * as Parser from "./Expression/Parser.ts"
import { Placeholders } from "./Expression/Placeholders.ts"
import type { Request } from "./Request.ts"

const accepted = <A>(request: Request, read: Either.Either<A, string>): A | undefined =>
  Either.isRight(read) ? read.right : request.reader.refuse(validation(read.left))

const paths = (request: Request, placeholders: Placeholders): ReadonlyArray<Path> | undefined => {
  const expression = request.reader.text(request.members.ProjectionExpression)
  return expression === undefined ? undefined : accepted(request, Parser.paths(expression, placeholders))
}

const conditions = (request: Request, placeholders: Placeholders): ReadonlyArray<Condition> => {
  const expression = request.reader.text(request.members.KeyConditionExpression)
  if (expression === undefined) return []
  const parsed = Parser.keyCondition(expression, placeholders)
  return accepted(request, Either.flatMap(parsed, KeyCondition.conditions)) ?? []
}

const isGiven = (request: Request, member: string): boolean => request.members[member] != null

const refuse = (request: Request, message: string): void => {
  request.reader.refuse(validation(message))
}

const namesWithout = "ExpressionAttributeNames can only be specified when using expressions"
const valuesWithout =
  "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null"
const noCondition = "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."

/** What a scan answers of its items: all of them where it does not say. */
export const ofScan = (request: Request): ReadonlyArray<Path> | undefined => {
  const isProjected = isGiven(request, "ProjectionExpression")
  if (!isProjected && isGiven(request, "ExpressionAttributeNames")) refuse(request, namesWithout)
  const placeholders = new Placeholders(request)
  const projection = paths(request, placeholders)
  placeholders.refuseUnused()
  return projection
}

/** What a query asks for, and what it answers of it. */
export const ofQuery = (request: Request) => {
  if (!isGiven(request, "KeyConditionExpression")) {
    const isProjected = isGiven(request, "ProjectionExpression")
    if (!isProjected && isGiven(request, "ExpressionAttributeNames")) refuse(request, namesWithout)
    if (isGiven(request, "ExpressionAttributeValues")) refuse(request, valuesWithout)
    refuse(request, noCondition)
  }
  const placeholders = new Placeholders(request)
  const expressions = { conditions: conditions(request, placeholders), projection: paths(request, placeholders) }
  placeholders.refuseUnused()
  return expressions
}
