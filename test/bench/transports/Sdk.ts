import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import { BatchWriteItemCommand, type DynamoDBClientConfig, PutItemCommand } from "@aws-sdk/client-dynamodb"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { UndiciHttpHandler } from "@smithy/undici-http-handler"
import { Agent } from "undici"
import { toAws } from "../../../src/DynamoDB/Sdk/Attributes.ts"
import { construct } from "../../../src/DynamoDB/Sdk/Construct.ts"
import { inFlight, loop, type Run, type Stage, table } from "./Loop.ts"
import { credentials, region } from "./Request.ts"

const over = (stage: Stage, requestHandler: NonNullable<DynamoDBClientConfig["requestHandler"]>): Run => {
  const client = construct({ endpoint: stage.endpoint, region, credentials, maxAttempts: 1, requestHandler })
  const ReturnConsumedCapacity = "TOTAL"
  return loop(stage, (unit) => {
    const [first] = unit
    if (unit.length === 1 && first !== undefined) {
      return client.send(new PutItemCommand({ TableName: table, Item: toAws(first), ReturnConsumedCapacity }))
    }
    const RequestItems = { [table]: unit.map((item) => ({ PutRequest: { Item: toAws(item) } })) }
    return client.send(new BatchWriteItemCommand({ RequestItems, ReturnConsumedCapacity }))
  })
}

const sockets = { keepAlive: true, maxSockets: inFlight }

/** As people have it, but for its sockets, which are 50 unless one says otherwise. */
export const promised = (stage: Stage): Run =>
  over(
    stage,
    new NodeHttpHandler({
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent(sockets)
    })
  )

export const undici = (stage: Stage): Run =>
  over(stage, new UndiciHttpHandler({ dispatcher: new Agent({ connections: inFlight }) }))
