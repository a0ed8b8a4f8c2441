import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import type { Engine } from "../../../src/DynamoDB/Memory/Engine.ts"
import type { Item } from "../../../src/domain/Item.ts"
import * as Key from "../../../src/domain/Key.ts"
import { byDigest, byTitle, byTitleAndYear, engine, right, table } from "./engine.ts"

interface Range {
  readonly limit?: number
  readonly segment?: { readonly index: number; readonly of: number }
}

const scanned = (films: Engine, range: Range = {}): ReadonlyArray<Item> => {
  const found: Array<Item> = []
  for (let start: Item | undefined, first = true; first || start !== undefined; first = false) {
    const page = right(films.scanPage({ ...range, table, consistent: true, start }))
    assert.isAtMost(page.items.length, range.limit ?? Number.POSITIVE_INFINITY)
    found.push(...page.items)
    start = page.next
  }
  return found
}

const filled = (items: ReadonlyArray<Item>, key = byTitleAndYear): Engine => {
  const films = engine(key)
  for (const item of items) right(films.putItem({ table, item }))
  return films
}

const film = fc
  .record({ name: fc.string({ minLength: 1, maxLength: 2 }), year: fc.integer({ min: -20, max: 20 }) })
  .map(({ name, year }): Item => ({ title: { S: name }, year: { N: `${year}.50` } }))
const films = fc.array(film, { maxLength: 60 })

const texts = (items: ReadonlyArray<Item>) => items.map((item) => Key.toText(byTitleAndYear, item))

describe("a table", () => {
  it("stores numbers as the service writes them, and leaves an item alone that needs no change", () => {
    const films = filled([], byTitle)
    const written: Item = {
      title: { S: "a" },
      n: { N: "1.0" },
      nested: { M: { l: { L: [{ N: "1E2" }, { S: "1.0" }] }, s: { NS: ["0.50", "-0"] } } }
    }
    const stored: Item = {
      title: { S: "a" },
      n: { N: "1" },
      nested: { M: { l: { L: [{ N: "100" }, { S: "1.0" }] }, s: { NS: ["0.5", "0"] } } }
    }
    films.putItem({ table, item: written })
    const get = () => right(films.getItem({ table, key: { title: { S: "a" } }, consistent: true })).item
    assert.deepStrictEqual(get(), stored)
    films.putItem({ table, item: stored })
    assert.strictEqual(get(), stored)
  })

  it("counts its items and their bytes", () => {
    const films = filled([], byTitle)
    const key = (name: string) => ({ title: { S: name } })
    for (const item of [key("a"), { ...key("b"), x: { S: "yz" } }, { ...key("a"), x: { S: "" } }]) {
      films.putItem({ table, item })
    }
    assert.deepInclude(right(films.describeTable(table)), { itemCount: 2, sizeBytes: 6 + 1 + 6 + 3, status: "ACTIVE" })
    films.deleteItem({ table, key: key("b") })
    assert.deepInclude(right(films.describeTable(table)), { itemCount: 1, sizeBytes: 7 })
  })

  it("is gone with all its items once it is deleted", () => {
    const films = filled([{ title: { S: "a" } }], byTitle)
    assert.strictEqual(right(films.deleteTable(table)).status, "DELETING")
    right(films.createTable({ name: table, key: byTitle }))
    assert.deepStrictEqual(scanned(films), [])
  })

  it("binary keys are told apart by their bytes", () => {
    const item = (byte: number): Item => ({ digest: { B: Uint8Array.of(byte) } })
    const films = filled([item(1), item(2), item(1)], byDigest)
    assert.strictEqual(scanned(films).length, 2)
    films.deleteItem({ table, key: item(1) })
    assert.deepStrictEqual(scanned(films), [item(2)])
  })
})

