import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as SdkSite from "../../../src/DynamoDB/Sdk/Site.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { Site } from "../../../src/Inspection.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"

const at = (answer: FaultyServer.Answer) =>
  Effect.gen(function* () {
    const { endpoint } = yield* FaultyServer.make(answer)
    const context = yield* Layer.build(SdkSite.layer(Target.embedded(endpoint)))
    return yield* Site.pipe(Effect.provide(context))
  })

const json = (body: unknown) => FaultyServer.respond(200, FaultyServer.json, JSON.stringify(body))

const refusal = JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "" })

const refusing =
  (...headers: ReadonlyArray<string>) =>
  (socket: Socket) => {
    const lines = [
      "HTTP/1.1 400 X",
      `content-type: ${FaultyServer.json}`,
      `content-length: ${refusal.length}`,
      ...headers
    ]
    socket.write(`${lines.join("\r\n")}\r\n\r\n${refusal}`)
  }

describe("a table", () => {
  it.scopedLive("tells of all that makes writes dear", () =>
    Effect.gen(function* () {
      const { table } = yield* at(
        json({
          Table: {
            TableStatus: "ACTIVE",
            ItemCount: 7,
            BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
            ProvisionedThroughput: { WriteCapacityUnits: 0 },
            OnDemandThroughput: { MaxWriteRequestUnits: 100 },
            WarmThroughput: { WriteUnitsPerSecond: 4_000 },
            GlobalSecondaryIndexes: [
              { IndexName: "by-year", OnDemandThroughput: { MaxWriteRequestUnits: -1 } },
              { IndexName: "by-cast", ProvisionedThroughput: { WriteCapacityUnits: 5 } }
            ],
            LocalSecondaryIndexes: [{ IndexName: "local" }],
            StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
            Replicas: [{ RegionName: "us-east-1" }, { RegionName: "eu-west-1" }]
          }
        })
      )
      assert.deepStrictEqual(yield* table("films"), {
        status: "ACTIVE",
        onDemand: true,
        items: 7,
        writeUnits: null,
        mostWriteUnits: 100,
        warmWriteUnits: 4_000,
        indexes: [
          { name: "by-year", writeUnits: null, mostWriteUnits: null },
          { name: "by-cast", writeUnits: 5, mostWriteUnits: null }
        ],
        localIndexes: 1,
        stream: "NEW_IMAGE",
        replicas: ["eu-west-1"]
      })
    })
  )

  it.scopedLive("that has never been on demand, and says no more than it has to", () =>
    Effect.gen(function* () {
      const { table } = yield* at(
        json({
          Table: {
            TableStatus: "ACTIVE",
            ProvisionedThroughput: { WriteCapacityUnits: 5 },
            StreamSpecification: { StreamEnabled: false }
          }
        })
      )
      assert.deepStrictEqual(yield* table("films"), {
        status: "ACTIVE",
        onDemand: false,
        items: 0,
        writeUnits: 5,
        mostWriteUnits: null,
        warmWriteUnits: null,
        indexes: [],
        localIndexes: 0,
        stream: null,
        replicas: []
      })
    })
  )

  it.scopedLive("is none without a status", () =>
    Effect.gen(function* () {
      const { table } = yield* at(json({ Table: {} }))
      assert.strictEqual((yield* Effect.flip(table("films"))).code, "UnreadableAnswer")
    })
  )
})

it.scopedLive.each([
  ["ENABLED", true],
  ["DISABLED", false]
])("point-in-time recovery is %s", ([PointInTimeRecoveryStatus, is]) =>
  Effect.gen(function* () {
    const { pointInTime } = yield* at(
      json({ ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } } })
    )
    assert.strictEqual(yield* pointInTime("films"), is)
  })
)

/** As in a Date header. */
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toUTCString()

describe("a line", () => {
  it.scopedLive("is kept, and its clock is ours", () =>
    Effect.gen(function* () {
      const { line } = yield* at(refusing(`date: ${inHours(0)}`))
      const { kept, skewMs } = yield* line
      assert.isTrue(kept)
      assert.isBelow(Math.abs(skewMs), 60_000)
    })
  )

  it.scopedLive("is closed by a server that says so", () =>
    Effect.gen(function* () {
      const { line } = yield* at(refusing("connection: close"))
      assert.isFalse((yield* line).kept)
    })
  )

  it.scopedLive("leads to another clock", () =>
    Effect.gen(function* () {
      const { line } = yield* at(refusing(`date: ${inHours(1)}`))
      assert.approximately((yield* line).skewMs, 3_600_000, 60_000)
    })
  )

  it.scopedLive("of somebody who is no DynamoDB fails", () =>
    Effect.gen(function* () {
      const { line } = yield* at(FaultyServer.respond(404, "text/html", "<html></html>"))
      assert.strictEqual((yield* Effect.flip(line)).code, "HTTP 404")
    })
  )
})
