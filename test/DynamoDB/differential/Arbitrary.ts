import { FastCheck } from "effect"
import * as Position from "../../../src/DynamoDB/Memory/Position.ts"
import type { WriteRequest } from "../../../src/DynamoDB.ts"
import type { AttributeValue, Item } from "../../../src/domain/Item.ts"
import * as Key from "../../../src/domain/Key.ts"
import type { Comparison, KeyCondition } from "../../../src/domain/KeyCondition.ts"
import { type Operation, type Query, tables } from "./Operation.ts"

const { array, boolean, constant, constantFrom, integer, oneof, option, record, tuple, uint8Array, uniqueArray } =
  FastCheck

/** Mostly valid ones, of which many are equal; between them the bounds and what lies just beyond. */
const number = oneof(
  { arbitrary: integer({ min: -3, max: 12 }).map(String), weight: 6 },
  {
    arbitrary: constantFrom(
      ...["0", "-0", "1.0", "1e0", "10e-1", "+1", "007", ".5", "5.", "1E3", "-12.340", "0.0000001"],
      ...["12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678"],
      ...["9.9999999999999999999999999999999999999E+125", "-1E125", "1E-130", "1E-10"]
    ),
    weight: 4
  },
  {
    arbitrary: constantFrom(
      ...["", " ", " 1", "abc", "0x10", "1e", "--1", "1_000", "NaN", "Infinity", "1,5", "٣"],
      ...[
        "1E126",
        "-1E126",
        "1E-131",
        "123456789012345678901234567890123456789",
        "1.23456789012345678901234567890123456789"
      ],
      ...["100000000000000000000000000000000000000000000000000"]
    ),
    weight: 1
  }
)

const string = oneof(
  { arbitrary: constantFrom("a", "b", "c", "ключ", "😀", "A", "a b", "\u0000", '"\\\n'), weight: 8 },
  { arbitrary: constantFrom(...["", ...[1024, 1025, 2048, 2049].map((length) => "x".repeat(length))]), weight: 1 }
)

const binary = oneof(
  { arbitrary: uint8Array({ minLength: 1, maxLength: 2 }), weight: 8 },
  { arbitrary: constantFrom(new Uint8Array(), new Uint8Array(2048), new Uint8Array(2049)), weight: 1 }
)

/** Sets with and without members, and with members that are given twice. */
const members = <A>(one: FastCheck.Arbitrary<A>) => array(one, { maxLength: 3 })

const scalar: FastCheck.Arbitrary<AttributeValue> = oneof(
  { arbitrary: string.map((S) => ({ S })), weight: 4 },
  { arbitrary: number.map((N) => ({ N })), weight: 4 },
  { arbitrary: binary.map((B) => ({ B })), weight: 2 },
  { arbitrary: boolean().map((BOOL) => ({ BOOL })), weight: 1 },
  { arbitrary: constant({ NULL: true } as const), weight: 1 },
  { arbitrary: members(string).map((SS) => ({ SS })), weight: 1 },
  { arbitrary: members(number).map((NS) => ({ NS })), weight: 1 },
  { arbitrary: members(binary).map((BS) => ({ BS })), weight: 1 }
)

const name = constantFrom("a", "b", "c", "", "имя", "constructor")

const value = FastCheck.memo((depth): FastCheck.Arbitrary<AttributeValue> => {
  if (depth <= 1) return scalar
  const inner = value(depth - 1)
  return oneof(
    { arbitrary: scalar, weight: 4 },
    { arbitrary: array(inner, { maxLength: 3 }).map((L) => ({ L })), weight: 1 },
    {
      arbitrary: FastCheck.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true }).map((M) => ({ M })),
      weight: 1
    }
  )
})

/** As deep as is allowed, and one level deeper. */
const nested = constantFrom(30, 31, 32, 33).map((levels) => {
  let inside: AttributeValue = { S: "deep" }
  for (let level = 0; level < levels; level++) inside = level % 2 === 0 ? { L: [inside] } : { M: { m: inside } }
  return inside
})

