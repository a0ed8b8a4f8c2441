import { FileSystem } from "@effect/platform"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { type FileRecords, WorkloadSpec } from "../../src/domain/WorkloadSpec.ts"
import * as File from "../../src/Workload/File.ts"
import * as Generated from "../../src/Workload/Generated.ts"
import * as Given from "../../src/Workload/Given.ts"
import * as Rebuilt from "../../src/Workload/Rebuilt.ts"
import type { Workload } from "../../src/Workload.ts"

const generated = Generated.make({
  _tag: "Generated",
  size: 100,
  seed: 7,
  item_size_bytes: 80,
  keys: "hot",
  repeat_keys: 0.3,
  prefix: "3-"
})

const ofFile: Omit<FileRecords, "path" | "limit"> = {
  _tag: "FileRecords",
  format: "ndjson",
  key: { partition: { name: "id", type: "S" } },
  types: {}
}

const record = (n: number) => (n % 5 === 4 ? "{}" : `{"id":"${n}","n":${n}}`)
const lines = (count: number) => Array.from({ length: count }, (_, n) => record(n)).join("\n")

/** A file that holds this, and how often it has been read. */
const holding = Effect.fnUntraced(function* (content: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* fs.makeTempFileScoped()
  yield* fs.writeFileString(path, content)
  const seen = { reads: 0 }
  const counting: typeof fs = {
    ...fs,
    stream: (path, options) => {
      seen.reads++
      return fs.stream(path, options)
    }
  }
  return {
    path,
    seen,
    spec: (limit: number): FileRecords => ({ ...ofFile, path, limit }),
    rebuilt: yield* Effect.provideService(Rebuilt.make, FileSystem.FileSystem, counting)
  }
})

/** Writes the file anew, a second later by the file's own account. */
const rewrite = Effect.fnUntraced(function* (path: string, content: string) {
  const fs = yield* FileSystem.FileSystem
  const { mtime } = yield* fs.stat(path)
  yield* fs.writeFileString(path, content)
  const later = Option.getOrThrow(mtime).getTime() / 1_000 + 1
  yield* fs.utimes(path, later, later)
})

const changed = (path: string) => `${path}: it has changed since it was first read; leave it as it is while it is raced`

const items = (workload: Workload) => [...workload]

/** The spec, sent to another place. */
const sent = ({ spec }: Workload) => {
  const json = Schema.parseJson(WorkloadSpec)
  return Schema.decodeSync(json)(Schema.encodeSync(json)(spec))
}

/** The same by structured clone. */
const cloned = ({ spec }: Workload) =>
  Schema.decodeSync(WorkloadSpec)(structuredClone(Schema.encodeSync(WorkloadSpec)(spec)))

