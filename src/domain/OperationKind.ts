import { Schema } from "effect"
import { most, type Swept } from "./Settings.ts"

export const OperationName = Schema.Literal("put", "get", "query", "scan", "http")
export type OperationName = typeof OperationName.Type

/** What is done with the units of a workload in a table. */
export const TableOperation = Schema.Union(
  Schema.TaggedStruct("put", {}),
  Schema.TaggedStruct("get", { consistent: Schema.Boolean }),
  /** `page`: items of a page at most; null for as many as 1 MB holds. */
  Schema.TaggedStruct("query", { consistent: Schema.Boolean, page: Schema.NullOr(Schema.Int) }),
  Schema.TaggedStruct("scan", { consistent: Schema.Boolean, page: Schema.NullOr(Schema.Int) })
)
export type TableOperation = typeof TableOperation.Type

/** Web requests. */
export const WebOperation = Schema.TaggedStruct("http", {})
export type WebOperation = typeof WebOperation.Type

/** What is done with the units of a workload, wherever that is done. */
export const OperationSpec = Schema.Union(TableOperation, WebOperation)
export type OperationSpec = typeof OperationSpec.Type

/** What strategies and the command line need to know of an operation. */
export interface OperationKind {
  readonly about: string
  /** Whom its requests are made to. */
  readonly service: "DynamoDB" | "HTTP"
  /** Whether it reads what is there, instead of writing what is not. */
  readonly reads: boolean
  /** What one element of its workload is. */
  readonly unit: "item" | "key" | "partition key" | "segment" | "URL"
  /** What is counted of what its requests bring, or carry. */
  readonly counts: "item" | "URL"
  /** Elements that one request carries at most. */
  readonly largestUnit: number
  /** Whether elements have keys, by which they can be told apart and kept in order. */
  readonly keyed: boolean
  /** The setting of its own over which contestants multiply, and how many where nothing is said. */
  readonly parts: { readonly setting: "segments" | "shards"; readonly most: number; readonly usual: number } | null
}

export const kinds = {
  put: {
    about: "items by PutItem, or up to 25 by BatchWriteItem",
    service: "DynamoDB",
    reads: false,
    unit: "item",
    counts: "item",
    largestUnit: 25,
    keyed: true,
    parts: null
  },
  get: {
    about: "keys by GetItem, or up to 100 by BatchGetItem",
    service: "DynamoDB",
    reads: true,
    unit: "key",
    counts: "item",
    largestUnit: 100,
    keyed: true,
    parts: null
  },
  query: {
    about: "partition keys, each page by page",
    service: "DynamoDB",
    reads: true,
    unit: "partition key",
    counts: "item",
    largestUnit: 1,
    keyed: true,
    parts: { setting: "shards", most: 1024, usual: 16 }
  },
  scan: {
    about: "segments of the table, each page by page",
    service: "DynamoDB",
    reads: true,
    unit: "segment",
    counts: "item",
    largestUnit: 1,
    keyed: false,
    parts: { setting: "segments", most: 4096, usual: 16 }
  },
  http: {
    about: "URLs of --from FILE, one a line, by GET",
    service: "HTTP",
    reads: true,
    unit: "URL",
    counts: "URL",
    largestUnit: 1,
    keyed: true,
    parts: null
  }
} as const satisfies Readonly<Record<OperationName, OperationKind>>

/** The most that a setting can be in an operation; 0 of one that it has not. */
export const mostOf = (setting: Swept, { largestUnit, parts }: OperationKind): number => {
  if (setting === "segments" || setting === "shards") return parts?.setting === setting ? parts.most : 0
  return setting === "batch" ? largestUnit : most[setting]
}