/** Items that are surely within the limit of 400 KB, and surely beyond it; the limit itself is met in the conformance tests. */
const big = constantFrom(400_000, 409_600).map((length) => ({ S: "x".repeat(length) }))

const attributes: FastCheck.Arbitrary<Item> = FastCheck.dictionary(
  name.filter((name) => name !== ""),
  oneof({ arbitrary: value(3), weight: 60 }, { arbitrary: nested, weight: 1 }, { arbitrary: big, weight: 1 }),
  { maxKeys: 3, noNullPrototype: true }
)

const keyValues: Record<Key.KeyType, FastCheck.Arbitrary<AttributeValue>> = {
  S: string.map((S) => ({ S })),
  N: number.map((N) => ({ N })),
  B: binary.map((B) => ({ B }))
}

/** Few values, so that one key is often met again. */
const validKeyValues: Record<Key.KeyType, FastCheck.Arbitrary<AttributeValue>> = {
  S: constantFrom("a", "b", "c").map((S) => ({ S })),
  N: constantFrom("0", "1", "1.0", "-1", "10", "2").map((N) => ({ N })),
  B: constantFrom(1, 2, 200).map((byte) => ({ B: new Uint8Array([byte]) }))
}

const keyAttribute = ({ name, type }: Key.KeyAttribute): FastCheck.Arbitrary<Item> =>
  oneof(
    { arbitrary: validKeyValues[type].map((value) => ({ [name]: value })), weight: 30 },
    { arbitrary: keyValues[type].map((value) => ({ [name]: value })), weight: 4 },
    { arbitrary: scalar.map((value) => ({ [name]: value })), weight: 1 },
    { arbitrary: constant({}), weight: 1 }
  )

const key = (schema: Key.KeySchema): FastCheck.Arbitrary<Item> => {
  const proper = tuple(...Key.attributes(schema).map(keyAttribute)).map((parts): Item => Object.assign({}, ...parts))
  return oneof(
    { arbitrary: proper, weight: 20 },
    { arbitrary: tuple(proper, attributes).map(([key, extra]) => ({ ...extra, ...key })), weight: 1 }
  )
}

const item = (schema: Key.KeySchema): FastCheck.Arbitrary<Item> =>
  tuple(key(schema), attributes).map(([key, rest]) => ({ ...rest, ...key }))

/** Distinct and valid: for batches of full length, which random keys would never be. */
const numbered = (schema: Key.KeySchema, n: number): Item => {
  const values: Record<Key.KeyType, AttributeValue> = {
    S: { S: `n${n}` },
    N: { N: `${n}` },
    B: { B: new Uint8Array([1, n]) }
  }
  return Object.fromEntries(Key.attributes(schema).map(({ name, type }) => [name, values[type]]))
}

const many = (schema: Key.KeySchema, ...lengths: ReadonlyArray<number>) =>
  constantFrom(...lengths).map((length) => Array.from({ length }, (_, n) => numbered(schema, n)))

const writeRequest = (schema: Key.KeySchema): FastCheck.Arbitrary<WriteRequest> =>
  oneof(
    { arbitrary: item(schema).map((item): WriteRequest => ({ _tag: "put", item })), weight: 3 },
    { arbitrary: key(schema).map((key): WriteRequest => ({ _tag: "delete", key })), weight: 1 }
  )

/** Left to itself, chance repeats a key in most batches: these have distinct ones. */
const distinct = <A>(one: FastCheck.Arbitrary<A>, schema: Key.KeySchema, itemOf: (a: A) => Item) =>
  uniqueArray(one, { maxLength: 5, selector: (a) => Key.toText(schema, itemOf(a)) })

const segment = oneof(
  {
    arbitrary: integer({ min: 1, max: 5 }).chain((of) =>
      record({ index: integer({ min: 0, max: of - 1 }), of: constant(of) })
    ),
    weight: 8
  },
  {
    arbitrary: constantFrom(
      { index: 2, of: 2 },
      { index: 0, of: 0 },
      { index: -1, of: 2 },
      { index: 0, of: 1_000_000 },
      { index: 0, of: 1_000_001 }
    ),
    weight: 1
  }
)

