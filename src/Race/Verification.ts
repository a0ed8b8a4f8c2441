import { type Context, Effect } from "effect"
import type { DynamoDB } from "../DynamoDB.ts"
import type { Item } from "../domain/Item.ts"
import * as ItemEquality from "../domain/ItemEquality.ts"
import type { Table } from "../domain/Job.ts"
import * as Key from "../domain/Key.ts"
import { type RequestError, Throttled } from "../domain/RequestError.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import * as Tally from "../Tally.ts"
import { units, type Workload } from "../Workload.ts"
import type { Verdict } from "./Course.ts"

const keysPerRequest = 100
const requestsInFlight = 4

/**
 * By key, the versions of which any may be found: all that were handed over, or the last where the order was kept. Where
 * some versions of a key were rejected, nobody knows which; where all were, nothing is expected.
 */
const expected = (workload: Workload, rejected: ReadonlyMap<string, number>, ordered: boolean) => {
  const versions = new Map<string, Array<Item>>()
  for (const item of workload) {
    const key = Key.toText(workload.key, item)
    const others = versions.get(key)
    if (others === undefined || (ordered && !rejected.has(key))) versions.set(key, [item])
    else others.push(item)
  }
  for (const [key, times] of rejected) {
    if ((versions.get(key)?.length ?? 0) <= times) versions.delete(key)
  }
  return versions
}

const readBack = (dynamodb: Context.Tag.Service<DynamoDB>, table: Table, keys: ReadonlyArray<Item>) =>
  Effect.gen(function* () {
    const found: Array<Item> = []
    let pending = keys
    const read = Effect.suspend(() =>
      dynamodb.batchGetItem({ table: table.name, keys: pending, consistent: true })
    ).pipe(
      Effect.flatMap(({ items, unprocessed }): Effect.Effect<void, RequestError> => {
        found.push(...items)
        pending = unprocessed
        return unprocessed.length === 0 ? Effect.void : new Throttled({ code: "UnprocessedKeys", reasons: [] })
      })
    )
    yield* Effect.retry(read, (yield* RetryPolicy).schedule)
    return found
  })

/** Reads every acknowledged item back, strongly consistent, and compares it with what was written. */
export const verify = Effect.fn("Verification.verify")(function* (options: {
  readonly dynamodb: Context.Tag.Service<DynamoDB>
  readonly table: Table
  readonly workload: Workload
  readonly tally: Tally.Tally
  /** Writes of one key kept the workload's order: only the last may be found. */
  readonly ordered: boolean
}) {
  const { tally, table, workload } = options
  const versions = expected(workload, tally.rejectedKeys, options.ordered)
  const unsettled = Math.abs(workload.size - tally.items - Tally.sum(tally.rejected))
  let lost = 0
  let changed = 0
  yield* Effect.forEach(
    units(versions, keysPerRequest),
    Effect.fnUntraced(function* (page) {
      const keys = page.flatMap(([, [item]]) => (item === undefined ? [] : [Key.pick(workload.key, item)]))
      const items = yield* readBack(options.dynamodb, table, keys)
      const found = new Map(items.map((item) => [Key.toText(workload.key, item), item]))
      for (const [key, acceptable] of page) {
        const item = found.get(key)
        if (item === undefined) lost++
        else if (!acceptable.some((version) => ItemEquality.equals(version, item))) changed++
      }
    }),
    { concurrency: requestsInFlight, discard: true }
  )
  return { lost, changed, unsettled } satisfies Verdict
})
