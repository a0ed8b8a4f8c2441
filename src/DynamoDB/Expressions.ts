import type { AttributeValue, Item } from "../domain/Item.ts"
import { type Comparison, type KeyCondition, values } from "../domain/KeyCondition.ts"

/** The members of a query in the service's expression language. */
export interface Expressions {
  readonly KeyConditionExpression: string
  readonly ProjectionExpression: string | undefined
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Item
}

const text = ({ _tag }: Comparison): string => {
  if (_tag === "between") return "#s BETWEEN :s0 AND :s1"
  return _tag === "begins_with" ? "begins_with(#s,:s0)" : `#s ${_tag} :s0`
}

/** Every name stands behind a placeholder: in an expression some are reserved words, and some no words at all. */
export const ofQuery = (
  { partition, sort }: KeyCondition,
  attributes: ReadonlyArray<string> | undefined
): Expressions => {
  const names: Record<string, string> = { "#p": partition.name }
  const compared: Record<string, AttributeValue> = { ":p": partition.value }
  if (sort !== undefined) {
    names["#s"] = sort.name
    for (const [index, value] of values(sort.comparison).entries()) compared[`:s${index}`] = value
  }
  for (const [index, name] of (attributes ?? []).entries()) names[`#a${index}`] = name
  return {
    KeyConditionExpression: sort === undefined ? "#p = :p" : `#p = :p AND ${text(sort.comparison)}`,
    ProjectionExpression: attributes?.map((_, index) => `#a${index}`).join(","),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: compared
  }
}
