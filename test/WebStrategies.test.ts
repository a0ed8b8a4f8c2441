import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { kinds } from "../src/domain/OperationKind.ts"
import * as RetrySettings from "../src/domain/RetrySettings.ts"
import type { Settings } from "../src/domain/Settings.ts"
import * as Url from "../src/domain/Url.ts"
import * as Operations from "../src/Operations.ts"
import { unsuited } from "../src/Race/Contestant.ts"
import * as Expected from "../src/Race/Expected.ts"
import * as Runner from "../src/Runner.ts"
import * as Strategies from "../src/Strategies.ts"
import type { Strategy } from "../src/Strategy.ts"
import * as Local from "../src/Workers/Local.ts"
import * as Urls from "../src/Workload/Urls.ts"
import * as WebServer from "./setup/WebServer.ts"

const strategies: ReadonlyArray<Strategy> = Strategies.all.filter(
  ({ name }) => unsuited(name, kinds.http, Strategies.named).length === 0
)

const settings: Settings = { concurrency: 5, batch: 1, workers: 2 }

/** A file of so many URLs of a server. */
const listOf = Effect.fnUntraced(function* (endpoint: string, n: number) {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "millrace-"))),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
  )
  const path = join(directory, "urls.txt")
  writeFileSync(path, Array.from({ length: n }, (_, nth) => `${endpoint}/${nth}\n`).join(""))
  return yield* Urls.read({ path, limit: n })
})

layer(NodeFileSystem.layer, { excludeTestServices: true })((it) => {
  describe.each(strategies)("over the web: $name", (strategy) => {
    it.scoped("fetches each URL as often as it stands there, with no more in flight than it says", () =>
      Effect.gen(function* () {
        const { endpoint, seen } = yield* WebServer.make()
        const list = yield* listOf(endpoint, 40)
        const runner = yield* Runner.open({
          strategy,
          settings,
          operation: (sockets) => Operations.layerWeb({ client: null, sockets }),
          cpu: null,
          table: { name: "urls.txt", key: Url.key },
          workers: Local.layer({
            operation: { _tag: "http" },
            client: null,
            retry: RetrySettings.defaults,
            cpu: null,
            leads: true
          })
        })
        for (const [size, times] of [
          [40, 1],
          [80, 3]
        ] as const) {
          yield* runner.begin({ name: "urls.txt", key: Url.key })
          const workload = Urls.make(list, size)
          yield* runner.run(workload)
          const tally = yield* runner.report
          assert.deepStrictEqual(
            Array.from(seen.paths).sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1))),
            Array.from({ length: 40 }, (_, nth) => [`/${nth}`, times])
          )
          const answers = Array.from(workload, (element) => {
            const url = Url.fromItem(element)
            return Url.answered(url, url.length - endpoint.length)
          })
          assert.isTrue(Expected.isSame(Expected.of(answers), tally))
          assert.deepStrictEqual([tally.attempts, tally.connections?.requests], [size, size])
        }
        assert.isAtMost(seen.maxInFlight, strategy.inFlight(settings))
      })
    )
  })
})
