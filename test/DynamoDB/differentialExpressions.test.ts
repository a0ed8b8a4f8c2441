import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { request } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"
import * as Dynalite from "../setup/dynalite.ts"
import { signature } from "./EmbeddedClient.ts"

const TableName = "notes"

const post = (endpoint: string, operation: string, body: unknown) =>
  Effect.promise(async (signal) => {
    const answer = await request(endpoint, {
      method: "POST",
      signal,
      headers: {
        "content-type": "application/x-amz-json-1.0",
        authorization: signature,
        "x-amz-date": "20260101T000000Z",
        "x-amz-target": `DynamoDB_20120810.${operation}`
      },
      body: JSON.stringify(body)
    })
    const json: unknown = await answer.body.json()
    return { status: answer.statusCode, json }
  })

const items = [
  { p: { S: "a" }, s: { N: "1" }, list: { L: [{ S: "x" }, { S: "y" }, { M: { z: { N: "1" } } }] }, name: { S: "one" } },
  { p: { S: "a" }, s: { N: "2" }, map: { M: { in: { M: { deep: { BOOL: true } } }, out: { S: "o" } } } },
  { p: { S: "a" }, s: { N: "10" }, name: { S: "ten" } },
  { p: { S: "a" }, s: { N: "-5" } },
  { p: { S: "b" }, s: { N: "3" } }
]

/** With the same table and the same items. */
const prepared = Effect.fnUntraced(function* (endpoint: string) {
  yield* post(endpoint, "CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "p", AttributeType: "S" },
      { AttributeName: "s", AttributeType: "N" }
    ],
    KeySchema: [
      { AttributeName: "p", KeyType: "HASH" },
      { AttributeName: "s", KeyType: "RANGE" }
    ]
  })
  const put = Effect.forEach(items, (Item) => post(endpoint, "PutItem", { TableName, Item }))
  yield* put.pipe(Effect.repeat({ until: (answers) => answers.every(({ status }) => status === 200), times: 500 }))
  return endpoint
})

class Both extends Context.Tag("millrace/test/DynamoDB/differentialExpressions.test/Both")<
  Both,
  { readonly engine: string; readonly oracle: string }
>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.gen(function* () {
      const { endpoint } = yield* Embedded.Embedded
      return { engine: yield* prepared(endpoint), oracle: yield* Effect.flatMap(Dynalite.endpoint, prepared) }
    })
  ).pipe(Layer.provide(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } })))
}

const both = (operation: string, members: object) =>
  Effect.flatMap(Both, ({ engine, oracle }) =>
    Effect.all([post(engine, operation, { TableName, ...members }), post(oracle, operation, { TableName, ...members })])
  )

const agree = (operation: string, members: object) =>
  Effect.map(both(operation, members), ([ours, theirs]) => {
    assert.deepStrictEqual(ours, theirs, `${JSON.stringify(ours)}, where dynalite: ${JSON.stringify(theirs)}`)
    return ours
  })

const v = { S: "a" }
const w = { N: "2" }

/** Expressions over `:v`, a partition key, `:w` and `:x`, sort keys in order, `#p` and `#s`. Only what is used is given. */
const asked = (KeyConditionExpression: string, more: object = {}) => {
  const given = (all: object) => {
    const used = Object.entries(all).filter(([key]) => KeyConditionExpression.includes(key))
    return used.length === 0 ? undefined : Object.fromEntries(used)
  }
  return {
    KeyConditionExpression,
    ExpressionAttributeNames: given({ "#p": "p", "#s": "s" }),
    ExpressionAttributeValues: given({ ":v": v, ":w": w, ":x": { N: "10" }, ":t": { S: "t" } }),
    ReturnConsumedCapacity: "TOTAL",
    ...more
  }
}

