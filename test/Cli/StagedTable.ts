import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { setTimeout } from "node:timers/promises"
import { Context, Effect, Layer } from "effect"
import { request } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { Tables } from "../../src/DynamoDB.ts"
import * as Latency from "../../src/domain/Latency.ts"
import * as Loopback from "../setup/Loopback.ts"

/** How a server is unlike the embedded DynamoDB that stands behind it. */
export interface Stage {
  /** Put over what DescribeTable says of the table. */
  readonly table?: Readonly<Record<string, unknown>>
  readonly pointInTime?: "ENABLED" | "DISABLED"
  readonly delayMs?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An exception's name, by operation. */
  readonly refused?: Readonly<Record<string, string>>
}

const ask = async (endpoint: string, operation: string, body: string, headers: IncomingMessage["headers"]) => {
  const answer = await request(endpoint, {
    method: "POST",
    headers: {
      authorization: String(headers.authorization),
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-type": "application/x-amz-json-1.0"
    },
    body
  })
  const json: unknown = JSON.parse(await answer.body.text())
  return { status: answer.statusCode, json }
}

const over = (stage: Stage, operation: string, json: unknown): unknown => {
  if (operation === "DescribeTable" && typeof json === "object" && json !== null && "Table" in json) {
    return { Table: { ...Object(json.Table), ...stage.table } }
  }
  return operation === "DescribeContinuousBackups" && stage.pointInTime !== undefined
    ? {
        ContinuousBackupsDescription: {
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: stage.pointInTime }
        }
      }
    : json
}

/** An empty table in the embedded DynamoDB, behind a server that is as it is told to be; what was asked for is kept. */
export const make = (stage: Stage, table = "films") =>
  Effect.gen(function* () {
    const embedded = Layer.build(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } }))
    const { endpoint: engine } = Context.get(yield* embedded, Embedded.Embedded)
    yield* Tables.pipe(
      Effect.flatMap((tables) => tables.create({ name: table, key: { partition: { name: "title", type: "S" } } })),
      Effect.provide(SdkTables.layer(Target.embedded(engine)))
    )
    const asked = new Set<string>()
    const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const chunks: Array<string> = []
      for await (const chunk of incoming.setEncoding("utf8")) chunks.push(String(chunk))
      const operation = String(incoming.headers["x-amz-target"]).split(".")[1] ?? ""
      asked.add(operation)
      const refused = stage.refused?.[operation]
      const { json, status } =
        refused === undefined
          ? await ask(engine, operation, chunks.join(""), incoming.headers)
          : { status: 400, json: { __type: `com.amazonaws.dynamodb.v20120810#${refused}`, message: "no" } }
      if (stage.delayMs !== undefined) await setTimeout(stage.delayMs)
      outgoing
        .writeHead(status, { "content-type": "application/x-amz-json-1.0", ...stage.headers })
        .end(JSON.stringify(over(stage, operation, json)))
    }
    const server = createServer((incoming, outgoing) => {
      answer(incoming, outgoing).catch(() => void outgoing.destroy())
    })
    return { endpoint: yield* Loopback.endpoint(server), asked }
  })
