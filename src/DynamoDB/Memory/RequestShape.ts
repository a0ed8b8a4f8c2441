import type { WriteRequest } from "../../DynamoDB.ts"
import type { Item } from "../../domain/Item.ts"
import type { KeySchema } from "../../domain/Key.ts"
import * as NormalForm from "./NormalForm.ts"
import * as Validation from "./Validation.ts"

const longestBatchWrite = 25
const longestBatchGet = 100
const mostSegments = 1_000_000

const namePattern = "[a-zA-Z0-9_.-]+"
const nameRegExp = /^[a-zA-Z0-9_.-]+$/

const detected = (failures: ReadonlyArray<string>): Validation.Problem =>
  failures.length === 0
    ? undefined
    : `${failures.length} validation error${failures.length > 1 ? "s" : ""} detected: ${failures.join("; ")}`

const failure = (at: string, constraint: string): string =>
  `Value at '${at}' failed to satisfy constraint: ${constraint}`

const failureOf = (value: string | number, at: string, constraint: string): string =>
  `Value '${value}' at '${at}' failed to satisfy constraint: ${constraint}`

const matching = `Member must satisfy regular expression pattern: ${namePattern}`
const atMost = (limit: number) => `Member must have length less than or equal to ${limit}`
const atLeast = (limit: number) => `Member must have length greater than or equal to ${limit}`
const noMoreThan = (limit: number) => `Member must have value less than or equal to ${limit}`
const noLessThan = (limit: number) => `Member must have value greater than or equal to ${limit}`

const isTableName = (name: string): boolean => name.length >= 3 && name.length <= 255 && nameRegExp.test(name)

const nameFailures = (name: string, at: string): ReadonlyArray<string> => {
  const failures: Array<string> = []
  if (!nameRegExp.test(name)) failures.push(failureOf(name, at, matching))
  if (name.length < 3) failures.push(failureOf(name, at, atLeast(3)))
  if (name.length > 255) failures.push(failureOf(name, at, atMost(255)))
  return failures
}

/** In the data plane. */
export const ofTableName = (name: string): Validation.Problem =>
  isTableName(name) ? undefined : detected(nameFailures(name, "tableName"))

/** In the control plane, which has words of its own for the length. */
export const ofTableParameter = (name: string): Validation.Problem => {
  if (name.length < 3 || name.length > 255) {
    return "TableName must be at least 3 characters long and at most 255 characters long"
  }
  return ofTableName(name)
}

export const duplicates = "Provided list of item keys contains duplicates"

const mapKeys = `Map keys must satisfy constraint: [${atMost(255)}, ${atLeast(3)}, ${matching}]`

const ofRequestItems = (
  batches: ReadonlyArray<{ readonly table: string }>,
  failuresOfEach: () => ReadonlyArray<string>
): Validation.Problem => {
  if (batches.length === 0) return detected([failure("RequestItems", atLeast(1))])
  if (!batches.every(({ table }) => isTableName(table))) return detected([failure("RequestItems", mapKeys)])
  return detected(failuresOfEach())
}

const lengthFailures = (at: string, length: number, most: number): ReadonlyArray<string> => {
  if (length < 1) return [failure(at, atLeast(1))]
  return length > most ? [failure(at, atMost(most))] : []
}

/** The service's wording of 2026, which no longer recites the request. */
export const ofBatchWrite = (
  batches: ReadonlyArray<{ readonly table: string; readonly requests: ReadonlyArray<WriteRequest> }>
): Validation.Problem =>
  ofRequestItems(batches, () =>
    batches.flatMap(({ requests, table }) =>
      lengthFailures(`RequestItems.${table}.member`, requests.length, longestBatchWrite)
    )
  ) ??
  (batches.reduce((sum, { requests }) => sum + requests.length, 0) > longestBatchWrite
    ? "Too many items requested for the BatchWriteItem call"
    : undefined)

