import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { call, createTable } from "./EmbeddedClient.ts"

const TableName = "queried"
const query = {
  TableName,
  KeyConditionExpression: "pk = :v",
  ExpressionAttributeValues: { ":v": { S: "a" } }
}
const projected = { ...query, ProjectionExpression: "pk" }

const notImplemented = (member: string) =>
  `The embedded DynamoDB of Millrace does not implement ${member} of Query; where it is needed, use --endpoint with DynamoDB Local`

const tooLong = `pk = :v${" ".repeat(4096)}`

/** What dynalite lets pass, or knows no words for. */
const refusals: ReadonlyArray<readonly [string, object]> = [
  [notImplemented("FilterExpression"), { ...query, FilterExpression: "a = :v" }],
  [notImplemented("IndexName"), { ...query, IndexName: "by-name" }],
  [notImplemented("KeyConditions"), { TableName, KeyConditions: {} }],
  [notImplemented("AttributesToGet"), { ...query, AttributesToGet: ["pk"] }],
  [
    "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES",
    { ...projected, Select: "ALL_ATTRIBUTES" }
  ],
  ["Cannot specify the ProjectionExpression when choosing to get only the Count", { ...projected, Select: "COUNT" }],
  [
    "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    { ...query, Select: "SPECIFIC_ATTRIBUTES" }
  ],
  [
    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    { ...query, Select: "ALL_PROJECTED_ATTRIBUTES" }
  ],
  [
    `Invalid KeyConditionExpression: Expression size has exceeded the maximum allowed size; expression size: ${tooLong.length}`,
    { ...query, KeyConditionExpression: tooLong }
  ],
  [
    "Invalid KeyConditionExpression: The expression has redundant parentheses;",
    { ...query, KeyConditionExpression: "(".repeat(4096) }
  ],
  [
    `Invalid KeyConditionExpression: Syntax error; token: "_pk", near: "_pk ="`,
    { ...query, KeyConditionExpression: "_pk = :v" }
  ],
  ["Query key condition not supported", { ...query, KeyConditionExpression: "pk = :v AND sk = :v" }]
]

layer(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } }), { excludeTestServices: true })(
  "a query of the embedded DynamoDB",
  (it) => {
    it.effect("is refused for what it asks", () =>
      Effect.gen(function* () {
        yield* createTable(TableName)
        for (const [message, members] of refusals) {
          assert.deepStrictEqual(yield* call("Query", members), {
            status: 400,
            answer: { __type: "com.amazon.coral.validate#ValidationException", message }
          })
        }
      })
    )

    it.effect("takes names and values that objects have themselves", () =>
      Effect.gen(function* () {
        yield* createTable("odd-names")
        const Item = { pk: { S: "a" }, constructor: { S: "c" } }
        yield* call("PutItem", { TableName: "odd-names", Item })
        const answer = yield* call("Query", {
          TableName: "odd-names",
          KeyConditionExpression: "pk = :constructor",
          ExpressionAttributeValues: { ":constructor": { S: "a" } },
          ProjectionExpression: "#constructor, #x",
          ExpressionAttributeNames: { "#constructor": "constructor", "#x": "__proto__" },
          Select: "SPECIFIC_ATTRIBUTES"
        })
        assert.deepStrictEqual(answer, {
          status: 200,
          answer: { Items: [{ constructor: { S: "c" } }], Count: 1, ScannedCount: 1 }
        })
      })
    )
  }
)
