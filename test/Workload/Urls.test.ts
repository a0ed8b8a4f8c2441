import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Url from "../../src/domain/Url.ts"
import { WorkloadSpec } from "../../src/domain/WorkloadSpec.ts"
import * as Rebuilt from "../../src/Workload/Rebuilt.ts"
import * as Urls from "../../src/Workload/Urls.ts"
import type { Workload } from "../../src/Workload.ts"
import { folder } from "../setup/Folder.ts"

/** The path of a file that holds this, until the scope closes. */
const file = (content: string) => Effect.map(folder({ "urls.txt": content }), (made) => join(made, "urls.txt"))

const urlsOf = (elements: Iterable<Parameters<typeof Url.fromItem>[0]>) =>
  Array.from(elements, (element) => Url.fromItem(element))

const read = Effect.fnUntraced(function* (content: string, limit = 100) {
  return yield* Urls.read({ path: yield* file(content), limit })
})

const onTheWire = Schema.parseJson(WorkloadSpec)

layer(NodeFileSystem.layer, { excludeTestServices: true })((it) => {
  describe("a file of URLs", () => {
    it.scoped("holds one a line, comments and blank lines left out, fragments dropped", () =>
      Effect.gen(function* () {
        const { items, spec } = yield* read(
          "# mine\n\nhttp://a.test/1\r\n  https://b.test:8443/2?x=#frag  \n#http://c/\nHTTP://A.test\n"
        )
        assert.deepStrictEqual(urlsOf(items), ["http://a.test/1", "https://b.test:8443/2?x=", "http://a.test/"])
        assert.deepStrictEqual([spec.urls, spec.size, spec.stamp === undefined], [3, 3, false])
      })
    )

    it.scoped("is read as far as it is used", () =>
      Effect.gen(function* () {
        const { items } = yield* read("http://a/\nhttp://b/\nno URL\n", 2)
        assert.deepStrictEqual(urlsOf(items), ["http://a/", "http://b/"])
      })
    )

    it.scoped.each([
      ["http://a/\n\n# x\nftp://b/\n", 'line 4: "ftp://b/" does not begin with http:// or https://'],
      ["a.test/1", 'line 1: "a.test/1" does not begin with'],
      ["http://", 'line 1: "http://" is no well-formed URL'],
      ["http://me:secret@a.test/", 'line 1: "http://…@a.test/" has a user or a password'],
      ["# nothing\n", "it holds no URL; a line holds one URL, such as http://127.0.0.1:8080/"],
      ["", "it is empty"]
    ] as const)("tells what is wrong with %j", ([content, said]) =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(read(content))
        assert.include(message, said)
        assert.notInclude(message, "secret")
        assert.notInclude(message, "\n")
      })
    )
  })

  describe("a workload", () => {
    const list = read("http://a/\nhttp://b/\nhttp://c/\n")

    it.scoped("begins again behind the last URL, and so do its slices", () =>
      Effect.gen(function* () {
        const workload = Urls.make(yield* list, 7)
        assert.deepStrictEqual(
          urlsOf(workload).map((url) => url[7]),
          Array.from("abcabca")
        )
        assert.deepStrictEqual(
          urlsOf(workload.slice(2, 6).slice(1, 9)).map((url) => url[7]),
          Array.from("abc")
        )
        assert.deepStrictEqual(Urls.make(yield* list, 0).size, 0)
      })
    )

    it.scoped("is made anew elsewhere, and so is any slice of it", () =>
      Effect.gen(function* () {
        const make = yield* Rebuilt.make
        const workload: Workload = Urls.make(yield* list, 10)
        for (const part of [workload, workload.slice(3, 9), workload.slice(2, 9).slice(4, 6), workload.slice(5, 5)]) {
          const sent = yield* Schema.encode(onTheWire)(part.spec)
          const rebuilt = yield* make(yield* Schema.decode(onTheWire)(sent))
          assert.deepStrictEqual(Array.from(rebuilt), Array.from(part))
          assert.deepStrictEqual([rebuilt.size, rebuilt.key], [part.size, part.key])
        }
      })
    )

    it.scoped("is not made of a file that has changed", () =>
      Effect.gen(function* () {
        const path = yield* file("http://a/\n")
        const known = yield* Urls.read({ path, limit: 9 })
        writeFileSync(path, "http://b/\nhttp://c/\n")
        const make = yield* Rebuilt.make
        const { code, message } = yield* Effect.flip(make(Urls.make(known, 1).spec))
        assert.strictEqual(code, "FileUnreadable")
        assert.include(message, "it has changed since it was first read")
      })
    )
  })
})
