import { Agent } from "node:http"
import { setImmediate } from "node:timers/promises"
import {
  type TableDescription as AwsTable,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBServiceException,
  type GlobalSecondaryIndexDescription
} from "@aws-sdk/client-dynamodb"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { Effect, Layer } from "effect"
import { Site, type TableDetails, type TableIndex } from "../../Inspection.ts"
import { noSuchTable } from "../Connections.ts"
import { UnreadableAnswer } from "../NoAnswer.ts"
import type { Target } from "../Target.ts"
import * as Client from "./Client.ts"

/** The service says -1 of a limit that nobody has set, and 0 of units that nobody has provisioned. */
const units = (said: number | undefined): number | null => (said === undefined || said <= 0 ? null : said)

const throughputOf = (described: AwsTable | GlobalSecondaryIndexDescription) => ({
  writeUnits: units(described.ProvisionedThroughput?.WriteCapacityUnits),
  mostWriteUnits: units(described.OnDemandThroughput?.MaxWriteRequestUnits)
})

const indexOf = (index: GlobalSecondaryIndexDescription): TableIndex => ({
  name: index.IndexName ?? "",
  ...throughputOf(index)
})

const detailsOf = (table: AwsTable | undefined, region: string): TableDetails => {
  if (table?.TableStatus === undefined) throw new UnreadableAnswer("a table without status")
  const { StreamSpecification: stream } = table
  return {
    status: table.TableStatus,
    // a table that has never been anything else says nothing of its billing
    onDemand: table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST",
    items: table.ItemCount ?? 0,
    ...throughputOf(table),
    warmWriteUnits: units(table.WarmThroughput?.WriteUnitsPerSecond),
    indexes: (table.GlobalSecondaryIndexes ?? []).map((index) => indexOf(index)),
    localIndexes: table.LocalSecondaryIndexes?.length ?? 0,
    stream: stream?.StreamEnabled === true ? (stream.StreamViewType ?? "enabled") : null,
    replicas: (table.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? []).filter((name) => name !== region)
  }
}

const isConnected = ({ freeSockets }: Agent): boolean => Object.values(freeSockets).some((sockets) => sockets?.length)

const agentsOf = (handler: unknown): ReadonlyArray<Agent> => {
  if (!(handler instanceof NodeHttpHandler)) return []
  const { httpAgent, httpsAgent } = handler.httpHandlerConfigs()
  return [httpAgent, httpsAgent].filter((agent) => agent instanceof Agent)
}

const service = ({ attempt, aws }: Client.Client, { region }: Target) =>
  Site.of({
    line: attempt(async (options) => {
      const answer = aws.send(new DescribeTableCommand({ TableName: noSuchTable }), options)
      await answer.catch((cause: unknown) => {
        if (!(cause instanceof DynamoDBServiceException)) throw cause
      })
      // a connection is given back a moment after the answer's end
      await setImmediate()
      return {
        kept: agentsOf(aws.config.requestHandler).some((agent) => isConnected(agent)),
        skewMs: aws.config.systemClockOffset
      }
    }),

    table: (name) =>
      attempt(async (options) =>
        detailsOf((await aws.send(new DescribeTableCommand({ TableName: name }), options)).Table, region)
      ),

    pointInTime: (name) =>
      attempt(async (options) => {
        const answer = await aws.send(new DescribeContinuousBackupsCommand({ TableName: name }), options)
        const said = answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
        return said?.PointInTimeRecoveryStatus === "ENABLED"
      })
  })

/** By the AWS SDK's client, on one connection. */
export const layer = (target: Target): Layer.Layer<Site> =>
  Layer.scoped(
    Site,
    Effect.map(Client.make({ target, sockets: 1 }), (client) => service(client, target))
  )
