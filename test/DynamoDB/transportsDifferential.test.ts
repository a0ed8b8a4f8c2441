import { assert, layer } from "@effect/vitest"
import { Context, Effect, FastCheck, Layer } from "effect"
import * as Sdk from "../../src/DynamoDB/Sdk.ts"
import * as Target from "../../src/DynamoDB/Target.ts"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import { DynamoDB } from "../../src/DynamoDB.ts"
import type { AttributeValue, Item } from "../../src/domain/Item.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { items, operations } from "./differential/Arbitrary.ts"
import { type Operation, type Outcome, query, run, scan } from "./differential/Operation.ts"

interface Asked {
  readonly line: string | undefined
  readonly target: string | undefined
  readonly contentType: string | undefined
  readonly length: number
  readonly body: unknown
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

const ok: Answer = { status: 200, body: "{}" }

const askedOf = (request: string): Asked => {
  const end = request.indexOf("\r\n\r\n")
  const head = request.slice(0, end)
  const header = (name: string) => new RegExp(`^${name}: (.*)\r?$`, "im").exec(head)?.[1]?.trim()
  const text = request.slice(end + 4)
  return {
    line: head.split("\r\n")[0],
    target: header("x-amz-target"),
    contentType: header("content-type"),
    length: Number(header("content-length")) - Buffer.byteLength(text),
    body: JSON.parse(text)
  }
}

/** What each of them has asked, and made of the same answer. */
interface Told {
  readonly asked: ReadonlyArray<Asked>
  readonly outcomes: readonly [Outcome, Outcome]
}

/** Both transports before one server, which writes down what it is asked and answers as it is told. */
class Both extends Context.Tag("millrace/test/DynamoDB/transportsDifferential.test/Both")<
  Both,
  { readonly through: (operation: Operation, answer: Answer) => Effect.Effect<Told> }
>() {
  static readonly layer = (path: string) =>
    Layer.scoped(
      this,
      Effect.gen(function* () {
        const asked: Array<Asked> = []
        let next = ok
        const server = yield* FaultyServer.make((socket, _, request) => {
          asked.push(askedOf(request))
          const { body, status } = next
          const head = { "content-type": FaultyServer.json, ...next.headers, "content-length": Buffer.byteLength(body) }
          const headers = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
          socket.write(`HTTP/1.1 ${status} X\r\n${headers.join("")}\r\n${body}`)
        })
        const options = { target: Target.embedded(`${server.endpoint}${path}`), sockets: 1 }
        const sdk = Context.get(yield* Layer.build(Sdk.layer(options)), DynamoDB)
        const wire = Context.get(yield* Layer.build(Wire.layer(options)), DynamoDB)
        return Both.of({
          through: Effect.fnUntraced(function* (operation, answer) {
            next = answer
            asked.length = 0
            const outcomes = [yield* run(sdk, operation), yield* run(wire, operation)] as const
            return { asked: Array.from(asked), outcomes }
          })
        })
      })
    )
}

const agree = (operation: Operation, answer: Answer) =>
  Effect.gen(function* () {
    const { through } = yield* Both
    const { asked, outcomes } = yield* through(operation, answer)
    const [bySdk, byWire] = outcomes
    assert.deepStrictEqual(byWire, bySdk, `${operation._tag} answered ${answer.body.slice(0, 500)}`)
    const [first, second] = asked
    assert.deepStrictEqual(second, first)
    return asked
  })

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")

const valueJson = (value: AttributeValue): unknown => {
  if ("B" in value) return { B: base64(value.B) }
  if ("BS" in value) return { BS: value.BS.map(base64) }
  if ("L" in value) return { L: value.L.map(valueJson) }
  if ("M" in value) return { M: itemJson(value.M) }
  return value
}

const itemJson = (item: Item): unknown =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueJson(value)]))

const { array, boolean, constant, constantFrom, oneof, option, record, string } = FastCheck

const capacity = oneof(
  constantFrom(...[undefined, null, {}, [], "1"]),
  constantFrom(...[0, 0.5, 1, 25, -1, null, "5", undefined]).map((CapacityUnits) => ({ CapacityUnits }))
)
/** The SDK falls over where this is no list. */
const capacities = oneof(constantFrom(undefined, null), array(capacity, { maxLength: 3 }))

