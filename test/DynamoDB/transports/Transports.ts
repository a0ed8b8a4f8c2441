import { type Duration, Effect, type Layer, Schedule } from "effect"
import type { Options } from "../../../src/DynamoDB/Connections.ts"
import * as Sdk from "../../../src/DynamoDB/Sdk.ts"
import * as Target from "../../../src/DynamoDB/Target.ts"
import * as Wire from "../../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../../src/DynamoDB.ts"
import type { RequestError } from "../../../src/domain/RequestError.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"

export interface Transport {
  readonly name: string
  readonly layer: (options: Options) => Layer.Layer<DynamoDB>
  readonly layerWarm: (options: Options) => Layer.Layer<DynamoDB, RequestError>
}

export const transports: ReadonlyArray<Transport> = [
  { name: "sdk", ...Sdk },
  { name: "wire", ...Wire }
]

export const put = Effect.flatMap(DynamoDB, (db) => db.putItem({ table: "items", item: { id: { S: "a" } } }))

/** What its connections did, since that was asked last. */
export const connections = Effect.flatMap(
  DynamoDB,
  ({ connections = Effect.dieMessage("it has connections") }) => connections
)

export const succeed = FaultyServer.respond(
  200,
  FaultyServer.json,
  `{"ConsumedCapacity":{"TableName":"items","CapacityUnits":1}}`
)

/** An exception as DynamoDB answers it, by a clock that is so far ahead of this one; without a date, if that is NaN. */
export const refuse =
  (name: string, aheadMs = 0): FaultyServer.Answer =>
  (socket) => {
    const body = JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message: "why" })
    const date = Number.isNaN(aheadMs) ? "" : `date: ${new Date(Date.now() + aheadMs).toUTCString()}\r\n`
    const headers = `${date}content-type: ${FaultyServer.json}\r\ncontent-length: ${body.length}\r\n`
    socket.write(`HTTP/1.1 400 X\r\n${headers}\r\n${body}`)
  }

/** A client of that server. */
export const client = (
  { layer }: Pick<Transport, "layer">,
  server: FaultyServer.FaultyServer,
  options: { readonly sockets?: number; readonly requestTimeout?: Duration.DurationInput } = {}
) => layer({ target: Target.embedded(server.endpoint), sockets: 4, requestTimeout: "5 seconds", ...options })

/** Waits for it: sockets that were closed here are closed there a little later. */
export const settled = <R>(condition: Effect.Effect<boolean, never, R>) =>
  condition.pipe(
    Effect.filterOrFail((isMet) => isMet),
    Effect.retry(Schedule.spaced("1 millis").pipe(Schedule.upTo("5 seconds")))
  )
