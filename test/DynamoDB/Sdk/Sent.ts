import { type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb"
import { Effect } from "effect"
import { construct } from "../../../src/DynamoDB/Sdk/Construct.ts"

/** Where a request goes, and what its signature counts for. */
export interface Sent {
  readonly url: string
  readonly scope: string
}

type Handler = DynamoDBClient["config"]["requestHandler"]

/** Where the client sends a put, which it does not; or why it does not come so far. */
export const sentBy = (client: DynamoDBClient): Effect.Effect<Sent | string> =>
  Effect.promise(async () => {
    let sent: Sent | undefined
    const requestHandler: Handler = {
      handle: ({ headers, hostname, path, port, protocol }) => {
        const scope = /Credential=[^/]+\/\d+\/([^,]+),/.exec(headers.authorization ?? "")?.[1] ?? "unsigned"
        sent = { url: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`, scope }
        return Promise.reject(new Error("nothing is sent"))
      },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({})
    }
    client.config.requestHandler = requestHandler
    const why = await client.send(new PutItemCommand({ TableName: "t", Item: {} })).then(
      () => "nothing was sent",
      (cause: Error) => cause.message
    )
    return sent ?? why
  })

/** Where the SDK itself sends it, with nothing set but the environment and its files. */
export const sentBySdk = Effect.suspend(() => sentBy(construct({})))
