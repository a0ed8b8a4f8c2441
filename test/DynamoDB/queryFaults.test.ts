import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Memory from "../../src/DynamoDB/Memory.ts"
import * as SdkTables from "../../src/DynamoDB/Sdk/Tables.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { Fault } from "../../src/domain/FaultPlan.ts"
import type { Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { type Transport, transports } from "./transports/Transports.ts"

const table = "events"
const key: KeySchema = { partition: { name: "id", type: "S" }, sort: { name: "at", type: "N" } }
const items = [0, 1, 2, 3, 4].map((n): Item => ({ id: { S: "a" }, at: { N: `${n}` } }))

/** The items are the first request, the first page the second: the fault meets the second page. */
const conditions = (fault: Fault) => ({ seed: 1, latency: Latency.none, faults: [{ from: 2, to: 3, fault }] })

const over =
  ({ layer }: Transport) =>
  (fault: Fault) =>
    Layer.unwrapEffect(
      Effect.map(Embedded.Embedded, ({ endpoint }) => {
        const target = Target.embedded(endpoint)
        return Layer.merge(layer({ target, sockets: 1 }), SdkTables.layer(target))
      })
    ).pipe(Layer.provide(Embedded.layer({ conditions: conditions(fault) })))

const layers = [
  { name: "memory", layer: (fault: Fault) => Memory.layer(conditions(fault)), truncated: "TruncatedAnswer" },
  ...transports.map((transport) => ({ name: transport.name, layer: over(transport), truncated: "ECONNRESET" }))
]

const cases = layers.flatMap(({ layer, name, truncated }) =>
  (
    [
      [{ _tag: "reset", when: "before" }, "Transient", "ECONNRESET"],
      [{ _tag: "reset", when: "after" }, "Transient", "ECONNRESET"],
      [{ _tag: "truncate" }, "Transient", truncated],
      [{ _tag: "throttle", reasons: [] }, "Throttled", "ProvisionedThroughputExceededException"],
      [{ _tag: "unprocessed" }, "Throttled", "ProvisionedThroughputExceededException"]
    ] as const
  ).map(([fault, tag, code]) => ({ name, layer, fault, tag, code }))
)

it.live.each(cases)("$name: $fault._tag in the middle of a query is named, and leaves no gap", (each) =>
  Effect.gen(function* () {
    const tables = yield* Tables
    yield* tables.create({ name: table, key })
    yield* tables.untilActive(table)
    const db = yield* DynamoDB
    yield* db.batchWriteItem({ table, requests: items.map((item) => ({ _tag: "put", item })) })
    const page = (start: Item | undefined) =>
      db.queryPage({
        table,
        consistent: true,
        condition: { partition: { name: "id", value: { S: "a" } } },
        limit: 2,
        start
      })
    const first = yield* page(undefined)
    assert.deepInclude(yield* Effect.flip(page(first.next)), { _tag: each.tag, code: each.code })
    const second = yield* page(first.next)
    const third = yield* page(second.next)
    assert.deepStrictEqual(
      [first, second, third].flatMap(({ items }) => items),
      items
    )
    assert.isUndefined(third.next)
  }).pipe(Effect.provide(each.layer(each.fault)))
)
