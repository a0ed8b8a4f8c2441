import type { AttributeValue, Item } from "../../../src/domain/Item.ts"
import { type Operation, type Outcome, query, scan } from "./Operation.ts"

/** Where dynalite is known to differ from the service, and why one thinks so. */
export interface Exception {
  readonly reason: string
  /** Shows the difference on empty tables. */
  readonly example: Operation
  readonly covers: (ours: Outcome, theirs: Outcome, operation: Operation) => boolean
}

const message = (outcome: Outcome): string => ("error" in outcome ? outcome.error.message : "")

const says = (outcome: Outcome, pattern: RegExp): boolean => pattern.test(message(outcome))

const text = (value: unknown): string => JSON.stringify(value)

/** The same answer apart from the capacity that it is said to have consumed. */
const differInCapacityAlone = (ours: Outcome, theirs: Outcome): boolean =>
  "answer" in ours &&
  "answer" in theirs &&
  typeof ours.answer === "object" &&
  typeof theirs.answer === "object" &&
  text({ ...ours.answer, consumed: 0 }) === text({ ...theirs.answer, consumed: 0 })

const table = "keyed-by-string"

const put = (attributes: Item): Operation => ({ _tag: "put", table, item: { p: { S: "a" }, ...attributes } })

const get = (key: Item): Operation => ({ _tag: "get", table, key, consistent: true })

const nested = (levels: number): AttributeValue => (levels === 0 ? { S: "deep" } : { L: [nested(levels - 1)] })

export const exceptions: ReadonlyArray<Exception> = [
  {
    reason: "An empty page of a scan costs as much as an item that is missed; dynalite multiplies by nothing.",
    example: scan(table),
    covers: (ours, theirs) => differInCapacityAlone(ours, theirs) && /"consumed":0[,}]/.test(text(theirs))
  },
  {
    reason: "Text is measured in bytes of UTF-8; dynalite counts UTF-16 units.",
    example: put({ text: { S: "é".repeat(600) } }),
    covers: (ours, theirs, operation) =>
      /[^\0-\x7f]/.test(text([operation, ours])) && differInCapacityAlone(ours, theirs)
  },
  {
    reason: "The same for keys, which may have 2,048 bytes.",
    example: get({ p: { S: "é".repeat(1025) } }),
    covers: (ours, theirs) =>
      says(ours, /^One or more parameter values were invalid: Size of hashkey/) && "answer" in theirs
  },
  {
    reason: "Documents nest 32 levels deep at most (Service Quotas); dynalite takes any depth.",
    example: put({ document: nested(33) }),
    covers: (ours) => says(ours, /^Nesting Levels have exceeded supported limits/)
  },
  {
    reason: "A number may have a plus sign; the library that dynalite parses numbers with knows none.",
    example: put({ number: { N: "+1" } }),
    covers: (_ours, theirs) => says(theirs, /^The parameter cannot be converted to a numeric value: \+\d/)
  },
  {
    reason: "A scan has a million segments at most (Scan, TotalSegments); dynalite knows no limit.",
    example: scan(table, { segment: { index: 0, of: 1_000_001 } }),
    covers: (ours) =>
      says(ours, /'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000\b/)
  },
  {
    reason:
      "Of an empty key the service says the same whether it stands in an item or alone; dynalite has two wordings.",
    example: get({ p: { S: "" } }),
    covers: (ours, theirs) =>
      message(ours) === message(theirs).replace("values were invalid: The", "values are not valid. The")
  },
  {
    reason:
      "What no key can be is no key to look for either (getmoto/moto#7062); dynalite looks for it and finds nothing.",
    example: query(table, { partition: { name: "p", value: { S: "" } } }),
    covers: (ours, _theirs, operation) =>
      operation._tag === "query" &&
      says(
        ours,
        /cannot contain an empty (string|binary) value|exceeded the (maximum )?size limit of ?(1024|2048) bytes/
      )
  },
  {
    reason:
      "Of a batch of the wrong length the service no longer recites the whole; dynalite does, in words of its own.",
    example: { _tag: "batchWrite", table, requests: [] },
    covers: (ours, theirs) =>
      says(ours, /^1 validation error detected: Value at 'RequestItems/) &&
      says(theirs, /^\d validation errors? detected: Value '.*' at 'requestItems/s)
  }
]
