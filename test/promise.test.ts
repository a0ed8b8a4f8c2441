import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Either, Layer } from "effect"
import * as Embedded from "../src/DynamoDB/Embedded.ts"
import * as SdkTables from "../src/DynamoDB/Sdk/Tables.ts"
import * as Sdk from "../src/DynamoDB/Sdk.ts"
import * as Target from "../src/DynamoDB/Target.ts"
import { DynamoDB, Tables } from "../src/DynamoDB.ts"
import { type Options, WriteError, write } from "../src/promise.ts"
import { withEnvironment } from "./setup/Environment.ts"

/** An embedded DynamoDB, its tables, and what reads them. */
class Engine extends Context.Tag("millrace/test/promise.test/Engine")<
  Engine,
  {
    readonly endpoint: string
    readonly table: Effect.Effect<string>
    readonly size: (table: string) => Effect.Effect<number>
  }
>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.gen(function* () {
      const { endpoint } = yield* Embedded.Embedded
      const target = Target.embedded(endpoint)
      const context = yield* Layer.build(Layer.merge(Sdk.layer({ target, sockets: 2 }), SdkTables.layer(target)))
      const { create } = Context.get(context, Tables)
      const { scanPage } = Context.get(context, DynamoDB)
      let tables = 0
      return Engine.of({
        endpoint,
        table: Effect.suspend(() => {
          const name = `films-${tables++}`
          return Effect.as(Effect.orDie(create({ name, key: { partition: { name: "id", type: "S" } } })), name)
        }),
        size: (table) => Effect.orDie(Effect.map(scanPage({ table, consistent: true }), ({ items }) => items.length))
      })
    })
  ).pipe(Layer.provide(Embedded.layer({ conditions: { seed: 1, latency: { p50_ms: 2, p99_ms: 4 }, faults: [] } })))
}

const someDay = new Date(0)

const filmsTo = (size: number) => Array.from({ length: size }, (_, n) => ({ id: `film-${n}`, n }))

async function* slowly(size: number, closed: { times: number }) {
  try {
    for (let n = 0; n < size; n++) {
      await new Promise((resolve) => setImmediate(resolve))
      yield { id: `film-${n}`, n }
    }
  } finally {
    closed.times++
  }
}

const failed = <A>(items: Iterable<A> | AsyncIterable<A>, options: Options<A>) =>
  Effect.promise(() =>
    write(items, options).then(
      (summary) => assert.fail(`it wrote ${summary.items} items`),
      (error: unknown) => error
    )
  )

const run = promisify(execFile)