describe("the list of tables", () => {
  it("is sorted and comes in pages", () => {
    const films = engine()
    for (const name of ["zoo", "abc", "Abc"]) films.createTable({ name, key: byTitle })
    const page = (start?: string) => right(films.listTables({ start, limit: 2 }))
    assert.deepStrictEqual(page(), { names: ["Abc", "abc"], last: "abc" })
    assert.deepStrictEqual(page("abc"), { names: [table, "zoo"], last: undefined })
  })
})

describe("a scan", () => {
  it.prop("finds each item once, whatever the limit", [films, fc.integer({ min: 1, max: 70 })], ([items, limit]) => {
    const found = texts(scanned(filled(items), { limit }))
    assert.deepStrictEqual([...found].sort(), [...new Set(texts(items))].sort())
  })

  it.prop(
    "is cut by segments into exactly its parts",
    [films, fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(4096, 5000))],
    ([items, of]) => {
      const table = filled(items)
      const parts = Array.from({ length: of }, (_, index) => scanned(table, { segment: { index, of } }))
      assert.deepStrictEqual(parts.flat(), scanned(table))
    }
  )

  it.prop(
    "has one order, whatever the order of writing",
    [films.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })))],
    ([[items, shuffled]]) => {
      assert.deepStrictEqual(scanned(filled(shuffled)), scanned(filled(items)))
    }
  )

  it.prop("keeps the items of one partition together, by their sort key", [films], ([items]) => {
    const seen = new Set<string>()
    let previous: Item | undefined
    const name = (item: Item | undefined) => JSON.stringify(item?.title)
    const year = (item: Item | undefined) =>
      item?.year !== undefined && "N" in item.year ? Number(item.year.N) : Number.NaN
    for (const item of scanned(filled(items))) {
      if (name(item) === name(previous)) assert.isAbove(year(item), year(previous))
      else assert.isFalse(seen.has(name(item)))
      seen.add(name(item))
      previous = item
    }
  })

  it.prop(
    "goes on where it stopped while others write and delete",
    [films, fc.array(fc.tuple(fc.boolean(), film), { maxLength: 60 }), fc.integer({ min: 1, max: 5 })],
    ([items, changes, limit]) => {
      const changing = filled(items)
      const untouched = new Set(texts(items))
      const found: Array<string> = []
      let start: Item | undefined
      const later = [...changes]
      do {
        const page = right(changing.scanPage({ table, consistent: true, limit, start }))
        found.push(...texts(page.items))
        start = page.next
        for (const [deleted, item] of later.splice(0, 3)) {
          untouched.delete(Key.toText(byTitleAndYear, item))
          right(deleted ? changing.deleteItem({ table, key: item }) : changing.putItem({ table, item }))
        }
      } while (start !== undefined)
      const once = new Set(found)
      assert.strictEqual(once.size, found.length)
      assert.isTrue([...untouched].every((text) => once.has(text)))
    }
  )

  it("ends a page at 1 MB, with the item that reaches it", () => {
    const items = Array.from({ length: 9 }, (_, n): Item => ({ title: { S: `${n}` }, p: { S: "x".repeat(300_000) } }))
    const page = right(filled(items, byTitle).scanPage({ table, consistent: true }))
    assert.strictEqual(page.items.length, 4)
    assert.isDefined(page.next)
  })

  it("cannot know that nothing comes after a full page", () => {
    const films = filled([{ title: { S: "a" } }], byTitle)
    const page = right(films.scanPage({ table, consistent: true, limit: 1 }))
    assert.deepStrictEqual(page.next, { title: { S: "a" } })
    assert.deepInclude(right(films.scanPage({ table, consistent: true, start: page.next })), {
      items: [],
      next: undefined
    })
  })

  it("does not remember rows that come and go", () => {
    const films = filled([], byTitle)
    for (let n = 0; n < 5000; n++) {
      films.putItem({ table, item: { title: { S: "same" } } })
      films.deleteItem({ table, key: { title: { S: "same" } } })
    }
    films.putItem({ table, item: { title: { S: "same" } } })
    assert.strictEqual(scanned(films).length, 1)
  })
})
