import awsLite from "@aws-lite/client"
import type { Item } from "../../../src/domain/Item.ts"
import { loop, type Run, type Stage, table } from "./Loop.ts"
import { credentials, region } from "./Request.ts"

type Plain = Readonly<Record<string, unknown>>

declare module "@aws-lite/client" {
  interface AwsLiteClient {
    readonly DynamoDB: {
      readonly PutItem: (request: {
        readonly TableName: string
        readonly Item: Plain
        readonly ReturnConsumedCapacity: "TOTAL"
      }) => Promise<unknown>
      readonly BatchWriteItem: (request: {
        readonly RequestItems: Readonly<
          Record<string, ReadonlyArray<{ readonly PutRequest: { readonly Item: Plain } }>>
        >
        readonly ReturnConsumedCapacity: "TOTAL"
      }) => Promise<unknown>
    }
  }
}

/** Its users hand over plain values, and it puts them into DynamoDB's notation. */
const plain = (item: Item): Plain =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      if ("S" in value) return [name, value.S]
      throw new Error(`${name} is no text`)
    })
  )

/** Opens as many sockets as there are requests in flight. */
export const promised = async (stage: Stage): Promise<Run> => {
  const aws = await awsLite({
    ...credentials,
    region,
    endpoint: stage.endpoint,
    keepAlive: true,
    retries: 0,
    awsConfigFile: false,
    plugins: [import("@aws-lite/dynamodb")]
  })
  const ReturnConsumedCapacity = "TOTAL"
  return loop(stage, (unit) => {
    const [first] = unit
    if (unit.length === 1 && first !== undefined) {
      return aws.DynamoDB.PutItem({ TableName: table, Item: plain(first), ReturnConsumedCapacity })
    }
    const RequestItems = { [table]: unit.map((item) => ({ PutRequest: { Item: plain(item) } })) }
    return aws.DynamoDB.BatchWriteItem({ RequestItems, ReturnConsumedCapacity })
  })
}
