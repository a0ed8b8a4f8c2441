import { Either } from "effect"
import type { Tags } from "../../DynamoDB.ts"
import type { KeyAttribute, KeySchema, KeyType } from "../../domain/Key.ts"
import { tableMissing, validation } from "../Memory/Exceptions.ts"
import * as Encoded from "./Encoded.ts"
import * as Exceptions from "./Exceptions.ts"
import * as Operation from "./Operation.ts"
import type { Request } from "./Request.ts"

const invalid = "One or more parameter values were invalid: "

const isKeyType = (type: string | undefined): type is KeyType => type === "S" || type === "N" || type === "B"

const definitions = (request: Request): ReadonlyMap<string, KeyType> => {
  const types = new Map<string, KeyType>()
  const list = request.required(
    "AttributeDefinitions",
    (value) => request.reader.list(value, (element) => request.reader.object(element)),
    []
  )
  for (const [index, { AttributeName, AttributeType }] of list.entries()) {
    const name = request.reader.text(AttributeName)
    const type = request.reader.text(AttributeType)
    if (isKeyType(type)) types.set(name ?? "", type)
    else {
      const member = `attributeDefinitions.${index + 1}.member.attributeType`
      request.violated(member, type, "Member must satisfy enum value set: [B, N, S]")
    }
  }
  return types
}

const elements = (request: Request) =>
  request
    .required("KeySchema", (value) => request.reader.list(value, (element) => request.reader.object(element)), [])
    .map(({ AttributeName, KeyType }) => ({
      name: request.reader.text(AttributeName) ?? "",
      kind: request.reader.text(KeyType)
    }))

/** Only what the members say of each other; each by itself has been looked at. */
const keySchema = (request: Request): KeySchema => {
  const types = definitions(request)
  const [partition, sort, ...more] = elements(request)
  const nameless: KeyAttribute = { name: "", type: "S" }
  const refuse = (message: string) => request.reader.refuse(validation(message))
  const typed = (name: string): KeyAttribute => {
    const type = types.get(name)
    if (type !== undefined) return { name, type }
    const keys = [partition, sort].flatMap((element) => element?.name ?? []).join(", ")
    const defined = [...types.keys()].join(", ")
    refuse(
      `${invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys}], AttributeDefinitions: [${defined}]`
    )
    return nameless
  }
  if (partition === undefined) return { partition: nameless }
  if (more.length > 0)
    request.violated("keySchema", request.members.KeySchema, "Member must have length less than or equal to 2")
  const key = { partition: typed(partition.name), ...(sort === undefined ? {} : { sort: typed(sort.name) }) }
  if (partition.kind !== "HASH") refuse("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
  if (sort !== undefined && sort.kind !== "RANGE")
    refuse("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
  if (types.size !== (sort === undefined ? 1 : 2)) {
    refuse(
      `${invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`
    )
  }
  return key
}

const tags = (request: Request): Tags => {
  const list = request.reader.list(request.members.Tags, (element) => request.reader.object(element)) ?? []
  return Object.fromEntries(
    list.map(({ Key, Value }) => [request.reader.text(Key) ?? "", request.reader.text(Value) ?? ""])
  )
}

const createTable = Operation.make({
  name: "CreateTable",
  plane: "control",
  members: ["TableName", "AttributeDefinitions", "KeySchema", "BillingMode", "TableClass", "Tags"],
  read: (request) => {
    if (request.members.BillingMode !== "PAY_PER_REQUEST") {
      const message = "The embedded DynamoDB of Millrace has on-demand tables alone: give BillingMode PAY_PER_REQUEST"
      request.reader.refuse(validation(message))
    }
    request.only("TableClass", "STANDARD")
    return { name: request.table, key: keySchema(request), tags: tags(request) }
  },
  carryOut: (engine, input) => engine.createTable(input),
  answer: (table) => ({ TableDescription: Encoded.table(table) })
})

const describeTable = Operation.make({
  name: "DescribeTable",
  plane: "control",
  members: ["TableName"],
  read: (request) => request.table,
  carryOut: (engine, name) => engine.describeTable(name),
  answer: (table) => ({ Table: Encoded.table(table) })
})

const listTables = Operation.make({
  name: "ListTables",
  plane: "control",
  members: ["ExclusiveStartTableName", "Limit"],
  read: (request) => ({
    start: request.reader.text(request.members.ExclusiveStartTableName),
    limit: request.reader.integer(request.members.Limit)
  }),
  carryOut: (engine, input) => engine.listTables(input),
  answer: ({ last, names }) => ({ TableNames: names, LastEvaluatedTableName: last })
})

/** The last part of a table's ARN; the service answers to none but whole ones. */
const nameIn = (arn: string): string | undefined => /^arn:aws:dynamodb:[^:]+:\d+:table\/([^/]+)$/.exec(arn)?.[1]

const listTagsOfResource = Operation.make({
  name: "ListTagsOfResource",
  plane: "control",
  members: ["ResourceArn", "NextToken"],
  read: (request) => {
    const arn = request.reader.text(request.members.ResourceArn)
    const name = nameIn(arn ?? "")
    if (name === undefined) {
      const provided = arn === undefined ? "" : `: Invalid ResourceArn provided as input ${arn}`
      request.reader.refuse(validation(`Invalid TableArn${provided}`))
    }
    return { arn: arn ?? "", name: name ?? "" }
  },
  carryOut: (engine, { arn, name }) =>
    Either.mapLeft(engine.tagsOf(name), (error) =>
      error.name === tableMissing.name ? Exceptions.resourceNotFound(arn) : error
    ),
  answer: (tags) => ({ Tags: Encoded.tags(tags) })
})

const deleteTable = Operation.make({
  name: "DeleteTable",
  plane: "control",
  members: ["TableName"],
  read: (request) => request.table,
  carryOut: (engine, name) => engine.deleteTable(name),
  answer: (table) => ({ TableDescription: Encoded.table(table) })
})

/** What is in memory cannot be restored. */
const noBackups = {
  ContinuousBackupsStatus: "DISABLED",
  PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" }
}

const describeContinuousBackups = Operation.make({
  name: "DescribeContinuousBackups",
  plane: "control",
  members: ["TableName"],
  read: (request) => request.table,
  carryOut: (engine, name) =>
    Either.mapLeft(engine.describeTable(name), (error) =>
      error.name === tableMissing.name ? Exceptions.tableNotFound(name) : error
    ),
  answer: () => ({ ContinuousBackupsDescription: noBackups })
})

export const operations = [
  createTable,
  describeTable,
  describeContinuousBackups,
  listTables,
  listTagsOfResource,
  deleteTable
] as const
