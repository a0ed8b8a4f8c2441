import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { folder } from "../setup/Folder.ts"
import * as WebServer from "../setup/WebServer.ts"
import * as Program from "./Program.ts"

/** A file of this text, until the scope closes. */
const file = (content: string) => Effect.map(folder({ "urls.txt": content }), (made) => join(made, "urls.txt"))

const urls = (endpoint: string, n: number) =>
  file(`# pages\n\n${Array.from({ length: n }, (_, nth) => `${endpoint}/page-${nth}?x=1\n`).join("")}`)

const http = ["race", "--operation", "http"]

describe("a race over the web", () => {
  it.scopedLive("is raced in threads and processes too, and verified", () =>
    Effect.gen(function* () {
      const { endpoint, seen } = yield* WebServer.make(undefined, 2)
      const from = yield* urls(endpoint, 30)
      const strategies = ["for-each", "worker-threads", "hybrid"]
      const { code, stdout } = yield* Program.run([
        ...[...http, "--from", from, "--rounds", "1", "--items", "60", "--json", "-"],
        ...["-s", [...strategies, "coalesced"].join(","), "-w", "2"]
      ])
      assert.strictEqual(code, 0)
      const result = Program.resultOf(stdout)
      assert.isTrue(result.summary.verified)
      assert.deepStrictEqual(
        result.contestants.map(({ strategy }) => strategy),
        strategies
      )
      assert.deepStrictEqual(
        result.unsuited.map(({ name }) => name),
        ["coalesced"]
      )
      for (const { laps, name, transport, warm_up_verified } of result.contestants) {
        assert.deepStrictEqual([warm_up_verified, transport, laps.length], [true, null, 1], name)
        for (const { consumed_rcu, consumed_wcu, items, rejected, sockets, verified } of laps) {
          assert.deepStrictEqual([verified, items, rejected, consumed_rcu, consumed_wcu], [true, 60, 0, 0, 0], name)
          assert.isNotNull(sockets, name)
        }
      }
      assert.strictEqual(seen.paths.size, 30)
      assert.isTrue(
        seen.requests.every(({ authorization, cookie }) => authorization === undefined && cookie === undefined)
      )
      assert.deepStrictEqual(result.operation, { _tag: "http" })
      assert.deepStrictEqual([result.environment.backend, result.environment.latency], ["http", null])
      assert.strictEqual(`http://${result.environment.host}`, endpoint)
      assert.isNull(result.summary.price)
      assert.isTrue(result.workload.spec._tag === "Urls" && result.workload.spec.urls === 30)
    })
  )

  it.scopedLive("is told in its own words, wherever it is told", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* WebServer.make(undefined, 2)
      const from = yield* urls(endpoint, 30)
      const [json, html] = [`${from}.json`, `${from}.html`]
      const { code, stderr, stdout } = yield* Program.run([
        ...[...http, "--from", from, "--items", "50", "--rounds", "1", "-s", "sequential,for-each,per-key"],
        ...["--cpu", "100us", "--json", json, "--html", html]
      ])
      assert.strictEqual(code, 0)
      assert.match(stderr, /^racing 3 contestants in 1 round of 50 URLs\n/)
      assert.match(stdout, /^HTTP GET, 127\.0\.0\.1:\d+ · 30 URLs of urls\.txt · 0\.1 ms of CPU work on each URL/)
      assert.match(stdout, /1 round of 50 URLs/)
      assert.match(stdout, /URLs\/s/)
      const report = (flag: string) => Effect.map(Program.run(["report", json, flag, "-"]), ({ stdout }) => stdout)
      const told = [stdout, stderr, yield* report("--markdown")]
      for (const text of told)
        assert.notMatch(text.replaceAll("--items", ""), /\bitems?\b|DynamoDB|capacity|WCU|RCU|SDK/)
      assert.match(yield* report("--csv"), /per-key/)
    })
  )

  it.scopedLive.each([
    // each URL is looked at first, and then there are two workers
    ["kept", (connections: number) => connections <= 10 + 2],
    ["no-keep-alive", (connections: number, requests: number) => connections >= requests - 10],
    ["cold", (connections: number, requests: number) => connections >= requests - 10]
  ] as const)("has the connections of a client that is %s, in workers too", ([client, isRight]) =>
    Effect.gen(function* () {
      const { endpoint, seen } = yield* WebServer.make(undefined, 1)
      const from = yield* urls(endpoint, 10)
      const { code, stdout } = yield* Program.run([
        ...[...http, "--from", from, "--rounds", "1", "--items", "200", "--json", "-", "--client", client],
        ...["-s", "child-processes:workers=2"]
      ])
      assert.strictEqual(code, 0)
      assert.isTrue(Program.resultOf(stdout).summary.verified)
      assert.isTrue(isRight(seen.connections, seen.requests.length), `${seen.connections} of ${seen.requests.length}`)
    })
  )

  it.scopedLive("whose answers change their length is void", () =>
    Effect.gen(function* () {
      let asked = 0
      const { endpoint } = yield* WebServer.make((_, response) => WebServer.sends(response, asked++ < 100 ? 10 : 11), 1)
      const from = yield* urls(endpoint, 4)
      const { code, stdout } = yield* Program.run([
        ...[...http, "--from", from, "--rounds", "1", "--items", "80", "-s", "for-each"]
      ])
      assert.strictEqual(code, 1)
      assert.match(
        stdout.replace(/\s+/g, " "),
        /^VOID: for-each was answered with bodies of other lengths than before the race/
      )
    })
  )

  it.scopedLive("counts what is refused in the midst of it as rejected", () =>
    Effect.gen(function* () {
      const asked = new Map<string, number>()
      const { endpoint } = yield* WebServer.make(({ url = "" }, response) => {
        const nth = (asked.get(url) ?? 0) + 1
        asked.set(url, nth)
        if (url.startsWith("/page-1?") && nth > 1) response.writeHead(404).end()
        else if (nth % 5 === 2) response.writeHead(503).end()
        else WebServer.sends(response, 10)
      }, 1)
      const from = yield* urls(endpoint, 4)
      const { code, stdout } = yield* Program.run([
        ...[...http, "--from", from, "--rounds", "1", "--items", "20", "-s", "for-each", "--json", "-"]
      ])
      assert.strictEqual(code, 3)
      const [lap] = Program.resultOf(stdout).contestants[0]?.laps ?? []
      assert.deepStrictEqual([lap?.verified, lap?.items, lap?.rejects], [true, 15, { "HTTP 404": 5 }])
      assert.isAbove(lap?.throttles["HTTP 503"] ?? 0, 0)
    })
  )
})