export const ofBatchGet = (
  batches: ReadonlyArray<{ readonly table: string; readonly keys: ReadonlyArray<Item> }>
): Validation.Problem =>
  ofRequestItems(batches, () =>
    batches.flatMap(({ keys, table }) =>
      lengthFailures(`RequestItems.${table}.member.Keys`, keys.length, longestBatchGet)
    )
  ) ??
  (batches.reduce((sum, { keys }) => sum + keys.length, 0) > longestBatchGet
    ? "Too many items requested for the BatchGetItem call"
    : undefined)

/** Looked for before the table, and so its schema, is known. */
export const ofRepeatedKeys = (keys: ReadonlyArray<Item>): Validation.Problem => {
  const texts = keys.map((key) =>
    JSON.stringify(Object.entries(NormalForm.ofItem(key)).sort(([left], [right]) => (left < right ? -1 : 1)))
  )
  return new Set(texts).size < texts.length ? duplicates : undefined
}

const invalidStart = "The provided starting key is invalid: "

/** The service puts its words about the starting key before some messages only. */
const ofStartValues = (start: Item): Validation.Problem => {
  const problem = Validation.ofValues(start)
  if (problem === undefined) return undefined
  return /contains duplicates|number set|numeric value|significant digits|number with magnitude/.test(problem)
    ? problem
    : `${invalidStart}${problem}`
}

export const ofStart = (schema: KeySchema, start: Item): Validation.Problem => {
  const problem = Validation.ofKey(schema, start)
  return problem === undefined ? undefined : `${invalidStart}${problem}`
}

export const startOutsideSegment = (index: number, of: number): string =>
  `${invalidStart}Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. ` +
  `TotalSegments: ${of} Segment: ${index}`

export const ofScan = ({
  limit,
  segment,
  start,
  table
}: {
  readonly table: string
  readonly limit: number | undefined
  readonly segment: { readonly index: number; readonly of: number } | undefined
  readonly start: Item | undefined
}): Validation.Problem => {
  const failures: Array<string> = []
  if (segment !== undefined) {
    if (segment.of < 1) failures.push(failureOf(segment.of, "totalSegments", noLessThan(1)))
    if (segment.of > mostSegments) failures.push(failureOf(segment.of, "totalSegments", noMoreThan(mostSegments)))
  }
  failures.push(...nameFailures(table, "tableName"))
  if (segment !== undefined && segment.index < 0) {
    failures.push(failureOf(segment.index, "segment", noLessThan(0)))
  }
  if (limit !== undefined && limit < 1) failures.push(failureOf(limit, "limit", noLessThan(1)))
  if (failures.length > 0) return detected(failures)
  const startProblem = start === undefined ? undefined : ofStartValues(start)
  if (startProblem !== undefined) return startProblem
  return segment !== undefined && segment.index >= segment.of
    ? "The Segment parameter is zero-based and must be less than parameter TotalSegments: " +
        `Segment: ${segment.index} is not less than TotalSegments: ${segment.of}`
    : undefined
}

/** What a query has in common with a scan: all but its conditions. */
export const ofQuery = ({
  limit,
  start,
  table
}: {
  readonly table: string
  readonly limit: number | undefined
  readonly start: Item | undefined
}): Validation.Problem => {
  const failures = [...nameFailures(table, "tableName")]
  if (limit !== undefined && limit < 1) failures.push(failureOf(limit, "limit", noLessThan(1)))
  return detected(failures) ?? (start === undefined ? undefined : ofStartValues(start))
}

export const ofKeySchema = ({ partition, sort }: KeySchema): Validation.Problem =>
  partition.name === sort?.name
    ? "Both the Hash Key and the Range Key element in the KeySchema have the same name"
    : undefined

export const ofListTables = ({
  limit,
  start
}: {
  readonly limit: number | undefined
  readonly start: string | undefined
}): Validation.Problem => {
  const failures = start === undefined ? [] : [...nameFailures(start, "exclusiveStartTableName")]
  if (limit !== undefined && limit < 1) failures.push(failureOf(limit, "limit", noLessThan(1)))
  if (limit !== undefined && limit > 100) failures.push(failureOf(limit, "limit", noMoreThan(100)))
  return detected(failures)
}
