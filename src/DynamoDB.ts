import { Context, type Effect } from "effect"
import type { Item } from "./domain/Item.ts"
import type { KeySchema } from "./domain/Key.ts"
import type { KeyCondition } from "./domain/KeyCondition.ts"
import type { RequestError } from "./domain/RequestError.ts"
import type { Connections } from "./domain/TallyData.ts"

export type WriteRequest =
  | { readonly _tag: "put"; readonly item: Item }
  | { readonly _tag: "delete"; readonly key: Item }

/**
 * DynamoDB's data plane: one call is one request, never retried.
 * `consumed` counts capacity units: write units for writes, read units for reads.
 */
export class DynamoDB extends Context.Tag("millrace/DynamoDB")<
  DynamoDB,
  {
    readonly putItem: (request: {
      readonly table: string
      readonly item: Item
    }) => Effect.Effect<{ readonly consumed: number }, RequestError>

    /** Up to 25 requests with distinct keys; what the service did not do comes back as `unprocessed`, which is no failure. */
    readonly batchWriteItem: (request: {
      readonly table: string
      readonly requests: ReadonlyArray<WriteRequest>
    }) => Effect.Effect<{ readonly unprocessed: ReadonlyArray<WriteRequest>; readonly consumed: number }, RequestError>

    readonly getItem: (request: {
      readonly table: string
      readonly key: Item
      readonly consistent: boolean
    }) => Effect.Effect<{ readonly item: Item | undefined; readonly consumed: number }, RequestError>

    /** Up to 100 distinct keys. Found items come in no particular order; what was not looked up comes back as `unprocessed` keys. */
    readonly batchGetItem: (request: {
      readonly table: string
      readonly keys: ReadonlyArray<Item>
      readonly consistent: boolean
    }) => Effect.Effect<
      { readonly items: ReadonlyArray<Item>; readonly unprocessed: ReadonlyArray<Item>; readonly consumed: number },
      RequestError
    >

    /** One page, of at most 1 MB and `limit` items; the scan goes on from `next` until there is none. An empty page may have one. */
    readonly scanPage: (request: {
      readonly table: string
      readonly consistent: boolean
      readonly start?: Item | undefined
      readonly limit?: number | undefined
      readonly segment?: { readonly index: number; readonly of: number } | undefined
    }) => Effect.Effect<
      { readonly items: ReadonlyArray<Item>; readonly next: Item | undefined; readonly consumed: number },
      RequestError
    >

    /**
     * One page of one partition key's items by sort key, of at most 1 MB and `limit` items; the query goes on from `next`
     * until there is none, and the last page may be empty. `attributes` names those that items come with, all by default;
     * what they leave out counts towards the page and the read units all the same.
     */
    readonly queryPage: (request: {
      readonly table: string
      readonly consistent: boolean
      readonly condition: KeyCondition
      /** False for the largest sort key first. */
      readonly forward?: boolean | undefined
      readonly attributes?: ReadonlyArray<string> | undefined
      readonly start?: Item | undefined
      readonly limit?: number | undefined
    }) => Effect.Effect<
      { readonly items: ReadonlyArray<Item>; readonly next: Item | undefined; readonly consumed: number },
      RequestError
    >

    /** What its connections have done since this was asked last; not there where requests need none. */
    readonly connections?: Effect.Effect<Connections>
  }
>() {}

export type Tags = Readonly<Record<string, string>>

export interface TableDescription {
  readonly name: string
  readonly status: string
  readonly key: KeySchema
  /** As the service last counted: exact for the embedded DynamoDB, up to six hours old on AWS. */
  readonly itemCount: number
}

/** DynamoDB's control plane. Tables are created on demand (pay per request). */
export class Tables extends Context.Tag("millrace/DynamoDB/Tables")<
  Tables,
  {
    /** Rejected with `ResourceInUseException` where the name is taken. */
    readonly create: (table: {
      readonly name: string
      readonly key: KeySchema
      readonly tags?: Tags
    }) => Effect.Effect<void, RequestError>
    /** Returns once the table takes writes; Fatal with code `TableNotActive` after two minutes. */
    readonly untilActive: (name: string) => Effect.Effect<void, RequestError>
    /** Fatal with `ResourceNotFoundException` where there is none. */
    readonly describe: (name: string) => Effect.Effect<TableDescription, RequestError>
    /** Names of all tables, in order. */
    readonly list: Effect.Effect<ReadonlyArray<string>, RequestError>
    /** Fatal with `ResourceNotFoundException` where there is no such table. */
    readonly tags: (name: string) => Effect.Effect<Tags, RequestError>
    /** Returns once the name is free again. A table that is not there is no error. */
    readonly remove: (name: string) => Effect.Effect<void, RequestError>
  }
>() {}