const sound = [
  "p = :v",
  "#p=:v",
  ":v = #p",
  "  p\t=\n:v ",
  "(p = :v)",
  "(p) = (:v)",
  "p = :v AND s = :w",
  "p = :v and s < :w",
  "s <= :w AND p = :v",
  "(p = :v) AND (#s > :w)",
  "(p = :v AND s >= :w)",
  ":w < s AND p = :v",
  ":w >= s AND p = :v",
  "p = :v AND s BETWEEN :w AND :x",
  "s between :w and :x and p = :v",
  "(s BETWEEN (:w) AND (:x)) AND p = :v"
]

const refused = [
  "p > :v",
  "s = :w",
  "p = :v AND p = :v",
  "p = :v AND s = :w AND s = :x",
  "p = :v AND s = :w AND q = :x",
  "p = :v AND q = :w",
  "p = :v OR s = :w",
  "NOT p = :v",
  "p = :v AND s <> :w",
  "p IN (:v)",
  "p = :v AND s IN (:w, :x)",
  "p = :w",
  "p = :v AND s = :t",
  "p = :v AND begins_with(s, :t)",
  "p = :v AND begins_with(s, :w)",
  "begins_with(p, :v)",
  "p = :v AND begins_with(s)",
  "p = :v AND begins_with(s, :t, :t)",
  "p = :v AND begins_with(:t, s)",
  "p = :v AND :w BETWEEN s AND :x",
  "p = :v AND s BETWEEN :x AND :w",
  "p = :v AND s BETWEEN :t AND :w",
  "p = :v AND contains(s, :w)",
  "p = :v AND attribute_exists(s)",
  "p = :v AND size(s) = :w",
  "p = :v AND size(s)",
  "p = :v AND begins_with(s, :t) = :w",
  "p = :v AND unheard_of(s)",
  "p = p",
  "p = s",
  ":v = :v",
  "((p = :v))",
  "p = ((:v))",
  "(p = :v AND ((s = :w)))",
  "p.q = :v",
  "p[0] = :v",
  "name = :v",
  "p = :nobody",
  "#nobody = :v",
  ""
]

/** The service shows the token and what stands around it, dynalite tells what its grammar would have liked. */
const malformed: ReadonlyArray<readonly [string, string]> = [
  ["p = ", `token: "<EOF>", near: "="`],
  ["p", `token: "<EOF>", near: "p"`],
  ["p = :v AND", `token: "<EOF>", near: "AND"`],
  ["p == :v", `token: "=", near: "== :v"`],
  ["p = :v s = :w", `token: "s", near: ":v s ="`],
  ["(p = :v", `token: "<EOF>", near: ":v"`],
  ["p = :v)", `token: ")", near: ":v)"`],
  ["p = :v & s = :w", `token: "&", near: ":v & s"`],
  ["p BETWEEN :v", `token: "<EOF>", near: ":v"`],
  ["and = :v", `token: "and", near: "and ="`],
  ["(p = :v) = :v", `token: "=", near: ") = :v"`],
  ["p. = :v", `token: "=", near: ". = :v"`],
  ["p[a] = :v", `token: "a", near: "[a]"`],
  ["NOT NOT p = :v", `token: "NOT", near: "NOT NOT p"`],
  [" ", `token: "<EOF>", near: ""`]
]

const ofA = asked("p = :v")

const projections: ReadonlyArray<readonly [string, Readonly<Record<string, string>> | undefined]> = [
  ["s", undefined],
  ["p, list", undefined],
  ["list[0]", undefined],
  ["list[2].z, list[0], p", undefined],
  ["list[7], s", undefined],
  ["#m.#i.deep", { "#m": "map", "#i": "in" }],
  ["#m.nobody, #m.#o", { "#m": "map", "#o": "out" }],
  ["#n", { "#n": "name" }],
  ["nobody", undefined],
  ["name", undefined],
  ["p, p", undefined],
  ["list, list[0]", undefined],
  ["list[0], list.a", undefined],
  ["p.q", undefined],
  ["#nobody", undefined],
  ["", undefined]
]

