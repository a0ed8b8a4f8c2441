import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Dynalite from "../setup/dynalite.ts"
import * as Program from "./Program.ts"

const race = (...args: ReadonlyArray<string>) => Program.run(["race", "--rounds", "1", "--json", "-", ...args])

const scan = ["--operation", "scan", "--strategy", "sequential,for-each,child-processes:workers=2"]

/** That each contestant has read so many items in each lap, and in its warm-up, and each once. */
const readsAll = ({ contestants, summary }: RaceResult, items: number, entered: number) => {
  assert.isTrue(summary.verified)
  assert.strictEqual(contestants.length, entered)
  for (const { laps, name, warm_up_verified } of contestants) {
    assert.isTrue(warm_up_verified, name)
    assert.deepStrictEqual(
      laps.map(({ consumed_wcu, items, rejected, verified }) => [items, verified, rejected, consumed_wcu]),
      [[items, true, 0, 0]],
      name
    )
  }
}

describe("every item is read once", () => {
  it.live("by scans of 1, 4 and 16 segments, in one process and in two", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* race(...scan, "--segments", "1,4,16", "--items", "5k", "--latency", "none")
      assert.strictEqual(code, 0)
      const result = Program.resultOf(stdout)
      readsAll(result, 5_000, 9)
      assert.deepStrictEqual(result.operation, { _tag: "scan", consistent: false, page: null })
      // 5,000 × 250 B in units of 4 KB, half a unit each, rounded up once a page
      for (const { laps } of result.contestants) assert.closeTo(laps[0]?.consumed_rcu ?? 0, 153, 10)
    })
  )

  it.live("by scans of another server", () =>
    Effect.gen(function* () {
      const endpoint = yield* Dynalite.endpoint
      const { code, stdout } = yield* race(...scan, "--segments", "3", "--items", "2k", "--endpoint", endpoint)
      assert.strictEqual(code, 0)
      readsAll(Program.resultOf(stdout), 2_000, 3)
    }).pipe(Effect.scoped)
  )

  const both = ["--transport", "sdk,wire", "--strategy", "for-each,worker-threads:workers=2", "--latency", "none"]

  it.live("by queries of shards, over both transports, in threads", () =>
    Effect.gen(function* () {
      const query = ["--operation", "query", "--shards", "8", "--page", "50", "--consistent"]
      const { code, stdout } = yield* race(...query, ...both, "--items", "1k")
      assert.strictEqual(code, 0)
      readsAll(Program.resultOf(stdout), 1_000, 4)
    })
  )

  it.live("by gets of keys, over both transports, in threads", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* race("--operation", "get", "--batch", "100", ...both, "--items", "1k")
      assert.strictEqual(code, 0)
      readsAll(Program.resultOf(stdout), 1_000, 4)
    })
  )

  it.live("of a file, whose repeated keys hold what came last", () =>
    Effect.gen(function* () {
      const file = ["--from", Program.dataset("movies.json"), "--key", "Title", "--items", "4k"]
      const { code, stdout } = yield* race(...file, "--operation", "get", "--batch", "100", "--strategy", "for-each")
      // some of its records have no title that is a string
      assert.strictEqual(code, 3)
      const { contestants, summary } = Program.resultOf(stdout)
      assert.isTrue(summary.verified)
      assert.isAbove(contestants[0]?.laps[0]?.items ?? 0, 3_000)
    })
  )
})

describe("what a read cannot be asked for", () => {
  it.live.each([
    [["--segments", "4"], /--segments is for scans: leave it out, or add --operation scan\n$/],
    [["--shards", "4"], /--shards is for queries: leave it out, or add --operation query\n$/],
    [["--page", "4"], /--page is for what is read page by page: .* --operation query or scan\n$/],
    [["--consistent"], /--consistent is for reads: .* --operation get, query or scan\n$/],
    [["--operation", "scan", "--batch", "25"], /--batch .*: leave it out of a scan\n$/],
    [["--operation", "scan", "--lap-time", "1s"], /--lap-time is for writes: a lap of a scan reads .* --items\n$/],
    [["--operation", "get", "--cpu", "1ms"], /--cpu is spent on items before they are written/],
    [["--operation", "get", "--batch", "101"], /out of range: type 1 to 25, and of a get to 100\n$/],
    [["--batch", "26"], /--batch: 26 is out of range: of a put type 1 to 25\n$/],
    [["--operation", "scan", "--strategy", "coalesced"], /coalesced is not for scan: .*; try --strategy for-each\n$/],
    [["--operation", "scan", "--strategy", "for-each:batch=2"], /sets batch, but for-each takes concurrency, segments/],
    [["--operation", "query", "--shards", "4", "--keys", "hot"], /--shards makes partition keys of its own/],
    [["--operation", "scam"], /did you mean scan\?/],
    [["--client", "warm"], /"warm" is no client: .* or type sockets:8\n$/],
    [["--strategy", "for-each:client=sockets:0"], /"for-each:client=sockets:0": 0 is out of range: type 1 to 1024\n$/],
    [["--rtt", "20"], /--rtt: "20" is no duration/]
  ] as const)("%j", ([args, said]) =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Program.run(["race", ...args])
      assert.match(stderr, said)
      assert.deepStrictEqual([code, stdout], [2, ""])
    })
  )

  it.live("is told where a strategy cannot race", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* Program.run([
        "race",
        ...["--operation", "scan", "--items", "200", "--strategy", "for-each,coalesced,per-key", "--rounds", "1"],
        ...["--latency", "none"]
      ])
      assert.strictEqual(code, 0)
      assert.match(stdout.replace(/\s+/g, " "), /not for scan: coalesced \(.*nothing to merge\) · per-key \(.* no key /)
    })
  )
})
