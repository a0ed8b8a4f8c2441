import type { Item } from "../../domain/Item.ts"
import type { KeySchema } from "../../domain/Key.ts"
import * as Key from "../../domain/Key.ts"
import * as Position from "./Position.ts"

const pageBytes = 1024 * 1024

interface Row {
  /** Nothing once it is deleted; a later put of its key makes another row. */
  item: Item | undefined
  bytes: number
}

interface PlacedRow extends Position.Position {
  readonly row: Row
}

export interface Stored {
  readonly item: Item
  readonly bytes: number
}

export interface Page {
  readonly items: ReadonlyArray<Item>
  readonly bytes: number
  /** There may be more after the last item. */
  readonly full: boolean
}

/** The items of one table. Trusts what it is given: keys are valid, items in normal form. */
export interface Table {
  readonly name: string
  readonly key: KeySchema
  readonly itemCount: () => number
  readonly sizeBytes: () => number
  readonly get: (key: Item) => Stored | undefined
  /** Bytes of what was there before, 0 for nothing. */
  readonly put: (item: Item, bytes: number) => number
  readonly remove: (key: Item) => number
  /** Items of the range in the order of their positions, or in the reverse of it. */
  readonly page: (range: Position.Range, options: { readonly forward: boolean; readonly limit: number }) => Page
}

const merged = (left: ReadonlyArray<PlacedRow>, right: ReadonlyArray<PlacedRow>): Array<PlacedRow> => {
  const out: Array<PlacedRow> = []
  let at = 0
  for (const placed of left) {
    if (placed.row.item === undefined) continue
    for (let next = right[at]; next !== undefined && Position.compare(next, placed) < 0; next = right[++at]) {
      out.push(next)
    }
    out.push(placed)
  }
  for (const placed of right.slice(at)) out.push(placed)
  return out
}

/** Index of the first row for which `isBehind` holds; behind it, it holds for all. */
const firstIndex = (rows: ReadonlyArray<PlacedRow>, isBehind: (row: PlacedRow) => boolean): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row !== undefined && isBehind(row)) high = middle
    else low = middle + 1
  }
  return low
}

/** Writes cost one look into a hash map; what they bring is put into the scan's order by the next scan. */
export const make = (name: string, key: KeySchema): Table => {
  const rows = new Map<string, Row>()
  let placed: Array<PlacedRow> = []
  let unplaced: Array<Row> = []
  let deleted = 0
  let sizeBytes = 0

  const place = () => {
    if (unplaced.length === 0 && deleted * 2 <= placed.length) return
    const fresh: Array<PlacedRow> = []
    for (const row of unplaced) if (row.item !== undefined) fresh.push({ ...Position.of(key, row.item), row })
    placed = merged(placed, fresh.sort(Position.compare))
    unplaced = []
    deleted = 0
  }

  const forgetDeleted = () => {
    if (unplaced.length > 1024 && unplaced.length > 2 * rows.size) {
      unplaced = unplaced.filter((row) => row.item !== undefined)
    }
  }

  return {
    name,
    key,
    itemCount: () => rows.size,
    sizeBytes: () => sizeBytes,

    get: (wanted) => {
      const row = rows.get(Key.toText(key, wanted))
      return row?.item === undefined ? undefined : { item: row.item, bytes: row.bytes }
    },

    put: (item, bytes) => {
      const text = Key.toText(key, item)
      const row = rows.get(text)
      if (row === undefined) {
        const created = { item, bytes }
        rows.set(text, created)
        unplaced.push(created)
        sizeBytes += bytes
        forgetDeleted()
        return 0
      }
      const before = row.bytes
      row.item = item
      row.bytes = bytes
      sizeBytes += bytes - before
      return before
    },

    remove: (wanted) => {
      const text = Key.toText(key, wanted)
      const row = rows.get(text)
      if (row === undefined) return 0
      rows.delete(text)
      row.item = undefined
      deleted += 1
      sizeBytes -= row.bytes
      return row.bytes
    },

    page: (range, { forward, limit }) => {
      place()
      const first = firstIndex(placed, range.begins)
      const end = firstIndex(placed, range.ends)
      const step = forward ? 1 : -1
      const items: Array<Item> = []
      let bytes = 0
      for (let at = forward ? first : end - 1; at >= first && at < end; at += step) {
        const row = placed[at]?.row
        if (row?.item === undefined) continue
        items.push(row.item)
        bytes += row.bytes
        if (items.length >= limit || bytes >= pageBytes) return { items, bytes, full: true }
      }
      return { items, bytes, full: false }
    }
  }
}