const limit = oneof(
  { arbitrary: integer({ min: 1, max: 4 }), weight: 8 },
  { arbitrary: constantFrom(0, -1), weight: 1 }
)

const comparison = (value: FastCheck.Arbitrary<AttributeValue>): FastCheck.Arbitrary<Comparison> =>
  oneof(
    record({ _tag: constantFrom("=" as const, "<" as const, "<=" as const, ">" as const, ">=" as const), value }),
    record({ _tag: constant("between" as const), low: value, high: value }),
    record({ _tag: constant("begins_with" as const), prefix: value })
  )

const compared = (type: Key.KeyType): FastCheck.Arbitrary<AttributeValue> =>
  oneof(
    { arbitrary: validKeyValues[type], weight: 30 },
    { arbitrary: keyValues[type], weight: 4 },
    { arbitrary: scalar, weight: 1 }
  )

const named = ({ name }: Key.KeyAttribute) =>
  oneof({ arbitrary: constant(name), weight: 30 }, { arbitrary: constantFrom("a", "p", "s"), weight: 1 })

const condition = ({ partition, sort }: Key.KeySchema): FastCheck.Arbitrary<KeyCondition> =>
  record({
    partition: record({ name: named(partition), value: compared(partition.type) }),
    sort:
      sort === undefined
        ? option(record({ name: constant("s"), comparison: comparison(compared("S")) }), { nil: undefined, freq: 1 })
        : option(record({ name: named(sort), comparison: comparison(compared(sort.type)) }), { nil: undefined })
  })

const projection = oneof(
  { arbitrary: uniqueArray(constantFrom("a", "b", "p", "s", "имя"), { minLength: 1, maxLength: 3 }), weight: 8 },
  { arbitrary: constantFrom([], ["a", "a"]), weight: 1 }
)

const query = (table: string, schema: Key.KeySchema): FastCheck.Arbitrary<Query> =>
  record({
    _tag: constant("query" as const),
    table: constant(table),
    consistent: boolean(),
    condition: condition(schema),
    forward: constantFrom(undefined, true, false),
    attributes: option(projection, { nil: undefined, freq: 2 }),
    start: option(key(schema), { nil: undefined, freq: 2 }),
    limit: option(limit, { nil: undefined, freq: 2 })
  })

const onTable = (table: string, schema: Key.KeySchema): FastCheck.Arbitrary<Operation> =>
  oneof(
    { arbitrary: item(schema).map((item): Operation => ({ _tag: "put", table, item })), weight: 6 },
    {
      arbitrary: tuple(key(schema), boolean()).map(
        ([key, consistent]): Operation => ({ _tag: "get", table, key, consistent })
      ),
      weight: 2
    },
    {
      arbitrary: oneof(
        {
          arbitrary: distinct(writeRequest(schema), schema, (request) =>
            request._tag === "put" ? request.item : request.key
          ),
          weight: 6
        },
        { arbitrary: array(writeRequest(schema), { maxLength: 3 }), weight: 2 },
        {
          arbitrary: many(schema, 25, 26).map((items) => items.map((item): WriteRequest => ({ _tag: "put", item }))),
          weight: 1
        }
      ).map((requests): Operation => ({ _tag: "batchWrite", table, requests })),
      weight: 4
    },
    {
      arbitrary: tuple(
        oneof(
          { arbitrary: distinct(key(schema), schema, (key) => key), weight: 6 },
          { arbitrary: array(key(schema), { maxLength: 3 }), weight: 2 },
          { arbitrary: many(schema, 100, 101), weight: 1 }
        ),
        boolean()
      ).map(([keys, consistent]): Operation => ({ _tag: "batchGet", table, keys, consistent })),
      weight: 3
    },
    {
      arbitrary: record({
        _tag: constant("scan" as const),
        table: constant(table),
        consistent: boolean(),
        start: option(key(schema), { nil: undefined, freq: 2 }),
        limit: option(limit, { nil: undefined, freq: 2 }),
        segment: option(segment, { nil: undefined, freq: 2 })
      }),
      weight: 3
    },
    { arbitrary: query(table, schema), weight: 4 }
  )

