import {
  type AttributeDefinition,
  type TableDescription as AwsTable,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type KeySchemaElement,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  type Tag
} from "@aws-sdk/client-dynamodb"
import { Data, Effect, Layer, Schedule, Schema } from "effect"
import { type TableDescription, Tables, type Tags } from "../../DynamoDB.ts"
import * as Key from "../../domain/Key.ts"
import { type KeyAttribute, type KeySchema, KeyType } from "../../domain/Key.ts"
import { Fatal, isRetryable, type Rejected, type RequestError } from "../../domain/RequestError.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"
import type { Target } from "../Target.ts"
import * as Client from "./Client.ts"

/** How often a table is asked whether it has got where it is going: at first often, then once a second. */
export const polling = Schedule.exponential("20 millis").pipe(
  Schedule.union(Schedule.spaced("1 second")),
  Schedule.upTo("2 minutes")
)

/** The table is on its way: ask again. */
class NotYet extends Data.TaggedError("NotYet")<{ readonly state: string }> {}

const isMissing = (error: RequestError | NotYet): error is Fatal =>
  error._tag === "Fatal" && error.code === "ResourceNotFoundException"

const isInUse = (error: RequestError): error is Rejected =>
  error._tag === "Rejected" && error.code === "ResourceInUseException"

const isKeyType = Schema.is(KeyType)

const keyAttribute = (table: AwsTable, role: KeySchemaElement["KeyType"]): KeyAttribute | undefined => {
  const name = table.KeySchema?.find(({ KeyType }) => KeyType === role)?.AttributeName
  const type = table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType
  return name !== undefined && isKeyType(type) ? { name, type } : undefined
}

const fromAws = (table: AwsTable | undefined): TableDescription => {
  const partition = table === undefined ? undefined : keyAttribute(table, "HASH")
  if (table?.TableName === undefined || table.TableStatus === undefined || partition === undefined) {
    throw new UnreadableAnswer("a table without name, status or key")
  }
  const sort = keyAttribute(table, "RANGE")
  return {
    name: table.TableName,
    status: table.TableStatus,
    key: sort === undefined ? { partition } : { partition, sort },
    itemCount: table.ItemCount ?? 0
  }
}

const definitions = (key: KeySchema): Array<AttributeDefinition> =>
  Key.attributes(key).map(({ name, type }) => ({ AttributeName: name, AttributeType: type }))

const elements = (key: KeySchema): Array<KeySchemaElement> =>
  Key.attributes(key).map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? "HASH" : "RANGE" }))

const fromTags = (tags: ReadonlyArray<Tag>): Tags =>
  Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]))

const toTags = (tags: Tags): Array<Tag> => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** All pages of a listing, the first of which comes after `undefined`. */
const pages = async <A>(
  page: (start: string | undefined) => Promise<{ readonly found: ReadonlyArray<A>; readonly next: string | undefined }>
): Promise<ReadonlyArray<A>> => {
  const { found, next } = await page(undefined)
  const all = [...found]
  for (let start = next; start !== undefined; ) {
    const more = await page(start)
    all.push(...more.found)
    start = more.next
  }
  return all
}

const service = ({ attempt, aws }: Client.Client) => {
  const describe = (name: string) =>
    attempt(async (options) => fromAws((await aws.send(new DescribeTableCommand({ TableName: name }), options)).Table))

  /** Goes on asking while the table is on its way; what passes is waited out as well, what does not is told at once. */
  const until = <A>(name: string, code: string, step: Effect.Effect<A, RequestError | NotYet>) =>
    step.pipe(
      Effect.retry({ schedule: polling, while: (error) => error._tag === "NotYet" || isRetryable(error) }),
      Effect.catchTag(
        "NotYet",
        ({ state }) => new Fatal({ code, message: `the table ${name} is still ${state} after two minutes` })
      )
    )

  const remove = (name: string) =>
    attempt((options) => aws.send(new DeleteTableCommand({ TableName: name }), options)).pipe(
      Effect.catchIf(isInUse, () => new NotYet({ state: "being created" }))
    )

  const state = (name: string) => Effect.map(describe(name), ({ status }) => status)

  return Tables.of({
    create: ({ key, name, tags }) =>
      attempt(async (options) => {
        await aws.send(
          new CreateTableCommand({
            TableName: name,
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: definitions(key),
            KeySchema: elements(key),
            Tags: tags === undefined ? undefined : toTags(tags)
          }),
          options
        )
      }),

    describe,

    list: attempt((options) =>
      pages(async (ExclusiveStartTableName) => {
        const answer = await aws.send(new ListTablesCommand({ ExclusiveStartTableName }), options)
        return { found: answer.TableNames ?? [], next: answer.LastEvaluatedTableName }
      })
    ),

    tags: (name) =>
      attempt(async (options) => {
        const { Table } = await aws.send(new DescribeTableCommand({ TableName: name }), options)
        const tags = await pages(async (NextToken) => {
          const answer = await aws.send(
            new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn, NextToken }),
            options
          )
          return { found: answer.Tags ?? [], next: answer.NextToken }
        })
        return fromTags(tags)
      }),

    // DescribeTable is eventually consistent: right after CreateTable it may not know the table
    untilActive: (name) =>
      state(name).pipe(
        Effect.catchIf(isMissing, () => Effect.succeed("missing")),
        Effect.flatMap((state) => (state === "ACTIVE" ? Effect.void : new NotYet({ state }))),
        (step) => until(name, "TableNotActive", step)
      ),

    // deleted once and then only looked at: another table of that name may come into being meanwhile
    remove: (name) =>
      until(name, "TableNotRemoved", remove(name)).pipe(
        Effect.zipRight(
          until(
            name,
            "TableNotRemoved",
            Effect.flatMap(state(name), (state) => new NotYet({ state }))
          )
        ),
        Effect.catchIf(isMissing, () => Effect.void)
      )
  })
}

/** Tables by the AWS SDK's client, on a few connections of their own. */
export const layer = (target: Target): Layer.Layer<Tables> =>
  Layer.scoped(Tables, Effect.map(Client.make({ target, sockets: 4 }), service))
