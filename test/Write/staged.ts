import { Effect, Layer } from "effect"
import { Tables, type WriteRequest } from "../../src/DynamoDB.ts"
import type { FaultPlan } from "../../src/domain/FaultPlan.ts"
import type { Item } from "../../src/domain/Item.ts"
import { Fatal, Rejected, type RequestError } from "../../src/domain/RequestError.ts"
import { altered, steady } from "../Race/simulated.ts"

export const idOf = ({ id }: Item): string => (id !== undefined && "S" in id ? id.S : "")
export const versionOf = ({ n }: Item): number => (n !== undefined && "N" in n ? Number(n.N) : -1)

export interface Seen {
  /** In the order of their acknowledgement. */
  readonly written: Array<Item>
  /** What stands in the table. */
  readonly standing: Map<string, number>
  requests: number
  inFlight: number
  maxInFlight: number
}

/**
 * A DynamoDB that answers after 10 ms, exactly, with a table `films` of the key `id`. It refuses the items that `refuse`
 * names, and is fatal from the request of that number on.
 */
export const films = (
  options: { readonly refuse?: (item: Item) => boolean; readonly fatalFrom?: number; readonly faults?: FaultPlan } = {}
) => {
  const seen: Seen = { written: [], standing: new Map(), requests: 0, inFlight: 0, maxInFlight: 0 }
  const watched = <A>(items: ReadonlyArray<Item>, write: Effect.Effect<A, RequestError>) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        seen.requests++
        seen.maxInFlight = Math.max(seen.maxInFlight, ++seen.inFlight)
        return seen.requests
      }),
      (nth): Effect.Effect<A, RequestError> => {
        if (nth > (options.fatalFrom ?? Number.POSITIVE_INFINITY)) {
          return new Fatal({ code: "AccessDeniedException", message: "no longer allowed" })
        }
        if (items.some((item) => options.refuse?.(item) === true)) {
          return new Rejected({ code: "ValidationException", message: "refused by the test" })
        }
        return Effect.tap(write, () => {
          for (const item of items) {
            seen.written.push(item)
            seen.standing.set(idOf(item), versionOf(item))
          }
        })
      },
      () => Effect.sync(() => seen.inFlight--)
    )
  const itemsOf = (requests: ReadonlyArray<WriteRequest>) =>
    requests.flatMap((request) => (request._tag === "put" ? [request.item] : []))
  const backend = altered(steady(options.faults), {
    dynamodb: ({ batchWriteItem, putItem }) => ({
      putItem: (put) => watched([put.item], putItem(put)),
      batchWriteItem: (write) => watched(itemsOf(write.requests), batchWriteItem(write))
    })
  })
  const withTable = Layer.effectDiscard(
    Effect.orDie(
      Effect.flatMap(Tables, ({ create }) => create({ name: "films", key: { partition: { name: "id", type: "S" } } }))
    )
  )
  return { seen, layer: Layer.provideMerge(withTable, backend) }
}

export const film = (n: number) => ({ id: `film-${n}`, n })
export const filmsTo = (size: number) => Array.from({ length: size }, (_, n) => film(n))
export const numbers = (n: number) => Array.from({ length: n }, (_, i) => i)
