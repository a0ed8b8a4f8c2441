import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Either } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import { kinds } from "../../src/domain/OperationKind.ts"
import * as RetrySettings from "../../src/domain/RetrySettings.ts"
import * as Url from "../../src/domain/Url.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import * as Fetching from "../../src/Race/Fetching.ts"
import { fromSettings, RetryPolicy } from "../../src/RetryPolicy.ts"
import * as Strategies from "../../src/Strategies.ts"
import { Tally } from "../../src/Tally.ts"
import * as Urls from "../../src/Workload/Urls.ts"
import type { Workload } from "../../src/Workload.ts"
import * as WebServer from "../setup/WebServer.ts"

const listOf = Effect.fnUntraced(function* (urls: ReadonlyArray<string>) {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "millrace-"))),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
  )
  const path = join(directory, "urls.txt")
  writeFileSync(path, urls.join("\n"))
  return yield* Urls.read({ path, limit: 100 })
})

const [contestant] = Either.getOrThrow(
  Contestant.parse(["sequential"], Contestant.noChoices, kinds.http, Strategies.named)
).contestants

/** What a lap is raced over whose URLs have these paths. */
const courseOf = Effect.fnUntraced(function* (
  paths: ReadonlyArray<string>,
  answer?: Parameters<typeof WebServer.make>[0]
) {
  const { endpoint, seen } = yield* WebServer.make(answer, 0)
  const list = yield* listOf(paths.map((path) => `${endpoint}${path}`))
  if (contestant === undefined) return yield* Effect.dieMessage("no contestant")
  const course = yield* Effect.flatMap(
    Fetching.make(list, (looking) => looking),
    (courseOf) => courseOf(contestant)
  )
  return { course, ground: yield* course.next, seen, endpoint }
})

const quick = fromSettings({ ...RetrySettings.defaults, throttle_base_ms: 1, transient_base_ms: 1, max_attempts: 3 })

/** A tally of these answers; of a URL as many bytes as its path is long, but for what is said. */
const answered = (workload: Iterable<Item>, bytesOf = (url: URL) => url.pathname.length): Tally => {
  const tally = new Tally(0n)
  for (const element of workload) {
    const url = Url.fromItem(element)
    tally.read([Url.answered(url, bytesOf(new URL(url)))], 0n, 1n)
  }
  return tally
}

layer(NodeFileSystem.layer, { excludeTestServices: true })((it) => {
  describe("before a race", () => {
    it.scoped("every URL is fetched once, however often it stands there", () =>
      Effect.gen(function* () {
        const { seen } = yield* courseOf(["/a", "/bb", "/a"])
        assert.deepStrictEqual(Array.from(seen.paths).sort(), [
          ["/a", 1],
          ["/bb", 1]
        ])
      })
    )

    it.scoped.each([
      [404, /^http:\S+\/a answers with HTTP 404: leave the URL out, or name the one that it should be$/],
      [302, /^http:\S+\/a redirects \(HTTP 302\), and redirects are not followed: leave the URL out/],
      [500, /^http:\S+\/a gives no whole answer \(HTTP 500\): look at its server, or leave the URL out$/],
      [429, /^http:\S+\/a answers with HTTP 429, again and again: /]
    ] as const)("a URL that is answered with %d is refused", ([status, said]) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          courseOf(["/a"], (_, response) => response.writeHead(status).end()).pipe(
            Effect.provideService(RetryPolicy, quick)
          )
        )
        assert.deepStrictEqual([error._tag, "code" in error && error.code], ["Fatal", Fetching.unfit])
        assert.match(error.message, said)
      })
    )

    it.scoped("what passes is asked for again", () =>
      Effect.gen(function* () {
        let asked = 0
        const { seen } = yield* courseOf(["/a"], (_, response) =>
          response.writeHead(asked++ === 0 ? 500 : 200).end()
        ).pipe(Effect.provideService(RetryPolicy, quick))
        assert.deepStrictEqual(Array.from(seen.paths), [["/a", 2]])
      })
    )
  })

  describe("a lap", () => {
    it.scoped("is of the first URLs, and of whole passes where there is one", () =>
      Effect.gen(function* () {
        const { course, ground } = yield* courseOf(["/a", "/b", "/c", "/d"])
        const sizes = [1, 3, 4, 5, 6, 7, 10, 101].map((n) => course.take(ground, n).size)
        assert.deepStrictEqual(sizes, [1, 3, 4, 4, 8, 8, 12, 100])
        assert.deepStrictEqual(
          Array.from(course.take(ground, 3), (element) => new URL(Url.fromItem(element)).pathname),
          ["/a", "/b", "/c"]
        )
      })
    )

    const verdictOf = Effect.fnUntraced(function* (n: number, tallyOf: (workload: Workload) => Tally) {
      const { course, ground } = yield* courseOf(["/a", "/bb", "/a"])
      const workload = course.take(ground, n)
      return yield* course.verify(ground, workload, tallyOf(workload))
    })

    it.scoped.each([2, 3, 9])("is as it should be where every URL was answered as before: %d", (n) =>
      Effect.gen(function* () {
        const verdict = yield* verdictOf(n, (workload) => answered(workload))
        assert.deepStrictEqual(verdict, { lost: 0, changed: 0, unsettled: 0 })
      })
    )

    it.scoped("differs where one answer had another length, and where one URL stood in for another", () =>
      Effect.gen(function* () {
        const longer = yield* verdictOf(9, (workload) => answered(workload, () => 3))
        assert.isTrue(longer.differs)
        const instead = yield* verdictOf(3, (workload) =>
          answered(Array.from(workload, () => Array.from(workload)[1] ?? {}))
        )
        assert.isTrue(instead.differs)
      })
    )

    it.scoped("has lost what was not answered, and tells what was too often", () =>
      Effect.gen(function* () {
        const fewer = yield* verdictOf(6, (workload) => answered(workload.slice(1, 6)))
        const more = yield* verdictOf(6, (workload) => answered([...workload, ...workload.slice(0, 2)]))
        assert.deepStrictEqual([fewer.lost, fewer.unsettled, more.lost, more.unsettled], [1, 0, 0, 2])
      })
    )

    it.scoped("lacks nothing where it was given up", () =>
      Effect.gen(function* () {
        const verdict = yield* verdictOf(6, (workload) => {
          const tally = answered(workload.slice(1, 6))
          for (const element of workload.slice(0, 1)) tally.reject(Url.fromItem(element), "HTTP 404")
          return tally
        })
        assert.deepStrictEqual(verdict, { lost: 0, changed: 0, unsettled: 0 })
      })
    )
  })
})
