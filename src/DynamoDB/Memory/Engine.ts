import type { Either } from "effect"
import type { TableDescription, Tags, WriteRequest } from "../../DynamoDB.ts"
import type { Item } from "../../domain/Item.ts"
import type { KeySchema } from "../../domain/Key.ts"
import type { Comparison } from "../../domain/KeyCondition.ts"
import type { ThrottlingReason } from "../../domain/RequestError.ts"
import type { Path } from "./Projection.ts"

/** An exception in the service's own words: `name` is what stands after the `#` of `__type`. */
export interface ServiceError {
  readonly name: string
  readonly message: string
  readonly status: 400 | 500
  readonly reasons?: ReadonlyArray<ThrottlingReason>
}

export type Answer<A> = Either.Either<A, ServiceError>

export interface Consumed {
  readonly table: string
  /** Capacity units: write units for writes, read units for reads. */
  readonly units: number
}

/** `scanned` counts the items that were read; each of them is an item of the page. */
export interface Page extends Consumed {
  readonly items: ReadonlyArray<Item>
  readonly next: Item | undefined
  readonly scanned: number
}

/**
 * Tables in memory that validate, answer and count capacity as the service does. Synchronous, without latency and
 * without faults: `Memory` gives it the port's face and Effect's Clock, `Embedded` gives it HTTP.
 */
export interface Engine {
  readonly putItem: (request: { readonly table: string; readonly item: Item }) => Answer<Consumed>
  readonly deleteItem: (request: { readonly table: string; readonly key: Item }) => Answer<Consumed>
  readonly getItem: (request: {
    readonly table: string
    readonly key: Item
    readonly consistent: boolean
  }) => Answer<Consumed & { readonly item: Item | undefined }>
  /** Validated as a whole before anything is written; nothing is ever left unprocessed by the engine itself. */
  readonly batchWriteItem: (
    request: ReadonlyArray<{ readonly table: string; readonly requests: ReadonlyArray<WriteRequest> }>
  ) => Answer<ReadonlyArray<Consumed>>
  /** Stops at 16 MB of answer: the keys that are left come back unprocessed. */
  readonly batchGetItem: (
    request: ReadonlyArray<{ readonly table: string; readonly keys: ReadonlyArray<Item>; readonly consistent: boolean }>
  ) => Answer<
    ReadonlyArray<Consumed & { readonly items: ReadonlyArray<Item>; readonly unprocessed: ReadonlyArray<Item> }>
  >
  readonly scanPage: (request: {
    readonly table: string
    readonly consistent: boolean
    readonly start?: Item | undefined
    readonly limit?: number | undefined
    readonly segment?: { readonly index: number; readonly of: number } | undefined
    readonly projection?: ReadonlyArray<Path> | undefined
  }) => Answer<Page>
  readonly queryPage: (request: {
    readonly table: string
    readonly consistent: boolean
    /** One for the partition key and at most one for the sort key, in any order; anything else is refused. */
    readonly conditions: ReadonlyArray<{ readonly name: string; readonly comparison: Comparison }>
    readonly forward: boolean
    readonly start?: Item | undefined
    readonly limit?: number | undefined
    readonly projection?: ReadonlyArray<Path> | undefined
  }) => Answer<Page>
  readonly createTable: (table: {
    readonly name: string
    readonly key: KeySchema
    readonly tags?: Tags
  }) => Answer<EngineTable>
  readonly describeTable: (name: string) => Answer<EngineTable>
  readonly listTables: (request: {
    readonly start?: string | undefined
    readonly limit?: number | undefined
  }) => Answer<{ readonly names: ReadonlyArray<string>; readonly last: string | undefined }>
  readonly tagsOf: (name: string) => Answer<Tags>
  readonly deleteTable: (name: string) => Answer<EngineTable>
}

export interface EngineTable extends TableDescription {
  readonly sizeBytes: number
}
