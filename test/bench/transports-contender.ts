/** Ways to send 64 requests at a time: each in a process of its own, which sends as many items as it is told. */
import { BatchWriteItemCommand, type DynamoDBClientConfig, PutItemCommand } from "@aws-sdk/client-dynamodb"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { UndiciHttpHandler } from "@smithy/undici-http-handler"
import { sign } from "aws4"
import { Effect, Scope } from "effect"
import { Agent, Pool } from "undici"
import { construct } from "../../src/DynamoDB/Sdk/Construct.ts"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { Client } from "../../src/DynamoDB/Wire/Client.ts"
import { encodeItem, encodeWrites } from "../../src/DynamoDB/Wire/Encoded.ts"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import type { Item } from "../../src/domain/Item.ts"
import * as Runner from "../../src/Runner.ts"
import * as Strategies from "../../src/Strategies.ts"
import * as Unavailable from "../../src/Workers/Unavailable.ts"
import * as Generated from "../../src/Workload/Generated.ts"
import { units, type Workload } from "../../src/Workload.ts"

export interface Stage {
  readonly endpoint: string
  readonly certificateAuthority: string
  readonly batch: number
}

type Run = (workload: Workload) => Promise<void>

const inFlight = 64
const table = "bench"
const credentials = { accessKeyId: "millrace", secretAccessKey: "millrace" }
const region = "us-east-1"

const bodyOf = (unit: ReadonlyArray<Item>): string => {
  const [first] = unit
  return unit.length === 1 && first !== undefined
    ? `{"TableName":"${table}","Item":${encodeItem(first)},"ReturnConsumedCapacity":"TOTAL"}`
    : `{"RequestItems":{"${table}":${encodeWrites(unit.map((item) => ({ _tag: "put", item })))}},"ReturnConsumedCapacity":"TOTAL"}`
}

const operationOf = (unit: ReadonlyArray<Item>) => (unit.length === 1 ? "PutItem" : "BatchWriteItem")

/** A loop of promises per request in flight, over one run of units. */
const loop =
  (stage: Stage, send: (unit: ReadonlyArray<Item>) => Promise<unknown>): Run =>
  async (workload) => {
    const rest = units(workload, stage.batch)
    const one = async () => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) await send(next.value)
    }
    await Promise.all(Array.from({ length: inFlight }, one))
  }

const json = (status: number, text: string): unknown => {
  if (status !== 200) throw new Error(`HTTP ${status}: ${text}`)
  return JSON.parse(text)
}

const pool = (stage: Stage) =>
  new Pool(stage.endpoint, { connections: inFlight, connect: { ca: stage.certificateAuthority } })

const undici = (stage: Stage, headers: (operation: string, body: string) => Record<string, string>) => {
  const client = pool(stage)
  return loop(stage, async (unit) => {
    const body = bodyOf(unit)
    const answer = await client.request({ path: "/", method: "POST", headers: headers(operationOf(unit), body), body })
    return json(answer.statusCode, await answer.body.text())
  })
}

const unsigned = (operation: string) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": `DynamoDB_20120810.${operation}`
})

const dispatched = (stage: Stage) => {
  const client = pool(stage)
  return loop(stage, (unit) => {
    const request = { path: "/", method: "POST", headers: unsigned(operationOf(unit)), body: bodyOf(unit) } as const
    return new Promise((resolve, reject) => {
      let status = 0
      const chunks: Array<Buffer> = []
      client.dispatch(request, {
        onRequestStart() {},
        onResponseStart: (_, code) => {
          status = code
        },
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve(json(status, Buffer.concat(chunks).toString())),
        onResponseError: (_, cause) => reject(cause)
      })
    })
  })
}

const aws4 = (stage: Stage) => {
  const { host } = new URL(stage.endpoint)
  return undici(stage, (operation, body) => {
    const headers = { Host: host, ...unsigned(operation) }
    return {
      ...sign({ host, service: "dynamodb", region, method: "POST", path: "/", headers, body }, credentials).headers
    }
  })
}

const targetOf = (stage: Stage) => ({
  target: Target.embedded(stage.endpoint),
  sockets: inFlight,
  certificateAuthority: stage.certificateAuthority
})

const wireBare = (stage: Stage) => {
  const client = new Client(targetOf(stage), () => Date.now())
  return loop(
    stage,
    (unit) =>
      new Promise<unknown>((answered, failed) => {
        client.send({
          target: `DynamoDB_20120810.${operationOf(unit)}`,
          body: () => bodyOf(unit),
          answered,
          failed
        })
      })
  )
}

