import { Either } from "effect"
import type { Tags, WriteRequest } from "../../DynamoDB.ts"
import type { Item } from "../../domain/Item.ts"
import * as ItemSize from "../../domain/ItemSize.ts"
import * as Key from "../../domain/Key.ts"
import type { Answer, Consumed, Engine, EngineTable, Page } from "./Engine.ts"
import * as Exceptions from "./Exceptions.ts"
import * as KeyRange from "./KeyRange.ts"
import * as NormalForm from "./NormalForm.ts"
import * as Position from "./Position.ts"
import * as Projection from "./Projection.ts"
import * as QueryShape from "./QueryShape.ts"
import * as RequestShape from "./RequestShape.ts"
import * as Table from "./Table.ts"
import * as Validation from "./Validation.ts"

const longestAnswer = 16 * 1024 * 1024

const wholeTable = { index: 0, of: 1 }

interface Looked {
  readonly items: ReadonlyArray<Item>
  readonly unprocessed: ReadonlyArray<Item>
  readonly bytes: number
  readonly units: number
}

const refused = (message: string): Answer<never> => Either.left(Exceptions.validation(message))

const described = (table: Table.Table): EngineTable => ({
  name: table.name,
  status: "ACTIVE",
  key: table.key,
  itemCount: table.itemCount(),
  sizeBytes: table.sizeBytes()
})

const sum = <A>(values: ReadonlyArray<A>, numberOf: (value: A) => number): number =>
  values.reduce((total, value) => total + numberOf(value), 0)

const put = (table: Table.Table, item: Item, bytes: number): number =>
  ItemSize.writeUnits(Math.max(table.put(NormalForm.ofItem(item), bytes), bytes))

const remove = (table: Table.Table, key: Item): number => ItemSize.writeUnits(table.remove(key))

const write = (table: Table.Table, request: WriteRequest): number =>
  request._tag === "put" ? put(table, request.item, ItemSize.ofItem(request.item)) : remove(table, request.key)

const problemOfWrite = (request: WriteRequest): Validation.Problem =>
  request._tag === "put"
    ? (Validation.ofValues(request.item) ?? Validation.ofSize(ItemSize.ofItem(request.item)))
    : Validation.ofValues(request.key)

/** Item by item, as the service does it: what is wrong with the first wrong one, or that it repeats one before. */
const problemOfKeys = (schema: Key.KeySchema, requests: ReadonlyArray<WriteRequest>): Validation.Problem => {
  const seen = new Set<string>()
  return Validation.first(requests, (request) => {
    const problem =
      request._tag === "put" ? Validation.ofBatchedItemKey(schema, request.item) : Validation.ofKey(schema, request.key)
    if (problem !== undefined) return problem
    const text = Key.toText(schema, request._tag === "put" ? request.item : request.key)
    if (seen.has(text)) return RequestShape.duplicates
    seen.add(text)
    return undefined
  })
}

const lookUp = (table: Table.Table, keys: ReadonlyArray<Item>, consistent: boolean, room: number): Looked => {
  const items: Array<Item> = []
  let bytes = 0
  let units = 0
  for (const [index, key] of keys.entries()) {
    const stored = table.get(key)
    const size = stored?.bytes ?? 0
    if (bytes + size > room) return { items, unprocessed: keys.slice(index), bytes, units }
    bytes += size
    units += ItemSize.readUnits(size, consistent)
    if (stored !== undefined) items.push(stored.item)
  }
  return { items, unprocessed: [], bytes, units }
}

const read = (
  table: Table.Table,
  range: Position.Range,
  options: {
    readonly consistent: boolean
    readonly forward: boolean
    readonly limit: number | undefined
    readonly projection: ReadonlyArray<Projection.Path> | undefined
    readonly start: Item | undefined
  }
): Page => {
  const { consistent, forward, limit = Number.POSITIVE_INFINITY, projection, start } = options
  const rest = start === undefined ? range : Position.goOn(range, Position.of(table.key, start), forward)
  const { bytes, full, items } = table.page(rest, { forward, limit })
  const last = full ? items.at(-1) : undefined
  return {
    table: table.name,
    items: Projection.ofItems(items, projection),
    next: last && Key.pick(table.key, last),
    scanned: items.length,
    units: ItemSize.readUnits(bytes, consistent)
  }
}

