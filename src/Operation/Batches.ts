import { Effect } from "effect"
import type { Item } from "../domain/Item.ts"
import * as Key from "../domain/Key.ts"
import { Fatal } from "../domain/RequestError.ts"
import type { Unit } from "../Operation.ts"

/** Cuts a unit into ones in which no key stands twice, the occurrences of a key in their order: a batch may name a key once. */
export const distinctKeys = (unit: Unit, key: Key.KeySchema): ReadonlyArray<Unit> => {
  const occurrences = new Map<string, number>()
  const batches: Array<Array<Item>> = []
  for (const item of unit) {
    const text = Key.toText(key, item)
    const earlier = occurrences.get(text) ?? 0
    occurrences.set(text, earlier + 1)
    const batch = batches[earlier]
    if (batch === undefined) batches.push([item])
    else batch.push(item)
  }
  return batches
}

/** The items of a batch that came back unprocessed, told by their keys; a key that was never sent is Fatal. */
export const stillPending = (
  sent: Unit,
  unprocessed: ReadonlyArray<Item>,
  key: Key.KeySchema
): Effect.Effect<Unit, Fatal> => {
  const texts = new Set(unprocessed.map((item) => Key.toText(key, item)))
  const pending = sent.filter((item) => texts.has(Key.toText(key, item)))
  return pending.length === texts.size
    ? Effect.succeed(pending)
    : new Fatal({
        code: "UnknownUnprocessedItem",
        message:
          "the answer to a batch names an item as unprocessed that the batch did not hold; nothing can be said of it"
      })
}
