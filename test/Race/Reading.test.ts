import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Exit } from "effect"
import type { DynamoDB } from "../../src/DynamoDB.ts"
import type { Item } from "../../src/domain/Item.ts"
import { kinds, type TableOperation } from "../../src/domain/OperationKind.ts"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import { Observer } from "../../src/Race/Scoreboard.ts"
import * as Race from "../../src/Race.ts"
import * as Strategies from "../../src/Strategies.ts"
import { workload } from "../setup/Recording.ts"
import { inVirtualTime } from "../setup/VirtualClock.ts"
import { altered, fileOf, generated, registering, steady } from "./simulated.ts"

const scan = { _tag: "scan", consistent: false, page: 10 } as const
const query = { _tag: "query", consistent: false, page: 10 } as const
const get = { _tag: "get", consistent: false } as const

const enter = (operation: TableOperation, entries: ReadonlyArray<string>, choices: Partial<Contestant.Choices> = {}) =>
  Either.getOrThrow(
    Contestant.parse(entries, { ...Contestant.noChoices, ...choices }, kinds[operation._tag], Strategies.named)
  )

const raced = (
  operation: TableOperation,
  entries: ReadonlyArray<string>,
  options: Partial<Race.Options> & { readonly choices?: Partial<Contestant.Choices> } = {},
  backend: ReturnType<typeof steady> | ReturnType<typeof altered> = steady()
) =>
  Race.run({
    ...enter(operation, entries, options.choices),
    operation,
    source: generated(),
    cpu: null,
    rounds: 2,
    lapTimeMs: 200,
    items: 200,
    budgetMs: null,
    timeLimitMs: null,
    seed: 1,
    ...options
  }).pipe(Effect.provide(backend), inVirtualTime)

const figures = ({ contestants }: RaceResult) =>
  contestants.map(({ laps, name }) => [
    name,
    laps.map(({ duration_ms, items, verified }) => [items, duration_ms, verified])
  ])

const both = <A>(one: A) => [one, one]

describe("an exact race of reads", () => {
  it.effect("a scan in pages of 10 takes 10 ms a page, and segments are read side by side", () =>
    Effect.gen(function* () {
      const result = yield* raced(scan, ["sequential:segments=1", "for-each:concurrency=32"], {
        choices: { parts: [4] },
        source: generated({ keys: "uniform" })
      })
      const [one, four] = result.contestants
      assert.deepStrictEqual([one?.in_flight_max, four?.in_flight_max], [1, 4])
      // 200 items are 20 full pages, and the last of them tells of one more, which is empty
      assert.deepStrictEqual(figures(result)[0], ["sequential:segments=1", both([200, 210, true])])
      const [lap] = four?.laps ?? []
      assert.deepInclude(lap, { items: 200, verified: true, marks: [] })
      assert.isBelow(lap?.duration_ms ?? 0, 100)
      assert.isTrue(result.summary.verified)
      assert.deepInclude(result.summary, { lap_items: 200, rounds: 2 })
      assert.isNull(result.summary.standings[0]?.wcu_per_million_items)
      assert.isAbove(result.summary.standings[0]?.rcu_per_million_items ?? 0, 0)
    })
  )

  it.effect("a get of a key takes 10 ms, and so does one of a hundred keys", () =>
    Effect.gen(function* () {
      const result = yield* raced(get, ["sequential", "sequential:batch=100", "for-each:concurrency=50"])
      assert.deepStrictEqual(figures(result), [
        ["sequential", both([200, 2_000, true])],
        ["sequential:batch=100", both([200, 20, true])],
        ["for-each:concurrency=50", both([200, 40, true])]
      ])
      const [single] = result.contestants[0]?.laps ?? []
      assert.deepInclude(single, { consumed_wcu: 0, consumed_rcu: 100, attempts: 200 })
    })
  )

  it.effect("a query reads each shard page by page, and contestants of other shards another table", () =>
    Effect.gen(function* () {
      const { created, standing, tables } = registering()
      const entries = ["sequential:shards=1", "for-each:shards=1", "for-each:shards=8"]
      const result = yield* raced(query, entries, {}, altered(steady(), { tables }))
      assert.deepStrictEqual(figures(result).slice(0, 2), [
        ["sequential:shards=1", both([200, 210, true])],
        ["for-each:concurrency=32:shards=1", both([200, 210, true])]
      ])
      const [lap] = result.contestants[2]?.laps ?? []
      assert.deepInclude(lap, { items: 200, verified: true })
      assert.isBelow(lap?.duration_ms ?? 0, 60)
      assert.strictEqual(created.length, 2)
      assert.strictEqual(standing.size, 0)
    })
  )

  it.effect("a query without shards reads the partition keys that there are", () =>
    Effect.gen(function* () {
      const result = yield* raced(query, ["for-each:concurrency=1000"], { source: generated({ keys: "hot" }) })
      const [lap] = result.contestants[0]?.laps ?? []
      assert.deepInclude(lap, { items: 200, verified: true })
      // nine of ten items stand on one key
      assert.isAbove(lap?.duration_ms ?? 0, 150)
    })
  )
})

