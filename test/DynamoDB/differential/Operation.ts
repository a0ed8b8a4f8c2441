import { type Context, Effect } from "effect"
import type { DynamoDB, WriteRequest } from "../../../src/DynamoDB.ts"
import type { Item } from "../../../src/domain/Item.ts"
import type { KeySchema } from "../../../src/domain/Key.ts"
import type { ThrottlingReason } from "../../../src/domain/RequestError.ts"
import { normal } from "../../setup/NormalForm.ts"

export const tables = {
  "keyed-by-string": { partition: { name: "p", type: "S" } },
  "keyed-by-number": { partition: { name: "p", type: "N" } },
  "keyed-by-binary-and-string": { partition: { name: "p", type: "B" }, sort: { name: "s", type: "S" } },
  "keyed-by-string-and-number": { partition: { name: "p", type: "S" }, sort: { name: "s", type: "N" } }
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

const call = (db: Context.Tag.Service<DynamoDB>, operation: Operation) => {
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
      return Effect.map(db.scanPage(operation), ({ consumed, items, next }) => ({
        consumed,
        items: items.map(normal),
        next: next === undefined ? "none" : normal(next)
      }))
  }
}

export const run = (db: Context.Tag.Service<DynamoDB>, operation: Operation): Effect.Effect<Outcome> =>
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