describe("what is refused before the race", () => {
  const refused = (content: string, ...flags: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const from = yield* file(content)
      const { code, stderr, stdout } = yield* Program.run([...http, "--from", from, ...flags])
      assert.strictEqual(stdout, "")
      return { code, stderr: stderr.replaceAll(from, "urls.txt") }
    })

  it.scopedLive("is a URL that is not there", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* WebServer.make((_, response) => response.writeHead(404).end(), 0)
      const { code, stderr } = yield* refused(`${endpoint}/missing\n`)
      assert.strictEqual(code, 5)
      assert.include(stderr, `error: ${endpoint}/missing answers with HTTP 404: leave the URL out`)
    })
  )

  it.scopedLive("is a server that is not there", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* refused("http://127.0.0.1:1/\n")
      assert.strictEqual(code, 5)
      assert.include(stderr, "cannot reach 127.0.0.1:1: nobody listens there (ECONNREFUSED)\n")
    })
  )

  it.scopedLive.each([
    [
      "http://a.test/\n",
      [],
      2,
      /urls\.txt: a\.test would be reached by http, .*: use https:\/\/, or add --allow-http\n$/
    ],
    ["https://a.test/\n", [], 5, /requests as it can to a\.test, .*\n.*a\.test is not this machine: add --yes/],
    ["http://a.test/\n", ["--allow-http"], 5, /a\.test is not this machine: add --yes if the race may load it\n$/],
    ["https://a.test/\nhttps://b.test:81/\n", [], 5, /a\.test and b\.test:81 are not this machine/],
    ["http://me:secret@127.0.0.1/\n", [], 1, /urls\.txt, line 1: "http:\/\/…@127\.0\.0\.1\/" has a user or a password/],
    ["# none\n", [], 1, /urls\.txt: it holds no URL/],
    [
      "\nnonsense\n",
      [],
      1,
      /urls\.txt, line 2: "nonsense" does not begin with http:\/\/ or https:\/\/: a line holds one URL/
    ]
  ] as const)("is %j with %j: %d", ([content, flags, expected, said]) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* refused(content, ...flags)
      assert.match(stderr, said)
      assert.strictEqual(code, expected)
      assert.notInclude(stderr, "secret")
    })
  )

  it.scopedLive.each([
    ["--batch", "2"],
    ["--transport", "wire"],
    ["--segments", "2"],
    ["--shards", "2"],
    ["--page", "2"],
    ["--consistent"],
    ["--key", "id"],
    ["--types", "a:N"],
    ["--item-size", "1KB"],
    ["--keys", "hot"],
    ["--repeat-keys", "10%"],
    ["--scenario", "article"],
    ["--latency", "none"],
    ["--rtt", "5ms"],
    ["--endpoint", "http://127.0.0.1:1"],
    ["--allow-endpoint"],
    ["--price", "1"]
  ] as const)("is %s", (...flags) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* refused("http://127.0.0.1:1/\n", ...flags.flat())
      const [flag] = flags.flat()
      assert.strictEqual(
        stderr,
        `millrace: error: ${flag} has no meaning over HTTP: leave it out, or leave out --operation http\n`
      )
      assert.strictEqual(code, 2)
    })
  )

  it.live("is a race without URLs", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* Program.run(http)
      assert.match(stderr, /--operation http needs --from FILE: a file of URLs, one a line\n$/)
      assert.strictEqual(code, 2)
    })
  )

  it.scopedLive.each([
    ["for-each:transport=wire", /sets transport, but for-each takes concurrency, client\n$/],
    ["for-each:batch=2", /sets batch, but for-each takes concurrency, client\n$/],
    ["coalesced", /coalesced is not for http: a request carries one URL: .*; try --strategy for-each\n$/]
  ] as const)("is the contestant %s", ([strategy, said]) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* refused("http://127.0.0.1:1/\n", "-s", strategy)
      assert.match(stderr, said)
      assert.strictEqual(code, 2)
    })
  )
})