const some = items.map((items) => items.map(itemJson))
const maybe = <A>(one: FastCheck.Arbitrary<A>) => option(one, { nil: undefined })
const byTable = <A>(one: FastCheck.Arbitrary<A>) => FastCheck.dictionary(constantFrom("a", "b"), one, { maxKeys: 2 })
const one = some.filter((items) => items.length > 0).map((items) => items[0])

const answers: Readonly<Record<Operation["_tag"], FastCheck.Arbitrary<unknown>>> = {
  put: record({ ConsumedCapacity: capacity }),
  get: record({ Item: maybe(one), ConsumedCapacity: capacity }),
  batchWrite: record({
    UnprocessedItems: maybe(
      byTable(
        array(oneof(record({ PutRequest: record({ Item: one }) }), record({ DeleteRequest: record({ Key: one }) })))
      )
    ),
    ConsumedCapacity: capacities
  }),
  batchGet: record({
    Responses: maybe(byTable(some)),
    UnprocessedKeys: maybe(byTable(record({ Keys: some }))),
    ConsumedCapacity: capacities
  }),
  scan: record({ Items: maybe(some), LastEvaluatedKey: maybe(one), ConsumedCapacity: capacity }),
  query: record({ Items: maybe(some), LastEvaluatedKey: maybe(one), ConsumedCapacity: capacity })
}

const calls: Readonly<Record<Operation["_tag"], Operation>> = {
  put: { _tag: "put", table: "t", item: { p: { S: "a" } } },
  get: { _tag: "get", table: "t", key: { p: { S: "a" } }, consistent: true },
  batchWrite: { _tag: "batchWrite", table: "t", requests: [{ _tag: "put", item: { p: { S: "a" } } }] },
  batchGet: { _tag: "batchGet", table: "t", keys: [{ p: { S: "a" } }], consistent: true },
  scan: scan("t"),
  query: query("t", { partition: { name: "p", value: { S: "a" } } })
}