const others: ReadonlyArray<object> = [
  { ...ofA, ScanIndexForward: false },
  { ...ofA, Limit: 2 },
  { ...ofA, Limit: 4 },
  { ...ofA, Limit: 5 },
  { ...ofA, Limit: 0 },
  { ...ofA, Limit: 2, ScanIndexForward: false, ExclusiveStartKey: { p: v, s: { N: "2" } } },
  { ...ofA, ExclusiveStartKey: { p: v, s: { N: "2.0" } } },
  { ...ofA, ExclusiveStartKey: { p: v } },
  { ...ofA, ExclusiveStartKey: { p: v, q: w } },
  { ...ofA, ExclusiveStartKey: { p: v, s: { S: "2" } } },
  { ...ofA, ExclusiveStartKey: { p: { S: "b" }, s: w } },
  { ...asked("p = :v AND s > :w"), ExclusiveStartKey: { p: v, s: { N: "1" } } },
  { ...asked("p = :v AND s > :w"), ExclusiveStartKey: { p: { S: "b" }, s: { N: "3" } } },
  { ...ofA, Select: "COUNT" },
  { ...ofA, Select: "COUNT", Limit: 3 },
  { ...ofA, Select: "ALL_ATTRIBUTES", ConsistentRead: true },
  { ...ofA, Select: "EVERYTHING" },
  { ...ofA, ReturnConsumedCapacity: "INDEXES" },
  { ...ofA, ExpressionAttributeNames: { "#unused": "x", "#more": "y" } },
  { ...ofA, ExpressionAttributeNames: {} },
  { ...ofA, ExpressionAttributeNames: { p: "p" } },
  { ...ofA, ExpressionAttributeValues: { ":v": v, ":unused": w } },
  { ...ofA, ExpressionAttributeValues: {} },
  { ...ofA, ExpressionAttributeValues: { ":v": v, w } },
  { ...ofA, ExpressionAttributeValues: { ":v": { N: "abc" } } },
  { ...ofA, ExpressionAttributeValues: { ":v": { BOOL: true } } },
  { ...ofA, ExpressionAttributeValues: { ":v": { SS: ["a"] } } },
  { ...ofA, TableName: "nobody" },
  { ...ofA, TableName: "a" },
  {},
  { ExpressionAttributeNames: { "#p": "p" } },
  { ExpressionAttributeValues: { ":v": v } }
]

layer(Both.layer, { excludeTestServices: true, timeout: "30 seconds" })("expressions, as dynalite reads them", (it) => {
  it.effect.each(sound)("find the same: %s", (expression) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* agree("Query", asked(expression))).status, 200)
      yield* agree("Query", asked(expression, { ScanIndexForward: false, Limit: 1 }))
    })
  )

  it.effect.each(refused)("are refused in the same words: %s", (expression) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* agree("Query", asked(expression))).status, 400)
    })
  )

  it.effect.each(malformed)("have a syntax error: %s", ([expression, shown]) =>
    Effect.gen(function* () {
      const [ours, theirs] = yield* both("Query", asked(expression))
      const said = JSON.stringify(theirs.json)
      assert.deepInclude(ours.json, { message: `Invalid KeyConditionExpression: Syntax error; ${shown}` })
      assert.include(said, "Invalid KeyConditionExpression: Syntax error; ")
    })
  )

  it.effect.each(projections)("return the same of an item: %s", ([ProjectionExpression, ExpressionAttributeNames]) =>
    Effect.gen(function* () {
      yield* agree("Query", { ...ofA, ProjectionExpression, ExpressionAttributeNames })
      yield* agree("Scan", { ProjectionExpression, ExpressionAttributeNames, ReturnConsumedCapacity: "TOTAL" })
    })
  )

  it.effect.each(others.map((members) => [JSON.stringify(members), members] as const))(
    "stand in a request that is answered alike: %s",
    ([_, members]) => agree("Query", members)
  )

  it.effect("are not given to a scan without", () => agree("Scan", { ExpressionAttributeNames: { "#p": "p" } }))
})
