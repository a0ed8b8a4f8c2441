import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "./Program.ts"
import * as StagedDynamoDB from "./StagedDynamoDB.ts"

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(path.join(tmpdir(), "millrace-"))),
  (directory) => Effect.promise(() => rm(directory, { recursive: true }))
)

const race = Effect.fnUntraced(function* (name: string, content: string | Uint8Array | undefined, key = "id") {
  const file = path.join(yield* directory, name)
  if (content !== undefined) yield* Effect.promise(() => writeFile(file, content))
  const { code, stderr, stdout } = yield* Program.run([
    ...["race", "--from", file, "--key", key, "--strategy", "for-each"],
    ...Program.brief
  ])
  return { code, stderr: stderr.replaceAll(file, name), stdout }
})

const line = (record: unknown) => `${JSON.stringify(record)}\n`
const binary = randomBytes(4096)

const unusable: ReadonlyArray<readonly [name: string, content: string | Uint8Array | undefined, said: string]> = [
  ["missing.csv", undefined, "missing.csv: there is no such file"],
  ["empty.json", "", "empty.json: it is empty"],
  [
    "cut.json",
    '[{"id":"a"},{"id":"b"',
    "cut.json, line 1: is not JSON: the file ends before its array does: it is cut off"
  ],
  ["binary.csv", binary, "binary.csv, line 1: is binary or not in UTF-8; a file of text in UTF-8 is wanted"],
  ["binary.json", binary, "binary.json, line 1: is binary or not in UTF-8; a file of text in UTF-8 is wanted"],
  [
    "two.ndjson",
    '{"id":"a"}\n{"id":"b"\n{"id":"c"}\n',
    "two.ndjson, line 2: is not JSON: it ends inside a value; a record is one line here, or an element of one array"
  ],
  [
    "keyless.ndjson",
    line({ name: "a" }) + line({ name: "b" }),
    "keyless.ndjson: none of its 2 records can be written: key id is missing (2); line 1 has the attributes name: name one with --key"
  ]
]

describe("a file that cannot be raced is named, with the line where there is one", () => {
  it.scopedLive.each(unusable.map(([name, content, said]) => ({ name, content, said })))(
    "$name",
    ({ content, name, said }) =>
      Effect.gen(function* () {
        const { code, stderr, stdout } = yield* race(name, content)
        assert.deepStrictEqual({ code, stderr, stdout }, { code: 1, stderr: `millrace: error: ${said}\n`, stdout: "" })
      })
  )
})

it.live("says that a directory is no file", () =>
  Effect.gen(function* () {
    const { code, stderr } = yield* Program.run(["race", "--from", tmpdir(), "--key", "id"])
    assert.strictEqual(code, 1)
    assert.match(stderr, /it is a directory; name a file in it\n$/)
  })
)

it.scopedLive("says that --types is for CSV", () =>
  Effect.gen(function* () {
    const file = path.join(yield* directory, "a.ndjson")
    yield* Effect.promise(() => writeFile(file, line({ id: "a" })))
    const { code, stderr } = yield* Program.run(["race", "--from", file, "--key", "id", "--types", "a:N"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /--types is for CSV; .* is NDJSON, which says its types itself\n$/)
  })
)

it.scopedLive("counts records that are too large or without a usable key as rejected, and races the others", () =>
  Effect.gen(function* () {
    const records = [
      ...Array.from({ length: 20 }, (_, index) => ({ id: `k${index}` })),
      { id: "large", text: "x".repeat(401 * 1024) },
      { name: "no key" },
      { id: 7 },
      { id: "" }
    ]
    const { code, stdout } = yield* race("some.ndjson", records.map((record) => line(record)).join(""))
    assert.strictEqual(code, 3)
    assert.match(stdout, /4 records of some\.ndjson not used: /)
    for (const reason of ["larger than 400 KB", "key id is missing", "key id is a number", "key id is empty"]) {
      assert.include(stdout.replaceAll(/\s+/g, " "), reason)
    }
  })
)

it.scopedLive("a file that is changed while contestants read it ends the race", () =>
  Effect.gen(function* () {
    const file = path.join(yield* directory, "items.ndjson")
    const records = (text: string) => Array.from({ length: 200 }, (_, n) => line({ id: `k${n}`, text })).join("")
    yield* Effect.promise(() => writeFile(file, records("before")))
    // sequential has read the file when it writes, and the processes after it have not
    const stage = { isRewritten: false }
    const { endpoint, tables } = yield* StagedDynamoDB.make((operation) => {
      if (operation === "PutItem" && !stage.isRewritten) {
        writeFileSync(file, records("and after"))
        stage.isRewritten = true
      }
      return false
    })
    const { code, stderr, stdout } = yield* Program.run([
      ...["race", "--from", file, "--key", "id", "--strategy", "sequential,child-processes:workers=2"],
      ...["--endpoint", endpoint, "--rounds", "1", "--items", "20"]
    ])
    assert.isTrue(stage.isRewritten)
    assert.include(stderr, `${file}: it has changed since it was first read; leave it as it is while it is raced`)
    assert.notMatch(stdout + stderr, /VOID/)
    assert.strictEqual(code, 1)
    assert.strictEqual(yield* tables, '{"TableNames":[]}')
  })
)

it.live("races a CSV of 42,000 rows", () =>
  Effect.gen(function* () {
    const { code, stdout } = yield* Program.run([
      ...["race", "--from", Program.dataset("zipcodes.csv"), "--key", "zip_code", "--strategy", "sequential,for-each"],
      ...["--concurrency", "32", "--json", "-", ...Program.brief]
    ])
    const { contestants, summary, workload } = Program.resultOf(stdout)
    assert.deepStrictEqual(
      contestants.map(({ name }) => name),
      ["sequential", "for-each:concurrency=32"]
    )
    assert.isTrue(summary.verified)
    assert.strictEqual(workload.file_rejected?.count, 0)
    assert.strictEqual(code, 0)
  })
)

it.live("races a JSON array with repeated, numeric and missing keys, and says what it left out", () =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* Program.run([
      ...[
        "race",
        "--from",
        Program.dataset("movies.json"),
        "--key",
        "Title",
        "--strategy",
        "sequential,per-key,for-each"
      ],
      ...["--batch", "25", "--json", "-", ...Program.brief]
    ])
    const { summary, workload } = Program.resultOf(stdout)
    assert.isTrue(summary.verified)
    assert.deepStrictEqual(workload.file_rejected?.by_reason, {
      "key Title is null, wants a string (S)": 1,
      "key Title is a number, wants a string (S)": 9
    })
    assert.match(stderr, /10 records of movies\.json not used/)
    assert.match(stderr, /line 23 is not used: key Title is a number/)
    assert.strictEqual(code, 3)
  })
)
