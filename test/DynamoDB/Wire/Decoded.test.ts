import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Target from "../../../src/DynamoDB/Target.ts"
import { decodeItem, unitsOf } from "../../../src/DynamoDB/Wire/Decoded.ts"
import * as Wire from "../../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../../src/DynamoDB.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"
import { type Operation, run, scan } from "../differential/Operation.ts"

/** None of these is what DynamoDB answers; what the SDK makes of most of them is chance. */
const values: ReadonlyArray<unknown> = [
  ...[null, 5, "x", [], {}, { X: "1" }, { S: 5 }, { S: ["x"] }, { N: 5 }, { BOOL: "true" }],
  ...[{ B: 5 }, { B: "%%" }, { B: "AAA" }, { B: "AA==AA==" }, { B: "AA\n==" }],
  ...[{ M: "x" }, { M: [] }, { M: { a: 5 } }, { L: "x" }, { L: {} }, { L: [5] }, { L: [null] }],
  ...[{ SS: "x" }, { SS: [5] }, { NS: {} }, { NS: [null] }, { BS: "x" }, { BS: ["%%"] }, { BS: [5] }]
]

const items: ReadonlyArray<unknown> = ["x", 7, true, [], ...values.map((value) => ({ a: value }))]

const get: Operation = { _tag: "get", table: "t", key: {}, consistent: true }
const batchWrite: Operation = { _tag: "batchWrite", table: "t", requests: [] }
const batchGet: Operation = { _tag: "batchGet", table: "t", keys: [], consistent: true }

const unreadable: ReadonlyArray<{ readonly operation: Operation; readonly answers: ReadonlyArray<unknown> }> = [
  { operation: get, answers: items.map((Item) => ({ Item })) },
  {
    operation: batchWrite,
    answers: [
      ...["x", 7, [], [5], { t: "x" }, { t: {} }, { t: [5] }, { t: [{}] }, { t: [{ PutRequest: {} }] }],
      ...items.flatMap((item) => [
        { t: [{ PutRequest: { Item: item } }] },
        { t: [{ DeleteRequest: { Key: { p: { S: "fine" } } } }, { DeleteRequest: { Key: item } }] }
      ])
    ].map((UnprocessedItems) => ({ UnprocessedItems }))
  },
  {
    operation: batchGet,
    answers: [
      ...["x", 7, [], { t: "x" }, { t: {} }, ...items.map((item) => ({ t: [item] }))].map((Responses) => ({
        Responses
      })),
      ...["x", 7, [], { t: { Keys: "x" } }, ...items.map((item) => ({ t: { Keys: [item] } }))].map(
        (UnprocessedKeys) => ({
          UnprocessedKeys
        })
      )
    ]
  },
  {
    operation: scan("t"),
    answers: [
      ...["x", 7, {}, ...items.map((item) => [item])].map((Items) => ({ Items })),
      ...items.map((LastEvaluatedKey) => ({ LastEvaluatedKey }))
    ]
  }
]

describe("what the wire reads", () => {
  it.scopedLive.each(unreadable)(
    "leaves the outcome unknown where it is no answer to $operation._tag",
    ({ answers, operation }) =>
      Effect.gen(function* () {
        let next: unknown
        const server = yield* FaultyServer.make((socket) =>
          FaultyServer.respond(200, FaultyServer.json, JSON.stringify(next))(socket)
        )
        const layer = Wire.layer({ target: Target.embedded(server.endpoint), sockets: 1 })
        yield* Effect.gen(function* () {
          const db = yield* DynamoDB
          for (const answer of answers) {
            next = answer
            const outcome = yield* run(db, operation)
            const error = "error" in outcome ? `${outcome.error.tag} ${outcome.error.code}` : outcome.answer
            assert.strictEqual(error, "Transient UnreadableAnswer", JSON.stringify(answer))
          }
        }).pipe(Effect.provide(layer))
        assert.strictEqual(server.connections.opened, 1)
      })
  )

  it("is nothing where there is nothing, or null", () => {
    assert.deepStrictEqual(decodeItem({ a: { L: [], S: null, N: undefined } }), { a: { L: [] } })
    assert.deepStrictEqual(decodeItem({}), {})
  })

  it("may have any name", () => {
    const item = decodeItem(JSON.parse(`{"__proto__":{"M":{"__proto__":{"S":"mine"}}},"constructor":{"NULL":true}}`))
    assert.deepStrictEqual(Object.keys(item), ["__proto__", "constructor"])
    assert.strictEqual(Object.getPrototypeOf(item), Object.prototype)
    assert.strictEqual(
      JSON.stringify(item),
      `{"__proto__":{"M":{"__proto__":{"S":"mine"}}},"constructor":{"NULL":true}}`
    )
  })

  it("has bytes of its own", () => {
    const { a } = decodeItem({ a: { B: "AH//" } })
    assert(a !== undefined && "B" in a)
    assert.deepStrictEqual(a.B, new Uint8Array([0, 127, 255]))
    assert.strictEqual(a.B.buffer.byteLength, 3)
  })

  it("counts what are units, and nothing else", () => {
    const units = [1, 0.5, 0, -1, Number.NaN, "1", null, undefined, [1]].map((said) => unitsOf({ CapacityUnits: said }))
    assert.deepStrictEqual(units, [1, 0.5, 0, 0, 0, 0, 0, 0, 0])
    assert.deepStrictEqual([undefined, null, 5, "x", [], {}].map(unitsOf), [0, 0, 0, 0, 0, 0])
  })
})