/** All that are known to mean something, and some that are not. */
const exception = constantFrom(
  ...["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"],
  ...["LimitExceededException", "TransactionConflictException", "TransactionInProgressException"],
  ...["ReplicatedWriteConflictException", "ResourceNotFoundException", "AccessDeniedException"],
  ...["UnrecognizedClientException", "ExpiredTokenException", "ExpiredToken", "InvalidSignatureException"],
  ...["SignatureDoesNotMatch", "MissingAuthenticationToken", "MissingAuthenticationTokenException"],
  ...["IncompleteSignature", "IncompleteSignatureException", "InvalidClientTokenId", "OptInRequired"],
  ...["UnknownOperationException", "AuthFailure", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"],
  ...["ValidationException", "ConditionalCheckFailedException", "ItemCollectionSizeLimitExceededException"],
  ...["TransactionCanceledException", "ResourceInUseException", "InternalServerError", "ServiceUnavailable"],
  ...["SerializationException", "NobodyKnowsThis", "constructor", "__proto__"]
)

const named = constantFrom(
  (name: string) => name,
  (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`,
  (name: string) => `com.amazon.coral.availability#${name}`,
  (name: string) => `${name}:http://internal.amazon.com/coral/`
)

const reasons = array(
  record(
    { reason: constant("TableWriteKeyRangeThroughputExceeded"), resource: constant("arn:aws:dynamodb:::t") },
    { requiredKeys: [] }
  ),
  { maxLength: 2 }
)

/** Where those have their reasons that have any. The SDK looks there alone, the wire in both places. */
const reasonsIn = new Map([
  ["ProvisionedThroughputExceededException", "ThrottlingReasons"],
  ["RequestLimitExceeded", "ThrottlingReasons"],
  ["ThrottlingException", "throttlingReasons"]
])

/** Who answers may name it in one place or in several, and not each the same. */
const places = FastCheck.subarray(["x-amzn-errortype", "code", "__type"] as const, { minLength: 1 })

const failures: FastCheck.Arbitrary<Answer> = record({
  names: FastCheck.tuple(exception, exception, exception),
  as: named,
  places,
  status: constantFrom(400, 401, 403, 404, 413, 429, 500, 503),
  // the SDK puts words of its own in the place of none, of exceptions that it does not know
  text: option(string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
  capital: boolean(),
  reasons: option(reasons, { nil: undefined })
}).map(({ as, capital, names, places, reasons, status, text }) => {
  const told = new Map(places.map((place, nth) => [place, as(names[nth] ?? "")]))
  const field = names.flatMap((name, nth) => (nth < places.length ? (reasonsIn.get(name) ?? []) : []))
  return {
    status,
    headers: told.has("x-amzn-errortype") ? { "x-amzn-errortype": told.get("x-amzn-errortype") ?? "" } : {},
    body: JSON.stringify({
      code: told.get("code"),
      __type: told.get("__type"),
      [capital ? "Message" : "message"]: text,
      ...Object.fromEntries(field.map((field) => [field, reasons]))
    })
  }
})

/** What no other generator makes: halves of characters, a name that objects have themselves, and much of everything. */
const odd: ReadonlyArray<Item> = [
  { p: { S: "\ud800" }, q: { S: "a\udc00b" }, "\u2028": { S: "\u2028\u0000\u007f" } },
  Object.fromEntries([["__proto__", { M: Object.fromEntries([["__proto__", { S: "mine" }]]) }]]),
  { p: { S: "é".repeat(100_000) }, b: { B: new Uint8Array(100_000).map((_, n) => n) } },
  {
    p: { B: Buffer.from("only a part of what is there").subarray(5, 11) },
    s: { BS: [new Uint8Array(8).subarray(3, 7)] }
  },
  {
    "": { S: "nameless" },
    '"\\\n': { S: '"\\\n' },
    constructor: { S: "c" },
    "ключ 😀": { M: { "": { L: [{ NULL: true }] } } }
  },
  { p: { N: "-9.9999999999999999999999999999999999999E+125" }, s: { NS: ["1", "1E-130"] }, e: { L: [] }, m: { M: {} } }
]

const oddTables = ["a.b-c_d", "", '"', "no blanks", "ключ 😀", "\ud800", "constructor", "x".repeat(1_000)]

const runs = { timeout: 120_000, fastCheck: { numRuns: 300, seed: 20261125 } }

layer(Both.layer(""), { excludeTestServices: true })("the wire and the SDK", (it) => {
  it.effect.prop(
    "ask for the same",
    [operations],
    ([operations]) => Effect.forEach(operations, (operation) => agree(operation, ok), { discard: true }),
    runs
  )

  it.effect("ask for the same, however odd", () =>
    Effect.gen(function* () {
      for (const item of odd) {
        const [asked] = yield* agree({ _tag: "put", table: "t", item }, ok)
        assert.deepInclude(asked, { target: "DynamoDB_20120810.PutItem", contentType: FaultyServer.json, length: 0 })
        yield* agree({ _tag: "batchWrite", table: "t", requests: [{ _tag: "put", item }] }, ok)
        // the SDK cannot read what it writes under this name
        if (Object.hasOwn(item, "__proto__")) continue
        const Item = itemJson(item)
        yield* agree(calls.get, { status: 200, body: JSON.stringify({ Item }) })
      }
    })
  )

  it.effect("ask for the same tables, however odd their names", () =>
    Effect.gen(function* () {
      for (const table of oddTables) {
        for (const call of Object.values(calls)) yield* agree({ ...call, table }, ok)
      }
    })
  )

  for (const call of Object.values(calls)) {
    it.effect.prop(
      `read the same in the answer to a ${call._tag}`,
      [answers[call._tag]],
      ([answer]) => Effect.asVoid(agree(call, { status: 200, body: JSON.stringify(answer) })),
      runs
    )
  }

  it.effect.prop(
    "make the same of an exception",
    [failures],
    ([answer]) => Effect.asVoid(agree(calls.put, answer)),
    runs
  )
})

layer(Both.layer("/some/where%20else"), { excludeTestServices: true })("an endpoint with a path", (it) => {
  it.effect("is asked there by both", () => agree(calls.put, ok))
})
