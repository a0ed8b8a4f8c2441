import { Either } from "effect"
import type { Comparison, Ordered } from "../../../domain/KeyCondition.ts"
import * as Projection from "../../Memory/Projection.ts"
import type { Condition } from "../../Memory/QueryShape.ts"
import * as Validation from "../../Memory/Validation.ts"
import type { Function, Node } from "./Parser.ts"

/** How many operands each takes. */
const functions: ReadonlyMap<string, number> = new Map([
  ["attribute_exists", 1],
  ["attribute_not_exists", 1],
  ["attribute_type", 2],
  ["begins_with", 2],
  ["contains", 2],
  ["size", 1]
])

const ofFunction = ({ name, operands }: Function): Validation.Problem => {
  const wanted = functions.get(name)
  if (wanted === undefined) return `Invalid function name; function: ${name}`
  return wanted === operands.length
    ? undefined
    : `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`
}

/** Only `size` stands for something to compare, all others for a condition. */
const ofUse = (node: Node, asCondition: boolean): Validation.Problem =>
  node._tag === "Function" && (node.name === "size") === asCondition
    ? `The function is not allowed to be used this way in an expression; function: ${node.name}`
    : undefined

const ofDistinct = (operator: string, [left, right, ...more]: ReadonlyArray<Node>): Validation.Problem => {
  if (left?._tag !== "Path" || right?._tag !== "Path" || more.length > 0) return undefined
  return Projection.shown(left.path) === Projection.shown(right.path)
    ? `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${Projection.shown(left.path)}`
    : undefined
}

/** What is wrong in any condition, be it one for keys or not. */
const problem = (node: Node): Validation.Problem => {
  if (node._tag === "Path" || node._tag === "Value") return undefined
  const name = node._tag === "Function" ? node.name : node.operator
  const ofConditions = name === "AND" || name === "OR" || name === "NOT"
  return (
    (node._tag === "Function" ? ofFunction(node) : undefined) ??
    Validation.first(node.operands, (operand) => ofUse(operand, ofConditions) ?? problem(operand)) ??
    ofDistinct(name, node.operands)
  )
}

/** As each is with its operands the other way round. */
const mirrored = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const satisfies Record<
  Ordered["_tag"],
  Ordered["_tag"]
>

const isOrdered = (operator: string): operator is Ordered["_tag"] => Object.hasOwn(mirrored, operator)

type Read<A> = Either.Either<A, string>

const impossible = (problem: string): Read<never> =>
  Either.left(`Invalid condition in KeyConditionExpression: ${problem}`)

const notAllowed = (operator: string): Read<never> =>
  Either.left(`Invalid operator used in KeyConditionExpression: ${operator}`)

const comparison = (operator: string, operands: ReadonlyArray<Node>): Read<Comparison> => {
  const isMirrored = operands[0]?._tag !== "Path"
  const [value, high] = operands.flatMap((operand) => (operand._tag === "Value" ? [operand.value] : []))
  if (value === undefined) return notAllowed(operator)
  if (operator === "BETWEEN" && high !== undefined) return Either.right({ _tag: "between", low: value, high })
  if (operator === "begins_with") return Either.right({ _tag: "begins_with", prefix: value })
  return isOrdered(operator)
    ? Either.right({ _tag: isMirrored ? mirrored[operator] : operator, value })
    : notAllowed(operator)
}

const condition = (operator: string, operands: ReadonlyArray<Node>): Read<Condition> => {
  const isWord = operator === "BETWEEN" || operator === "begins_with"
  if (!isWord && !isOrdered(operator)) return notAllowed(operator)
  if (isWord && operands[0]?._tag !== "Path") {
    return impossible(`${operator} operator must have the key attribute as its first operand`)
  }
  if (operands.some(({ _tag }) => _tag === "Operator" || _tag === "Function")) {
    return Either.left("KeyConditionExpressions cannot contain nested operations")
  }
  const [path, another] = operands.flatMap((operand) => (operand._tag === "Path" ? [operand.path] : []))
  if (path === undefined) return impossible("No key attribute specified")
  if (another !== undefined) return impossible("Multiple attribute names used in one condition")
  const [name, ...steps] = path
  return steps.length > 0
    ? Either.left("KeyConditionExpressions cannot have conditions on nested attributes")
    : Either.map(comparison(operator, operands), (comparison) => ({ name, comparison }))
}

const inTurn = (node: Node): ReadonlyArray<Read<Condition>> => {
  if (node._tag === "Path" || node._tag === "Value") return []
  if (node._tag === "Function") return [condition(node.name, node.operands)]
  return node.operator === "AND" ? node.operands.flatMap(inTurn) : [condition(node.operator, node.operands)]
}

/** What a key condition expression asks of which attributes; or the words in which the service refuses it. */
export const conditions = (node: Node): Read<ReadonlyArray<Condition>> => {
  const wrong = ofUse(node, true) ?? problem(node)
  return wrong === undefined ? Either.all(inTurn(node)) : Either.left(`Invalid KeyConditionExpression: ${wrong}`)
}
