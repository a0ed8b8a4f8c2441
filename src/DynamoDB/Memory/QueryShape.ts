import { Either } from "effect"
import { base64 } from "../../domain/Base64.ts"
import * as Decimal from "../../domain/Decimal.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"
import type { KeyAttribute, KeySchema } from "../../domain/Key.ts"
import * as Key from "../../domain/Key.ts"
import type { Comparison, KeyCondition } from "../../domain/KeyCondition.ts"
import { values } from "../../domain/KeyCondition.ts"
import * as KeyRange from "./KeyRange.ts"
import * as Position from "./Position.ts"
import * as Validation from "./Validation.ts"

/** One attribute's condition, whether or not a key has it. */
export interface Condition {
  readonly name: string
  readonly comparison: Comparison
}

/** The service's names for them, from before there were expressions. */
const operators: Record<Comparison["_tag"], string> = {
  "=": "EQ",
  "<": "LT",
  "<=": "LE",
  ">": "GT",
  ">=": "GE",
  between: "BETWEEN",
  begins_with: "BEGINS_WITH"
}

const typeOf = (value: AttributeValue): string => Object.keys(value).join()

const isComparable = (type: string, { _tag }: Comparison): boolean =>
  type === "S" || type === "N" || type === "B" || (_tag === "=" && (type === "SS" || type === "NS" || type === "BS"))

const shown = (value: AttributeValue): string => {
  if ("S" in value) return `{S:${value.S}}`
  if ("N" in value) return `{N:${Decimal.canonical(value.N)}}`
  if ("B" in value) return `{B:${base64(value.B)}}`
  return `{${typeOf(value)}:${JSON.stringify(Object.values(value)[0])}}`
}

const ofBounds = (low: AttributeValue, high: AttributeValue): Validation.Problem => {
  const bounds =
    `lower bound operand: AttributeValue: ${shown(low)}, ` + `upper bound operand: AttributeValue: ${shown(high)}`
  if (typeOf(low) !== typeOf(high)) {
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`
  }
  return Position.sortable(low) > Position.sortable(high)
    ? `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`
    : undefined
}

const ofOperands = ({ comparison }: Condition): Validation.Problem => {
  if (comparison._tag === "between") return ofBounds(comparison.low, comparison.high)
  if (comparison._tag !== "begins_with") return undefined
  const type = typeOf(comparison.prefix)
  return type === "S" || type === "B"
    ? undefined
    : `Incorrect operand type for operator or function; operator or function: begins_with, operand type: ${type}`
}

const ofTypes = ({ comparison }: Condition): Validation.Problem => {
  const type = values(comparison)
    .map(typeOf)
    .find((type) => !isComparable(type, comparison))
  return (
    type &&
    `One or more parameter values were invalid: ComparisonOperator ${operators[comparison._tag]} is not valid for ${type} AttributeValue type`
  )
}

/** Of the conditions alone, whatever table they are for. */
export const ofConditions = (conditions: ReadonlyArray<Condition>): Validation.Problem => {
  const valueProblem = Validation.first(conditions, ({ comparison }) =>
    Validation.first(values(comparison), (value) => Validation.ofValue(value))
  )
  if (valueProblem !== undefined) return valueProblem
  const operands = Validation.first(conditions, ofOperands)
  if (operands !== undefined) return `Invalid KeyConditionExpression: ${operands}`
  if (new Set(conditions.map(({ name }) => name)).size < conditions.length) {
    return "KeyConditionExpressions must only contain one condition per key"
  }
  return (
    Validation.first(conditions, ofTypes) ??
    (conditions.length < 1 || conditions.length > 2 ? "Conditions can be of length 1 or 2 only" : undefined)
  )
}

const invalidStart = "The provided starting key is invalid"

const unsupported = "Query key condition not supported"

/** First the starting key, then the condition, as the service does it. */
const ofAttribute = (
  schema: KeySchema,
  attribute: KeyAttribute,
  conditions: ReadonlyArray<Condition>,
  start: Item | undefined
): Validation.Problem => {
  if (start !== undefined) {
    if (!Object.hasOwn(start, attribute.name)) return invalidStart
    const problem = Validation.ofKeyAttribute(schema, attribute, start)
    if (problem !== undefined) return problem
  }
  const isPartition = attribute === schema.partition
  if (isPartition && schema.sort === undefined && conditions.length > 1) return unsupported
  const condition = conditions.find(({ name }) => name === attribute.name)
  if (condition === undefined) {
    return isPartition || conditions.length > 1
      ? `Query condition missed key schema element: ${attribute.name}`
      : undefined
  }
  const compared = values(condition.comparison)
  if (compared.some((value) => !Object.hasOwn(value, attribute.type))) {
    return "One or more parameter values were invalid: Condition parameter type does not match schema type"
  }
  return Validation.first(compared, (value) =>
    Validation.ofKeyAttribute(schema, attribute, { [attribute.name]: value })
  )
}

/** Which attribute each condition is for; or what keeps them, or the starting key, from fitting the schema. */
export const keyCondition = (
  schema: KeySchema,
  conditions: ReadonlyArray<Condition>,
  start: Item | undefined
): Either.Either<KeyCondition, string> => {
  const attributes = Key.attributes(schema)
  if (start !== undefined && Object.keys(start).length !== attributes.length) return Either.left(invalidStart)
  const problem = Validation.first(attributes, (attribute) => ofAttribute(schema, attribute, conditions, start))
  if (problem !== undefined) return Either.left(problem)
  const partition = conditions.find(({ name }) => name === schema.partition.name)
  if (partition?.comparison._tag !== "=") return Either.left(unsupported)
  return Either.right({
    partition: { name: partition.name, value: partition.comparison.value },
    sort: conditions.find(({ name }) => name === schema.sort?.name)
  })
}

/** A starting key that fits the schema must be one that the query could have come upon. */
export const ofStart = (schema: KeySchema, condition: KeyCondition, start: Item): Validation.Problem => {
  const at = Position.of(schema, start)
  const inPartition = Position.isWithin(KeyRange.make(schema, { partition: condition.partition }), at)
  if (condition.sort === undefined) {
    return inPartition
      ? undefined
      : "The provided starting key is outside query boundaries based on provided conditions"
  }
  const moved = { ...start, [condition.partition.name]: condition.partition.value }
  if (!Position.isWithin(KeyRange.make(schema, condition), Position.of(schema, moved))) {
    return "The provided starting key does not match the range key predicate"
  }
  return inPartition ? undefined : "The query can return at most one row and cannot be restarted"
}