layer(NodeFileSystem.layer)((it) => {
  it.scoped("made items are the same again, slice by slice", () =>
    Effect.gen(function* () {
      const { rebuilt } = yield* holding("")
      for (const slice of [generated, generated.slice(30, 71), generated.slice(20, 90).slice(5, 5)]) {
        assert.deepStrictEqual(items(yield* rebuilt(sent(slice))), items(slice))
      }
    })
  )

  it.scoped("given items travel themselves, slice by slice, bytes among them", () =>
    Effect.gen(function* () {
      const { rebuilt } = yield* holding("")
      const key = { partition: { name: "id", type: "B" } } as const
      const given = Given.make(
        key,
        Array.from({ length: 50 }, (_, n) => ({ id: { B: new Uint8Array([n]) } }))
      )
      for (const slice of [given, given.slice(10, 20), given.slice(40, 60), given.slice(20, 40).slice(5, 5)]) {
        const spec = cloned(slice)
        const again = yield* rebuilt(spec)
        assert.deepStrictEqual([again.size, again.key, items(again)], [slice.size, key, items(slice)])
      }
    })
  )

  it.scoped("records of a file are the same again, slice by slice, and the file is read once", () =>
    Effect.gen(function* () {
      const { rebuilt, seen, spec } = yield* holding(lines(200))
      const { workload } = yield* File.read(spec(100))
      for (const slice of [
        workload.slice(10, 50),
        workload,
        workload.slice(50, 100).slice(0, 7),
        workload.slice(3, 3)
      ]) {
        const again = yield* rebuilt(sent(slice))
        assert.deepStrictEqual([again.size, items(again)], [slice.size, items(slice)])
      }
      assert.strictEqual(seen.reads, 1)
    })
  )

  it.scoped("reads a file on where a lap takes more of it than is known", () =>
    Effect.gen(function* () {
      const { rebuilt, seen, spec } = yield* holding(lines(150_000))
      const most = (yield* File.read(spec(120_000))).workload
      assert.strictEqual(most.size, 120_000)
      for (const from of [0, 119_990, 60_000, 119_000]) {
        const slice = most.slice(from, from + 10)
        assert.deepStrictEqual(items(yield* rebuilt(sent(slice))), items(slice))
      }
      assert.strictEqual(seen.reads, 2)
    })
  )

  it.scoped("does not mind what stands behind the records that are wanted", () =>
    Effect.gen(function* () {
      const { rebuilt, spec } = yield* holding(`${lines(20)}\nno JSON\n`)
      const { workload } = yield* File.read(spec(12))
      assert.deepStrictEqual(items(yield* rebuilt(sent(workload))), items(workload))
      assert.deepStrictEqual(items(yield* rebuilt(sent(workload.slice(2, 5)))), items(workload.slice(2, 5)))
      const { code } = yield* Effect.flip(rebuilt(spec(17)))
      assert.strictEqual(code, "FileUnreadable")
    })
  )

  describe("a file that has changed since it was first read is fatal, and says so", () => {
    const changes = [
      { change: "longer", content: lines(41) },
      { change: "shorter", content: lines(20) },
      { change: "of the same length, with other records", content: lines(40).replaceAll("n", "m") },
      { change: "broken", content: `${lines(10)}\nno JSON\n` },
      { change: "empty", content: "" }
    ]
    it.scoped.each(changes)("$change", ({ content }) =>
      Effect.gen(function* () {
        const { path, rebuilt, spec } = yield* holding(lines(40))
        const { workload } = yield* File.read(spec(30))
        yield* rewrite(path, content)
        for (const slice of [workload, workload.slice(20, 30), workload.slice(0, 5)]) {
          const { code, message } = yield* Effect.flip(rebuilt(sent(slice)))
          assert.deepStrictEqual({ code, message }, { code: "FileUnreadable", message: changed(path) })
        }
      })
    )

    it.scoped("but not where its records are known", () =>
      Effect.gen(function* () {
        const { path, rebuilt, spec } = yield* holding(lines(40))
        const { workload } = yield* File.read(spec(30))
        yield* rebuilt(sent(workload.slice(0, 1)))
        yield* rewrite(path, lines(20))
        assert.deepStrictEqual(items(yield* rebuilt(sent(workload))), items(workload))
      })
    )

    it.scoped("even where only the number of its records tells", () =>
      Effect.gen(function* () {
        const { path, rebuilt, spec } = yield* holding(lines(20))
        for (const wanted of [spec(17), { ...spec(5), from: 12 }]) {
          assert.strictEqual((yield* Effect.flip(rebuilt(wanted))).message, changed(path))
        }
        assert.strictEqual((yield* rebuilt(spec(16))).size, 16)
      })
    )
  })

  it.scoped("a file that is gone by now is fatal", () =>
    Effect.gen(function* () {
      const { rebuilt, spec } = yield* holding("")
      const error = yield* Effect.flip(rebuilt({ ...spec(1), path: "/no-such-folder/file" }))
      assert.strictEqual(error.code, "FileUnreadable")
      assert.match(error.message, /no-such-folder\/file.*there is no such file/)
    })
  )
})