const onSome = oneof(...Object.entries(tables).map(([table, schema]) => onTable(table, schema)))

const astray = tuple(onSome, constantFrom("missing", "ab", "no blanks", "x".repeat(256), "")).map(
  ([operation, table]): Operation => ({ ...operation, table })
)

export const operations = array(oneof({ arbitrary: onSome, weight: 40 }, { arbitrary: astray, weight: 1 }), {
  minLength: 1,
  maxLength: 16
})

/** Items as a server may answer them, of any table's. */
export const items = array(oneof(...Object.values(tables).map(item)), { maxLength: 3 })

/** So many that ranges of them are worth asking for: of every length, sign and kind that the order could stumble over. */
const sortValues: Record<Key.KeyType, FastCheck.Arbitrary<AttributeValue>> = {
  S: FastCheck.string({
    unit: constantFrom("a", "b", "A", "é", "ключ", "😀", "\uffff", "~", "\u0000", "/"),
    minLength: 1,
    maxLength: 3
  }).map((S) => ({ S })),
  N: oneof(
    integer({ min: -30, max: 30 }).map(String),
    constantFrom(...["1E3", "-1E3", "0.1", "-0.1", "0.01", "1E-130", "-1E-130", "9.9E125", "-9.9E125", "10.5", "-10.5"])
  ).map((N) => ({ N })),
  B: uint8Array({ minLength: 1, maxLength: 3, max: 127 }).map((B) => ({ B }))
}

/** None that would be refused. */
const sound = (type: Key.KeyType): FastCheck.Arbitrary<Comparison> =>
  comparison(sortValues[type]).map((comparison): Comparison => {
    if (comparison._tag === "begins_with" && type === "N") return { _tag: ">=", value: comparison.prefix }
    if (comparison._tag !== "between") return comparison
    const { high, low } = comparison
    const [from, to] = [low, high].map((value) => Position.sortable(value))
    return from !== undefined && to !== undefined && from > to ? { _tag: "between", low: high, high: low } : comparison
  })

/** A table with items under two partition keys, and queries for those of the first. */
export const partitions = constantFrom(...Object.entries(tables)).chain(([table, schema]: [string, Key.KeySchema]) => {
  const [first, second] = [numbered(schema, 1), numbered(schema, 2)].map((key) => key[schema.partition.name])
  const { partition, sort } = schema
  const value = first ?? { S: "" }
  const of = sort === undefined ? constant({}) : sortValues[sort.type].map((value) => ({ [sort.name]: value }))
  const one = tuple(constantFrom(value, value, second ?? value), of, integer({ min: 0, max: 3000 })).map(
    ([value, sort, length]): Item => ({ [partition.name]: value, ...sort, pad: { S: "x".repeat(length) } })
  )
  const asked =
    sort === undefined ? constant(undefined) : record({ name: constant(sort.name), comparison: sound(sort.type) })
  return record({
    table: constant(table),
    items: uniqueArray(one, { minLength: 1, maxLength: 40, selector: (item) => Key.toText(schema, item) }),
    queries: array(
      record({
        _tag: constant("query" as const),
        table: constant(table),
        consistent: boolean(),
        condition: record({
          partition: constant({ name: partition.name, value }),
          sort: option(asked, { nil: undefined })
        }),
        forward: boolean(),
        attributes: constantFrom(undefined, [partition.name], ["pad"]),
        start: constant(undefined),
        limit: option(integer({ min: 1, max: 7 }), { nil: undefined })
      }),
      { minLength: 3, maxLength: 6 }
    )
  })
})
