import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { Pool } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import type { Destination, Table } from "../../src/domain/Job.ts"
import * as Latency from "../../src/domain/Latency.ts"
import type { RequestError } from "../../src/domain/RequestError.ts"
import { signature } from "../DynamoDB/EmbeddedClient.ts"
import * as Loopback from "./Loopback.ts"

/** What was asked of a table, told by whoever stood on the way there. */
export interface Seen {
  writes: number
  inFlight: number
  maxInFlight: number
  /** Of the items of every write that got through, in the order in which they came. */
  readonly keys: Array<string>
}

export interface Rules {
  /** A write waits for as long as this holds, and a little longer; 10 s after the first of them nobody waits any more. */
  readonly hold?: (seen: Seen) => boolean
  /** The exception that a write is refused with, by the keys it carries. */
  readonly refuse?: (keys: ReadonlyArray<string>, seen: Seen) => string | undefined
}

/** An embedded DynamoDB that other threads and processes reach through a server that looks at every write. */
export class Proxied extends Context.Tag("millrace/test/setup/Proxied")<
  Proxied,
  {
    readonly destination: Destination
    /** A new table; its partition key is the string `pk`. */
    readonly table: (rules?: Rules) => Effect.Effect<{ readonly table: Table; readonly seen: Seen }, RequestError>
    /** Every item of the table, read by a client of its own, in the order of their keys. */
    readonly items: (table: Table) => Effect.Effect<ReadonlyArray<Item>, RequestError>
    /** What GetItem answers, word for word: the SDK does not read everything that it writes. */
    readonly answer: (table: Table, pk: string) => Effect.Effect<string>
  }
>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.suspend(() => make)
  ).pipe(
    Layer.provide(
      Layer.unwrapEffect(
        Effect.map(Embedded.Embedded, ({ endpoint }) => {
          const target = Target.embedded(endpoint)
          return Layer.merge(Sdk.layer({ target, sockets: 4 }), SdkTables.layer(target))
        })
      )
    ),
    Layer.provide(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } }))
  )
}

const Keyed = Schema.Struct({ pk: Schema.Struct({ S: Schema.String }) })
const Put = Schema.Struct({ TableName: Schema.String, Item: Keyed })
const Puts = Schema.Struct({
  RequestItems: Schema.Record({
    key: Schema.String,
    value: Schema.Array(Schema.Struct({ PutRequest: Schema.Struct({ Item: Keyed }) }))
  })
})
const decodePut = Schema.decodeSync(Schema.parseJson(Put))
const decodePuts = Schema.decodeSync(Schema.parseJson(Puts))

interface Write {
  readonly table: string
  readonly keys: ReadonlyArray<string>
}

const writeOf = (operation: string, body: string): Write | undefined => {
  if (operation.endsWith(".PutItem")) {
    const { Item, TableName } = decodePut(body)
    return { table: TableName, keys: [Item.pk.S] }
  }
  if (!operation.endsWith(".BatchWriteItem")) return undefined
  const [table = "", requests = []] = Object.entries(decodePuts(body).RequestItems)[0] ?? []
  return { table, keys: requests.map(({ PutRequest }) => PutRequest.Item.pk.S) }
}

const json = "application/x-amz-json-1.0"

const refusal = (exception: string) =>
  JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${exception}`, message: "refused by the test" })

const lookMs = 10
const longerMs = 50
const patienceMs = 10_000

interface Watched {
  readonly seen: Seen
  readonly rules: Rules
  /** When the first write was held. */
  heldSince?: number
}

const held = async (watched: Watched, outgoing: ServerResponse) => {
  const { rules, seen } = watched
  if (rules.hold?.(seen) !== true) return
  watched.heldSince ??= performance.now()
  while (rules.hold(seen) && !outgoing.closed && performance.now() - watched.heldSince < patienceMs) await sleep(lookMs)
  await sleep(longerMs)
}

type Ask = (operation: string, body: string) => Promise<{ readonly status: number; readonly text: string }>

const asking =
  (pool: Pool): Ask =>
  async (operation, body) => {
    const headers = { authorization: signature, "x-amz-target": operation, "content-type": json }
    const answer = await pool.request({ path: "/", method: "POST", headers, body })
    return { status: answer.statusCode, text: await answer.body.text() }
  }

/** Stands before the backend and looks at the writes to these tables. */
const proxy = (ask: Ask, tables: ReadonlyMap<string, Watched>) => {
  const forward = async (operation: string, body: string, outgoing: ServerResponse) => {
    const { status, text } = await ask(operation, body)
    outgoing.writeHead(status, { "content-type": json }).end(text)
  }
  return async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Array<string> = []
    for await (const chunk of incoming.setEncoding("utf8")) chunks.push(String(chunk))
    const body = chunks.join("")
    const operation = String(incoming.headers["x-amz-target"])
    const write = writeOf(operation, body)
    const watched = write === undefined ? undefined : tables.get(write.table)
    if (write === undefined || watched === undefined) return forward(operation, body, outgoing)
    const { rules, seen } = watched
    seen.writes++
    seen.inFlight++
    seen.maxInFlight = Math.max(seen.maxInFlight, seen.inFlight)
    outgoing.once("close", () => seen.inFlight--)
    await held(watched, outgoing)
    if (outgoing.closed) return
    const exception = rules.refuse?.(write.keys, seen)
    if (exception !== undefined) {
      outgoing.writeHead(400, { "content-type": json }).end(refusal(exception))
      return
    }
    seen.keys.push(...write.keys)
    return forward(operation, body, outgoing)
  }
}

export const keyOf = ({ pk }: Item): string => (pk !== undefined && "S" in pk ? pk.S : "")
export const byKey = (a: Item, b: Item): number => (keyOf(a) < keyOf(b) ? -1 : 1)

const make = Effect.gen(function* () {
  const { endpoint } = yield* Embedded.Embedded
  const { create, untilActive } = yield* Tables
  const { scanPage } = yield* DynamoDB
  const watched = new Map<string, Watched>()
  const backend = yield* Effect.acquireRelease(
    Effect.sync(() => new Pool(endpoint)),
    (pool) => Effect.promise(() => pool.destroy())
  )
  const ask = asking(backend)
  const look = proxy(ask, watched)
  const front = yield* Loopback.endpoint(
    createServer((incoming, outgoing) => {
      // whoever goes away in the middle of a request wants no answer
      look(incoming, outgoing).catch(() => outgoing.destroy())
    })
  )
  return Proxied.of({
    destination: { _tag: "Embedded", endpoint: front },
    table: Effect.fnUntraced(function* (rules = {}) {
      const table: Table = { name: `table-${watched.size}`, key: { partition: { name: "pk", type: "S" } } }
      const seen: Seen = { writes: 0, inFlight: 0, maxInFlight: 0, keys: [] }
      watched.set(table.name, { seen, rules })
      yield* create(table)
      yield* untilActive(table.name)
      return { table, seen }
    }),
    items: Effect.fnUntraced(function* ({ name }) {
      const items: Array<Item> = []
      let start = Option.none<Item>()
      do {
        const page = yield* scanPage({ table: name, consistent: true, start: Option.getOrUndefined(start) })
        items.push(...page.items)
        start = Option.fromNullable(page.next)
      } while (Option.isSome(start))
      return items.sort(byKey)
    }),
    answer: ({ name }, pk) =>
      Effect.promise(async () => {
        const body = JSON.stringify({ TableName: name, Key: { pk: { S: pk } } })
        return (await ask("DynamoDB_20120810.GetItem", body)).text
      })
  })
})
