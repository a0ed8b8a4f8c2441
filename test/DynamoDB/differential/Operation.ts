import { type Context, Effect } from "effect"
import type { DynamoDB, WriteRequest } from "../../../src/DynamoDB.ts"
import type { Item } from "../../../src/domain/Item.ts"
import type { KeySchema } from "../../../src/domain/Key.ts"
import type { KeyCondition } from "../../../src/domain/KeyCondition.ts"
import type { ThrottlingReason } from "../../../src/domain/RequestError.ts"
import { normal } from "../../setup/NormalForm.ts"

type Db = Context.Tag.Service<DynamoDB>

export const tables = {
  "keyed-by-string": { partition: { name: "p", type: "S" } },
  "keyed-by-number": { partition: { name: "p", type: "N" } },
  "keyed-by-binary-and-string": { partition: { name: "p", type: "B" }, sort: { name: "s", type: "S" } },
  "keyed-by-string-and-number": { partition: { name: "p", type: "S" }, sort: { name: "s", type: "N" } },
  "keyed-by-number-and-binary": { partition: { name: "p", type: "N" }, sort: { name: "s", type: "B" } }
} as const satisfies Record<string, KeySchema>

/** One call of the port, as data. */
export type Operation =
  | { readonly _tag: "put"; readonly table: string; readonly item: Item }
  | { readonly _tag: "get"; readonly table: string; readonly key: Item; readonly consistent: boolean }
  | { readonly _tag: "batchWrite"; readonly table: string; readonly requests: ReadonlyArray<WriteRequest> }
  | {
      readonly _tag: "batchGet"
      readonly table: string
      readonly keys: ReadonlyArray<Item>
      readonly consistent: boolean
    }
  | {
      readonly _tag: "scan"
      readonly table: string
      readonly consistent: boolean
      readonly start: Item | undefined
      readonly limit: number | undefined
      readonly segment: { readonly index: number; readonly of: number } | undefined
    }
  | {
      readonly _tag: "query"
      readonly table: string
      readonly consistent: boolean
      readonly condition: KeyCondition
      readonly forward: boolean | undefined
      readonly attributes: ReadonlyArray<string> | undefined
      readonly start: Item | undefined
      readonly limit: number | undefined
    }

export type Query = Extract<Operation, { readonly _tag: "query" }>

export const query = (
  table: string,
  condition: KeyCondition,
  options: Partial<Omit<Query, "_tag" | "table" | "condition">> = {}
): Query => ({
  _tag: "query",
  table,
  condition,
  consistent: true,
  forward: undefined,
  attributes: undefined,
  start: undefined,
  limit: undefined,
  ...options
})

export const scan = (
  table: string,
  options: Partial<Omit<Extract<Operation, { readonly _tag: "scan" }>, "_tag" | "table">> = {}
): Operation => ({
  _tag: "scan",
  table,
  consistent: true,
  start: undefined,
  limit: undefined,
  segment: undefined,
  ...options
})

/** What came of it, as plain data, without the order that the service leaves open. */
export type Outcome =
  | {
      readonly error: {
        readonly tag: string
        readonly code: string
        readonly message: string
        readonly reasons: ReadonlyArray<ThrottlingReason>
      }
    }
  | { readonly answer: unknown }

const inAnyOrder = (items: ReadonlyArray<Item>): ReadonlyArray<unknown> =>
  items.map((item) => JSON.stringify(normal(item))).sort()

const write = (request: WriteRequest): unknown =>
  request._tag === "put" ? { put: normal(request.item) } : { delete: normal(request.key) }

const page = ({ consumed, items, next }: Effect.Effect.Success<ReturnType<Db["queryPage"]>>) => ({
  consumed,
  items: items.map(normal),
  next: next === undefined ? "none" : normal(next)
})

const call = (db: Db, operation: Operation) => {
  switch (operation._tag) {
    case "put":
      return db.putItem(operation)
    case "get":
      return Effect.map(db.getItem(operation), ({ consumed, item }) => ({
        consumed,
        item: item === undefined ? "none" : normal(item)
      }))
    case "batchWrite":
      return Effect.map(db.batchWriteItem(operation), ({ consumed, unprocessed }) => ({
        consumed,
        unprocessed: unprocessed.map((request) => JSON.stringify(write(request))).sort()
      }))
    case "batchGet":
      return Effect.map(db.batchGetItem(operation), ({ consumed, items, unprocessed }) => ({
        consumed,
        items: inAnyOrder(items),
        unprocessed: inAnyOrder(unprocessed)
      }))
    case "scan":
      return Effect.map(db.scanPage(operation), page)
    case "query":
      return Effect.map(db.queryPage(operation), page)
  }
}

export const run = (db: Db, operation: Operation): Effect.Effect<Outcome> =>
  call(db, operation).pipe(
    Effect.map((answer): Outcome => ({ answer })),
    Effect.catchAll((error) =>
      Effect.succeed<Outcome>({
        error: {
          tag: error._tag,
          code: error.code,
          message: error.message,
          reasons: error._tag === "Throttled" ? error.reasons : []
        }
      })
    )
  )
