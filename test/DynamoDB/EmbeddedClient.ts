import { Effect } from "effect"
import { request } from "undici"
import { Embedded } from "../../src/DynamoDB/Embedded.ts"

export interface Asked {
  readonly operation?: string
  /** Sent as it is where it is text or bytes, as JSON otherwise. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const signature =
  "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"

/** One request to the embedded DynamoDB of the context, as bare as the protocol allows. Fails where the connection does. */
export const ask = Effect.fnUntraced(function* ({ body = {}, headers = {}, operation }: Asked) {
  const { endpoint } = yield* Embedded
  return yield* Effect.tryPromise(async (signal) => {
    const answer = await request(endpoint, {
      method: "POST",
      reset: true,
      signal,
      headers: {
        "content-type": "application/x-amz-json-1.0",
        authorization: signature,
        ...(operation === undefined ? {} : { "x-amz-target": `DynamoDB_20120810.${operation}` }),
        ...headers
      },
      body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body)
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, headers: answer.headers, text }
  })
})

export const call = Effect.fnUntraced(function* (operation: string, body: unknown) {
  const { status, text } = yield* ask({ operation, body })
  const answer: unknown = JSON.parse(text)
  return { status, answer }
})

export const createTable = (name: string) =>
  call("CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }]
  })

export const item = (pk: string) => ({ pk: { S: pk } })
