import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { call, createTable } from "./EmbeddedClient.ts"

layer(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } }))("backups", (it) => {
  it.effect("are none of a table in memory", () =>
    Effect.gen(function* () {
      yield* createTable("films")
      assert.deepStrictEqual(yield* call("DescribeContinuousBackups", { TableName: "films" }), {
        status: 200,
        answer: {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: "DISABLED",
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" }
          }
        }
      })
    })
  )

  it.effect("are not told of a table that is not there", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* call("DescribeContinuousBackups", { TableName: "flims" }), {
        status: 400,
        answer: {
          __type: "com.amazonaws.dynamodb.v20120810#TableNotFoundException",
          message: "Table not found: flims"
        }
      })
    })
  )
})