describe("every model", () => {
  it.effect.each([scan, query, get])("reads everything once by $_tag", (operation) =>
    Effect.gen(function* () {
      const names = [
        "sequential",
        "lock-step",
        "for-each",
        "unbounded",
        "fork-join",
        "queue-workers",
        "stream",
        "coalesced",
        "per-key"
      ]
      const { contestants, unsuited } = enter(operation, names)
      const result = yield* raced(operation, names, { rounds: 1 })
      assert.deepStrictEqual(result.unsuited, unsuited)
      assert.strictEqual(contestants.length + unsuited.length, names.length)
      for (const { laps, name, warm_up_verified } of result.contestants) {
        assert.deepStrictEqual(
          laps.map(({ items, verified }) => [items, verified]),
          [[200, true]],
          name
        )
        assert.isTrue(warm_up_verified)
      }
    })
  )
})

type Port = typeof DynamoDB.Service

describe("a file", () => {
  it.effect("holds the last of each key, though earlier writes take longer", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 200 }, (_, n) => `item-${n % 50}`)
      let nth = 0
      const later = <A, E>(write: Effect.Effect<A, E>) =>
        Effect.suspend(() => Effect.delay(write, Math.max(500 - 10 * nth++, 0)))
      const backend = altered(steady(), {
        dynamodb: ({ batchWriteItem, putItem }): Partial<Port> => ({
          batchWriteItem: (request) => later(batchWriteItem(request)),
          putItem: (request) => later(putItem(request))
        })
      })
      const result = yield* raced(scan, ["for-each"], { source: fileOf(workload(ids)), rounds: 1 }, backend)
      assert.deepInclude(result.contestants[0]?.laps[0], { items: 50, verified: true })
    })
  )

  const twice = workload(["a", "b", "a", "c", "b", "a"])

  it.effect.each([scan, get])("whose keys repeat holds the last of each when it is read by $_tag", (operation) =>
    Effect.gen(function* () {
      const stored: Array<Item> = []
      const backend = altered(steady(), {
        dynamodb: ({ batchGetItem, getItem, scanPage }) => ({
          scanPage: (page) => Effect.tap(scanPage(page), ({ items }) => stored.push(...items)),
          batchGetItem,
          getItem
        })
      })
      const result = yield* raced(operation, ["for-each"], { source: fileOf(twice), items: 100, rounds: 1 }, backend)
      const [lap] = result.contestants[0]?.laps ?? []
      assert.deepInclude(lap, { items: 3, verified: true })
      const versions = new Set(stored.map(({ id, n }) => JSON.stringify([id, n])))
      assert.deepStrictEqual(
        versions,
        new Set(['[{"S":"a"},{"N":"5"}]', '[{"S":"b"},{"N":"4"}]', '[{"S":"c"},{"N":"3"}]'])
      )
    })
  )
})

/** What a race of one contestant comes to whose reads are altered; the table is checked by consistent ones before, which are not. */
const readBy = (operation: TableOperation, entry: string, alter: (port: Port) => Partial<Port>) => {
  const backend = altered(steady(), {
    dynamodb: (port) => ({
      ...port,
      scanPage: (page) => (!page.consistent ? (alter(port).scanPage ?? port.scanPage)(page) : port.scanPage(page)),
      queryPage: (page) => (alter(port).queryPage ?? port.queryPage)(page),
      getItem: (one) => (alter(port).getItem ?? port.getItem)(one),
      batchGetItem: (some) => (alter(port).batchGetItem ?? port.batchGetItem)(some)
    })
  })
  return raced(operation, [entry], { rounds: 1 }, backend)
}

const dropping = ({ queryPage, scanPage }: Port): Partial<Port> => ({
  scanPage: (page) => Effect.map(scanPage(page), (answer) => ({ ...answer, items: answer.items.slice(1) })),
  queryPage: (page) => Effect.map(queryPage(page), (answer) => ({ ...answer, items: answer.items.slice(1) }))
})

const repeating = ({ queryPage, scanPage }: Port): Partial<Port> => ({
  scanPage: (page) =>
    Effect.map(scanPage(page), (answer) => ({ ...answer, items: [...answer.items.slice(0, 1), ...answer.items] })),
  queryPage: (page) =>
    Effect.map(queryPage(page), (answer) => ({ ...answer, items: [...answer.items.slice(0, 1), ...answer.items] }))
})

/** As many items as there are, one of them in the place of another. */
const exchanging = ({ queryPage, scanPage }: Port): Partial<Port> => {
  const first = <A extends { readonly items: ReadonlyArray<Item> }>(answer: A): A => ({
    ...answer,
    items: answer.items.map((item, at) => (at === 1 ? (answer.items[0] ?? item) : item))
  })
  return {
    scanPage: (page) => Effect.map(scanPage(page), first),
    queryPage: (page) => Effect.map(queryPage(page), first)
  }
}