export const make = (): Engine => {
  const tables = new Map<string, Table.Table>()
  const tags = new Map<string, Tags>()

  const named = (name: string): Answer<Table.Table> => {
    const problem = RequestShape.ofTableParameter(name)
    if (problem !== undefined) return refused(problem)
    return Either.fromNullable(tables.get(name), () => Exceptions.namedTableMissing(name))
  }

  const inTable = <A>(
    name: string,
    shape: Validation.Problem,
    problemOfKey: (schema: Key.KeySchema) => Validation.Problem,
    perform: (table: Table.Table) => Answer<A>
  ): Answer<A> => {
    if (shape !== undefined) return refused(shape)
    const table = tables.get(name)
    if (table === undefined) return Either.left(Exceptions.tableMissing)
    const problem = problemOfKey(table.key)
    return problem === undefined ? perform(table) : refused(problem)
  }

  return {
    putItem: ({ item, table: name }) => {
      const bytes = ItemSize.ofItem(item)
      return inTable(
        name,
        RequestShape.ofTableName(name) ?? Validation.ofValues(item) ?? Validation.ofSize(bytes),
        (schema) => Validation.ofItemKey(schema, item),
        (table) => Either.right({ table: name, units: put(table, item, bytes) })
      )
    },

    deleteItem: ({ key, table: name }) =>
      inTable(
        name,
        RequestShape.ofTableName(name) ?? Validation.ofValues(key),
        (schema) => Validation.ofKey(schema, key),
        (table) => Either.right({ table: name, units: remove(table, key) })
      ),

    getItem: ({ consistent, key, table: name }) =>
      inTable(
        name,
        RequestShape.ofTableName(name) ?? Validation.ofValues(key),
        (schema) => Validation.ofKey(schema, key),
        (table) => {
          const stored = table.get(key)
          const units = ItemSize.readUnits(stored?.bytes ?? 0, consistent)
          return Either.right({ table: name, item: stored?.item, units })
        }
      ),

    batchWriteItem: (batches) => {
      const problem =
        RequestShape.ofBatchWrite(batches) ??
        Validation.first(batches, ({ requests }) => Validation.first(requests, problemOfWrite))
      if (problem !== undefined) return refused(problem)
      const writes: Array<() => Consumed> = []
      for (const { requests, table: name } of batches) {
        const table = tables.get(name)
        if (table === undefined) return Either.left(Exceptions.tableMissing)
        const keyProblem = problemOfKeys(table.key, requests)
        if (keyProblem !== undefined) return refused(keyProblem)
        writes.push(() => ({ table: name, units: sum(requests, (request) => write(table, request)) }))
      }
      return Either.right(writes.map((perform) => perform()))
    },

    batchGetItem: (batches) => {
      const problem =
        RequestShape.ofBatchGet(batches) ??
        Validation.first(
          batches,
          ({ keys }) => Validation.first(keys, (key) => Validation.ofValues(key)) ?? RequestShape.ofRepeatedKeys(keys)
        )
      if (problem !== undefined) return refused(problem)
      const found: Array<Consumed & Looked> = []
      let room = longestAnswer
      for (const { consistent, keys, table: name } of batches) {
        const table = tables.get(name)
        if (table === undefined) return Either.left(Exceptions.tableMissing)
        const keyProblem = Validation.first(keys, (key) => Validation.ofKey(table.key, key))
        if (keyProblem !== undefined) return refused(keyProblem)
        const looked = lookUp(table, keys, consistent, room)
        room = looked.unprocessed.length > 0 ? 0 : room - looked.bytes
        found.push({ table: name, ...looked })
      }
      return Either.right(found)
    },

    scanPage: ({ consistent, limit, projection, segment, start, table: name }) =>
      inTable(
        name,
        RequestShape.ofScan({ table: name, limit, segment, start }) ?? (projection && Projection.problem(projection)),
        (schema) =>
          (start && RequestShape.ofStart(schema, start)) ?? (projection && Projection.problemOfKey(schema, projection)),
        (table) => {
          const { index, of } = segment ?? wholeTable
          const range = Position.segment(index, of)
          if (start !== undefined && !Position.isWithin(range, Position.of(table.key, start))) {
            return refused(RequestShape.startOutsideSegment(index, of))
          }
          return Either.right(read(table, range, { consistent, forward: true, limit, projection, start }))
        }
      ),

    queryPage: ({ conditions, consistent, forward, limit, projection, start, table: name }) =>
      inTable(
        name,
        RequestShape.ofQuery({ table: name, limit, start }) ??
          QueryShape.ofConditions(conditions) ??
          (projection && Projection.problem(projection)),
        () => undefined,
        (table) =>
          Either.flatMap(
            Either.mapLeft(QueryShape.keyCondition(table.key, conditions, start), Exceptions.validation),
            (condition) => {
              const problem =
                (start && QueryShape.ofStart(table.key, condition, start)) ??
                (projection && Projection.problemOfKey(table.key, projection))
              if (problem !== undefined) return refused(problem)
              const range = KeyRange.make(table.key, condition)
              return Either.right(read(table, range, { consistent, forward, limit, projection, start }))
            }
          )
      ),

    createTable: ({ key, name, tags: given = {} }) => {
      const problem = RequestShape.ofTableParameter(name) ?? RequestShape.ofKeySchema(key)
      if (problem !== undefined) return refused(problem)
      if (tables.has(name)) return Either.left(Exceptions.tableExists(name))
      const table = Table.make(name, key)
      tables.set(name, table)
      tags.set(name, given)
      return Either.right(described(table))
    },

    describeTable: (name) => Either.map(named(name), described),

    listTables: ({ limit, start }) => {
      const problem = RequestShape.ofListTables({ limit, start })
      if (problem !== undefined) return refused(problem)
      const names = [...tables.keys()].sort().filter((name) => start === undefined || name > start)
      const page = names.slice(0, limit ?? 100)
      return Either.right({ names: page, last: page.length < names.length ? page.at(-1) : undefined })
    },

    tagsOf: (name) => Either.map(named(name), () => tags.get(name) ?? {}),

    deleteTable: (name) =>
      Either.map(named(name), (table) => {
        tables.delete(name)
        tags.delete(name)
        return { ...described(table), status: "DELETING" }
      })
  }
}