layer(Engine.layer, { excludeTestServices: true })((it) => {
  describe("write", () => {
    it.effect("takes plain objects from an array, a generator and an async generator", () =>
      Effect.gen(function* () {
        const { endpoint, size, table } = yield* Engine
        const name = yield* table
        const closed = { times: 0 }
        const generator = (function* () {
          yield* filmsTo(70).slice(40)
        })()
        const [array, generated, later] = yield* Effect.promise(async () => [
          await write(filmsTo(50), { table: name, endpoint }),
          await write(generator, { table: name, endpoint, strategy: "per-key", concurrency: 4 }),
          await write(slowly(100, closed), { table: name, endpoint, key: "id", batch: 25, transport: "wire" })
        ])
        assert.deepStrictEqual([array?.items, generated?.items, later?.items], [50, 30, 100])
        assert.strictEqual(closed.times, 1)
        assert.strictEqual(yield* size(name), 100)
      })
    )

    it.scoped("asks the environment where to write", () =>
      Effect.gen(function* () {
        const { endpoint, size, table } = yield* Engine
        const name = yield* table
        yield* withEnvironment({ AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: undefined, AWS_PROFILE: undefined })
        const summary = yield* Effect.promise(() =>
          write(filmsTo(5), { table: name, strategy: "child-processes", workers: 1 })
        )
        assert.deepStrictEqual([summary.items, yield* size(name)], [5, 5])
      })
    )

    it.effect("hands over what cannot be written, and waits for whoever takes it", () =>
      Effect.gen(function* () {
        const { endpoint, table } = yield* Engine
        const given: Array<string> = []
        const name = yield* table
        const summary = yield* Effect.promise(() =>
          write([{ id: "a" }, { id: "" }, { id: "b", when: someDay }], {
            table: name,
            endpoint,
            onRejected: async ({ place, reason }) => {
              await new Promise((resolve) => setTimeout(resolve, 5))
              given.push(`${place}: ${reason}`)
            }
          })
        )
        assert.deepStrictEqual(given, [
          "1: key id is empty",
          "2: holds a Date, which is no plain object: hand over what it shall be"
        ])
        assert.deepStrictEqual([summary.read, summary.items, summary.rejected], [3, 1, 2])
      })
    )

    it.effect("makes items as it is told to", () =>
      Effect.gen(function* () {
        const { endpoint, size, table } = yield* Engine
        const name = yield* table
        const encode = (n: number) => (n === 3 ? Either.left("is three") : Either.right({ id: { S: `n-${n}` } }))
        const summary = yield* Effect.promise(() => write([1, 2, 3], { table: name, endpoint, encode }))
        assert.deepStrictEqual([summary.items, summary.rejects, yield* size(name)], [2, { "is three": 1 }, 2])
      })
    )
  })

  describe("rejected with an error that says what to do", () => {
    const expected = Effect.fnUntraced(function* (options: Partial<Options<unknown>>, message: string | RegExp) {
      const { endpoint, table } = yield* Engine
      const error = yield* failed<unknown>(filmsTo(3), { table: yield* table, endpoint, ...options })
      assert.instanceOf(error, WriteError)
      assert.match(error.message, typeof message === "string" ? new RegExp(message) : message)
      assert.deepStrictEqual([error.settled, error.summary], [0, null])
    })

    it.effect.each<[Partial<Options<unknown>>, RegExp]>([
      [{ table: "movies" }, /^there is no table movies at 127\.0\.0\.1:\d+: create it, or name another one$/],
      [{ batch: 100 }, /^batch takes a whole number from 1 to 25, got 100$/],
      [{ key: "title" }, /^the table films-\d+ has the key id:S, not title:S: say key: "id:S", or leave it out$/],
      [
        { endpoint: "http://127.0.0.1:1" },
        /^cannot reach 127\.0\.0\.1:1: nobody listens there \(ECONNREFUSED\): look at the option endpoint, for example/
      ],
      [{ endpoint: "127.0.0.1:8000" }, /^endpoint takes a URL that begins with http:\/\/ or https:\/\/, got "127/],
      [{ endpoint: "http://db.example" }, /^endpoint db\.example would be reached by http, .*add allowHttp: true$/],
      [
        { endpoint: "https://db.example" },
        /^endpoint db\.example is not a host of AWS, .*add allowEndpoint: true to send them there$/
      ]
    ])("%j", ([options, message]) => expected(options, message))

    it.effect("also where a name was typed that no type has looked at", () =>
      expected(JSON.parse('{"strategy":"foreach"}'), /^"foreach" is no strategy: did you mean for-each\?/)
    )

    it.effect("of a source that fails, with how far it came", () =>
      Effect.gen(function* () {
        const { endpoint, size, table } = yield* Engine
        const name = yield* table
        const broken = new Error("the file ends in the middle of a record")
        async function* items() {
          yield* filmsTo(90)
          throw broken
        }
        const error = yield* failed(items(), { table: name, endpoint })
        if (!(error instanceof WriteError)) return assert.fail(String(error))
        assert.strictEqual(
          error.message,
          "the items cannot be read on: the file ends in the middle of a record; the first 90 items are settled: go on from there, to write some again is harmless"
        )
        assert.strictEqual(error.cause, broken)
        assert.deepStrictEqual([error.settled, error.summary?.items, yield* size(name)], [90, 90, 90])
        function* thrown() {
          yield* filmsTo(10)
          throw broken
        }
        const again = yield* failed(thrown(), { table: name, endpoint })
        assert.isTrue(again instanceof WriteError && again.cause === broken && again.settled === 10)
      })
    )

    it.effect("of an onRejected that fails", () =>
      Effect.gen(function* () {
        const { endpoint, table } = yield* Engine
        const error = yield* failed([{ id: 1 }], {
          table: yield* table,
          endpoint,
          onRejected: () => {
            throw new Error("no room")
          }
        })
        assert.isTrue(
          error instanceof WriteError && /^onRejected failed: no room; the first 0 items/.test(error.message)
        )
      })
    )
  })

  describe("a signal", () => {
    it.effect("that is aborted already lets nothing begin", () =>
      Effect.gen(function* () {
        const { endpoint, size, table } = yield* Engine
        const name = yield* table
        const reason = new Error("too late")
        assert.strictEqual(
          yield* failed(filmsTo(3), { table: name, endpoint, signal: AbortSignal.abort(reason) }),
          reason
        )
        assert.strictEqual(yield* size(name), 0)
      })
    )

    it.effect("ends the write, closes the source, and is what the promise is rejected with", () =>
      Effect.gen(function* () {
        const { endpoint, size, table } = yield* Engine
        const name = yield* table
        const controller = new AbortController()
        const closed = { times: 0 }
        const reason = { why: "no longer wanted" }
        const settled: Array<number> = []
        const ended = yield* Effect.fork(
          failed(slowly(1e9, closed), {
            table: name,
            endpoint,
            signal: controller.signal,
            onSettled: (items) => void settled.push(items)
          })
        )
        while ((yield* size(name)) < 20 || settled.length < 2) yield* Effect.sleep("10 millis")
        controller.abort(reason)
        assert.strictEqual(yield* ended, reason)
        yield* Effect.sleep("50 millis")
        assert.strictEqual(closed.times, 1)
        const written = yield* size(name)
        assert.deepStrictEqual(
          settled,
          settled.toSorted((a, b) => a - b)
        )
        assert.isAtMost(settled.at(-1) ?? 0, written)
        yield* Effect.sleep("50 millis")
        assert.strictEqual(yield* size(name), written)
      })
    )

    it.effect("does not wait for a source that hands over nothing any more", () =>
      Effect.gen(function* () {
        const { endpoint, table } = yield* Engine
        async function* hanging() {
          yield* filmsTo(3)
          await new Promise(() => {})
        }
        const error = yield* failed(hanging(), { table: yield* table, endpoint, signal: AbortSignal.timeout(300) })
        assert.isTrue(error instanceof DOMException && error.name === "TimeoutError")
      })
    )

    it.effect("leaves no handle open behind it, whatever the strategy: the program ends by itself", () =>
      Effect.gen(function* () {
        const { endpoint, table } = yield* Engine
        const module = fileURLToPath(new URL("../src/promise.ts", import.meta.url))
        const program = `
          import { write } from ${JSON.stringify(module)}
          function* films() { for (let n = 0; ; n++) yield { id: "film-" + n } }
          const options = { table: ${JSON.stringify(yield* table)}, endpoint: ${JSON.stringify(endpoint)} }
          for (const strategy of ["for-each", "worker-threads", "child-processes"]) {
            const controller = new AbortController()
            setTimeout(() => controller.abort(new Error(strategy + " has enough")), 700)
            await write(films(), { ...options, strategy, signal: controller.signal }).catch((error) => console.log(error.message))
          }
        `
        const { stdout } = yield* Effect.promise(() =>
          run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { timeout: 50_000 })
        )
        assert.strictEqual(stdout, "for-each has enough\nworker-threads has enough\nchild-processes has enough\n")
      })
    )
  })
})