const discrepanciesOf = ({ contestants }: RaceResult) => contestants[0]?.laps[0]?.discrepancies

describe.each([
  [scan, "for-each:segments=4"],
  [query, "for-each:shards=4"]
] as const)("a lap of $_tag is void", (operation, entry) => {
  it.effect("with a gap", () =>
    Effect.gen(function* () {
      const result = yield* readBy(operation, entry, dropping)
      assert.isFalse(result.summary.verified)
      assert.isAbove(discrepanciesOf(result)?.lost ?? 0, 0)
      assert.deepInclude(discrepanciesOf(result), { changed: 0, unsettled: 0 })
      assert.strictEqual(result.summary.standings[0]?.not_ranked, "void")
    })
  )

  it.effect("with a repeat", () =>
    Effect.gen(function* () {
      const result = yield* readBy(operation, entry, repeating)
      assert.isFalse(result.summary.verified)
      assert.isAbove(discrepanciesOf(result)?.unsettled ?? 0, 0)
      assert.deepInclude(discrepanciesOf(result), { changed: 0, lost: 0 })
    })
  )

  it.effect("with one item in the place of another", () =>
    Effect.gen(function* () {
      const result = yield* readBy(operation, entry, exchanging)
      assert.isFalse(result.summary.verified)
      assert.deepStrictEqual(discrepanciesOf(result), { lost: 0, changed: 0, unsettled: 0, differs: true })
    })
  )
})

describe("a lap of get", () => {
  it.effect("is void when an item is another than was written", () =>
    Effect.gen(function* () {
      const result = yield* readBy(get, "for-each", ({ getItem }) => ({
        getItem: (one) =>
          Effect.map(getItem(one), (answer) => ({ ...answer, item: { ...answer.item, v: { S: "something else" } } }))
      }))
      assert.deepStrictEqual(discrepanciesOf(result), { lost: 0, changed: 0, unsettled: 0, differs: true })
    })
  )

  it.effect("stands without the keys that were given up", () =>
    Effect.gen(function* () {
      let nth = 0
      const refused = new Set<string>()
      const result = yield* readBy(get, "sequential", ({ getItem }) => ({
        getItem: (one) => {
          const key = JSON.stringify(one.key)
          if (nth++ % 50 === 3) refused.add(key)
          return getItem(refused.has(key) ? { ...one, key: { nothing: { S: "valid" } } } : one)
        }
      }))
      const [lap] = result.contestants[0]?.laps ?? []
      assert.isAbove(lap?.rejected ?? 0, 0)
      assert.strictEqual((lap?.items ?? 0) + (lap?.rejected ?? 0), 200)
      assert.isTrue(lap?.verified)
    })
  )
})

it.effect("filling is told from its beginning on, each second", () =>
  Effect.gen(function* () {
    const told: Array<number> = []
    const slowly = altered(steady(), {
      dynamodb: ({ batchWriteItem }) => ({ batchWriteItem: (write) => Effect.delay(batchWriteItem(write), 3_400) })
    })
    yield* raced(scan, ["sequential"], { rounds: 1 }, slowly).pipe(
      Effect.provideService(Observer, {
        observe: ({ elapsed_ms, phase }) =>
          Effect.sync(() => {
            if (phase._tag === "filling") told.push(elapsed_ms)
          })
      })
    )
    assert.deepStrictEqual(told, [0, 1_000, 2_000, 3_000])
  })
)

describe("a table that cannot be filled", () => {
  const failing = (alter: (port: Port) => Partial<Port>) =>
    Effect.exit(raced(scan, ["sequential"], {}, altered(steady(), { dynamodb: alter })))

  const says = (exit: Exit.Exit<unknown, unknown>, what: string) =>
    assert.include(Exit.isFailure(exit) ? JSON.stringify(exit.cause) : "it was filled", what)

  it.effect("ends the race before it begins: items that are refused", () =>
    Effect.gen(function* () {
      const exit = yield* failing(({ batchWriteItem, putItem }) => ({
        batchWriteItem: ({ requests, table }) =>
          batchWriteItem({ requests: requests.map((one) => (one._tag === "put" ? { ...one, item: {} } : one)), table }),
        putItem: ({ table }) => putItem({ item: {}, table })
      }))
      says(exit, "did not take 200 of its items (ValidationException)")
    })
  )

  it.effect("ends the race before it begins: items that are lost", () =>
    Effect.gen(function* () {
      const exit = yield* failing(() => ({
        batchWriteItem: ({ requests }) =>
          Effect.delay(Effect.succeed({ unprocessed: [], consumed: requests.length }), 10)
      }))
      says(exit, "holds 0 items that are not the 200 that were written into it")
    })
  )
})