const sdkLoop = (stage: Stage, requestHandler: NonNullable<DynamoDBClientConfig["requestHandler"]>) => {
  const client = construct({ endpoint: stage.endpoint, region, credentials, maxAttempts: 1, requestHandler })
  const wire = (item: Item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toSdk(value)]))
  const toSdk = (value: Item[string]) => {
    if ("S" in value) return { S: value.S }
    if ("N" in value) return { N: value.N }
    throw new Error("a benchmark's items have texts and numbers")
  }
  return loop(stage, (unit) => {
    const [first] = unit
    if (unit.length === 1 && first !== undefined) {
      return client.send(new PutItemCommand({ TableName: table, Item: wire(first), ReturnConsumedCapacity: "TOTAL" }))
    }
    const RequestItems = { [table]: unit.map((item) => ({ PutRequest: { Item: wire(item) } })) }
    return client.send(new BatchWriteItemCommand({ RequestItems, ReturnConsumedCapacity: "TOTAL" }))
  })
}

const sdkNode = async (stage: Stage) => {
  const { Agent: HttpAgent } = await import("node:http")
  const { Agent: HttpsAgent } = await import("node:https")
  const options = { keepAlive: true, maxSockets: inFlight }
  return sdkLoop(
    stage,
    new NodeHttpHandler({
      httpAgent: new HttpAgent(options),
      httpsAgent: new HttpsAgent({ ...options, ca: stage.certificateAuthority })
    })
  )
}

const sdkUndici = (stage: Stage) =>
  sdkLoop(
    stage,
    new UndiciHttpHandler({
      dispatcher: new Agent({ connections: inFlight, connect: { ca: stage.certificateAuthority } })
    })
  )

/** A whole lap as a race runs it: strategy, writer, retries, tally. */
const lap = async (stage: Stage, transport: "sdk" | "wire", name: string): Promise<Run> => {
  const strategy = Strategies.named.get(name)
  if (strategy === undefined) throw new Error(`no strategy ${name}`)
  const scope = await Effect.runPromise(Scope.make())
  const layer = transport === "sdk" ? Sdk.layer : Wire.layer
  const runner = await Runner.open({
    strategy,
    settings: { concurrency: inFlight, batch: stage.batch, workers: 1 },
    cpu: null,
    table: { name: table, key: Generated.make({ ...generated, size: 1 }).key },
    client: (sockets) => layer({ ...targetOf(stage), sockets }),
    workers: Unavailable.layer
  }).pipe(Scope.extend(scope), Effect.runPromise)
  return async (workload) => {
    const { items } = await Effect.gen(function* () {
      yield* runner.begin({ name: table, key: workload.key })
      yield* runner.run(workload)
      return yield* runner.report
    }).pipe(Effect.runPromise)
    if (items !== workload.size) throw new Error(`${items} of ${workload.size} items were written`)
  }
}

/** In the order of the table. */
export const contenders = {
  "undici, unsigned": (stage) => undici(stage, unsigned),
  "undici dispatch, unsigned": dispatched,
  "undici + aws4": aws4,
  "wire, promise loop": wireBare,
  "wire, for-each": (stage) => lap(stage, "wire", "for-each"),
  "wire, queue-workers": (stage) => lap(stage, "wire", "queue-workers"),
  "SDK, promise loop": sdkNode,
  "SDK + undici handler, promise loop": sdkUndici,
  "SDK, for-each": (stage) => lap(stage, "sdk", "for-each")
} as const satisfies Readonly<Record<string, (stage: Stage) => Run | Promise<Run>>>

export type Name = keyof typeof contenders

export const isName = (name: string): name is Name => Object.hasOwn(contenders, name)

const generated = {
  _tag: "Generated",
  seed: 1,
  item_size_bytes: 250,
  keys: "uniform",
  repeat_keys: 0,
  prefix: ""
} as const

/** Serves the process that started this one: so many items, and back comes the CPU time of each, µs. */
export const serve = async (name: Name, stage: Stage) => {
  const run = await contenders[name](stage)
  process.on("disconnect", () => process.exit())
  process.on("message", async (items) => {
    const before = process.cpuUsage()
    await run(Generated.make({ ...generated, size: Number(items) }))
    const { system, user } = process.cpuUsage(before)
    process.send?.((user + system) / Number(items))
  })
  process.send?.("ready")
}
