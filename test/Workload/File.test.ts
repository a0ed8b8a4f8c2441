import { marshall, NumberValueImpl as NumberValue } from "@aws-sdk/util-dynamodb"
import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Either, FastCheck, Fiber, Option, Schedule, Schema, Stream } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"
import * as Key from "../../src/domain/Key.ts"
import { FileRecords } from "../../src/domain/WorkloadSpec.ts"
import * as File from "../../src/Workload/File.ts"

const data = (name: string) => new URL(`../../node_modules/vega-datasets/data/${name}`, import.meta.url).pathname

const id: KeySchema = { partition: { name: "id", type: "S" } }

const spec = (path: string, overrides: Partial<FileRecords> = {}): FileRecords =>
  FileRecords.make({ path, format: "ndjson", key: id, types: {}, limit: 100_000, ...overrides })

const streaming = (bytes: Stream.Stream<Uint8Array>, size = 1) =>
  FileSystem.layerNoop({
    stat: () =>
      Effect.succeed({
        type: "File",
        size: FileSystem.Size(size),
        mtime: Option.none(),
        atime: Option.none(),
        birthtime: Option.none(),
        dev: 0,
        ino: Option.none(),
        mode: 0,
        nlink: Option.none(),
        uid: Option.none(),
        gid: Option.none(),
        rdev: Option.none(),
        blksize: Option.none(),
        blocks: Option.none()
      }),
    stream: () => bytes
  })

/** A file system with one file, handed out in pieces of so many bytes. */
const holding = (content: string | Uint8Array, pieceBytes = 65_536) => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes)
  )
  return streaming(Stream.fromIterable(pieces), bytes.length)
}

const reading = (content: string | Uint8Array, overrides: Partial<FileRecords> = {}, pieceBytes?: number) =>
  File.read(spec("input", overrides)).pipe(Effect.provide(holding(content, pieceBytes)))

const items = (content: string | Uint8Array, overrides: Partial<FileRecords> = {}, pieceBytes?: number) =>
  reading(content, overrides, pieceBytes).pipe(Effect.map(({ workload }) => [...workload]))

const message = (content: string | Uint8Array, overrides: Partial<FileRecords> = {}, pieceBytes?: number) =>
  reading(content, overrides, pieceBytes).pipe(
    Effect.flip,
    Effect.map((error) => error.message)
  )

const csv = { format: "csv" } as const
const json = { format: "json" } as const

describe("File: real data", () => {
  it.effect("reads movies.json, and tells apart what has no usable title", () =>
    Effect.gen(function* () {
      const path = data("movies.json")
      assert.strictEqual(yield* File.formatOf(path), "json")
      const key: KeySchema = { partition: { name: "Title", type: "S" } }
      const { reasons, records, rejected, workload } = yield* File.read(spec(path, { format: "json", key }))
      assert.strictEqual(records, 3201)
      assert.strictEqual(workload.size, 3191)
      assert.deepStrictEqual(
        [...reasons],
        [
          ["key Title is a number, wants a string (S)", 9],
          ["key Title is null, wants a string (S)", 1]
        ]
      )
      assert.deepStrictEqual(
        rejected.map(({ line }) => line),
        [23, 24, 1070, 1076, 1077, 1079, 1092, 1114, 1741, 3055]
      )
      assert.strictEqual(new Set([...workload].map((item) => Key.toText(key, item))).size, 3167)
      const [first] = workload
      assert.deepStrictEqual(first?.["IMDB Rating"], { N: "6.1" })
      assert.deepStrictEqual(first?.["US DVD Sales"], { NULL: true })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect("reads zipcodes.csv, typed where types are given", () =>
    Effect.gen(function* () {
      const path = data("zipcodes.csv")
      assert.strictEqual(yield* File.formatOf(path), "csv")
      const key: KeySchema = { partition: { name: "zip_code", type: "S" } }
      const { records, reasons, workload } = yield* File.read(
        spec(path, { format: "csv", key, types: { latitude: "N" } })
      )
      assert.deepStrictEqual([records, workload.size, reasons.size], [42_049, 42_049, 0])
      const [first] = workload
      assert.deepStrictEqual(first, {
        zip_code: { S: "00501" },
        latitude: { N: "40.922326" },
        longitude: { S: "-72.637078" },
        city: { S: "Holtsville" },
        state: { S: "NY" },
        county: { S: "Suffolk" }
      })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect("names the columns that there are where the key is none of them", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        File.read(spec(data("zipcodes.csv"), { format: "csv", key: { partition: { name: "zipcode", type: "S" } } }))
      )
      assert.include(
        error.message,
        "no column zipcode: the columns are zip_code, latitude, longitude, city, state, county; did you mean zip_code?"
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect("closes the file when it is interrupted, and when the limit is reached", () =>
    Effect.gen(function* () {
      let open = 0
      const endless = Stream.acquireRelease(
        Effect.sync(() => open++),
        () => Effect.sync(() => open--)
      ).pipe(
        Stream.flatMap(() => Stream.repeat(Stream.make(new TextEncoder().encode('{"id":"a"}\n')), Schedule.forever))
      )
      const { workload } = yield* File.read(spec("input", { limit: 10 })).pipe(Effect.provide(streaming(endless)))
      assert.deepStrictEqual([workload.size, open], [10, 0])
      const reading = yield* Deferred.make<void>()
      const fiber = yield* File.records(spec("input")).pipe(
        Stream.runForEach(() => Deferred.succeed(reading, undefined)),
        Effect.provide(streaming(endless)),
        Effect.fork
      )
      yield* Deferred.await(reading)
      assert.strictEqual(open, 1)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(open, 0)
    })
  )
})

describe("File: format", () => {
  const formatOf = (path: string, content: string) => File.formatOf(path).pipe(Effect.provide(holding(content)))

  it.effect("goes by the name, and where that does not say by the first character", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* formatOf("a.CSV", "[1]"), "csv")
      assert.strictEqual(yield* formatOf("a.jsonl", "[1]"), "ndjson")
      assert.strictEqual(yield* formatOf("a.ndjson", "x"), "ndjson")
      assert.strictEqual(yield* formatOf("a.json", "\uFEFF\r\n [1]"), "json")
      assert.strictEqual(yield* formatOf("a.json", '{"id":"a"}'), "ndjson")
      assert.strictEqual(yield* formatOf("records", '{"id":"a"}'), "ndjson")
      assert.include((yield* Effect.flip(formatOf("a.txt", "id,b"))).message, "name it .csv")
    })
  )
})

const wrapped = FastCheck.double({ noNaN: true, noDefaultInfinity: true }).map(
  (value) => new NumberValue(JSON.stringify(value))
)
const digits = FastCheck.tuple(
  FastCheck.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  FastCheck.stringMatching(/^[0-9]{0,7}$/)
).map(([integer, fraction]) => new NumberValue(fraction === "" ? `${integer}` : `${integer}.${fraction}`))
const text = FastCheck.fullUnicodeString({ maxLength: 8 })
const name = FastCheck.oneof(text, FastCheck.constantFrom("constructor", "toString", "a.b", "id ", "N", "S")).filter(
  (name) => name !== "__proto__" && name !== "id"
)
const native = FastCheck.letrec<{ value: unknown }>((tie) => ({
  value: FastCheck.oneof(
    { maxDepth: 3 },
    FastCheck.constant(null),
    FastCheck.boolean(),
    text,
    digits,
    wrapped.filter(
      ({ value }) => Math.abs(Number(value)) < 1e100 && (Number(value) === 0 || Math.abs(Number(value)) > 1e-100)
    ),
    FastCheck.array(tie("value"), { maxLength: 3 }),
    FastCheck.array(FastCheck.tuple(name, tie("value")), { maxLength: 3 }).map((entries) => new Map(entries))
  )
})).value
const record = FastCheck.tuple(
  text.filter((text) => text !== ""),
  FastCheck.array(FastCheck.tuple(name, native), { maxLength: 5 })
).map(([key, entries]) => new Map<string, unknown>([...entries, ["id", key]]))

/** JSON text that keeps the digits of wrapped numbers. */
const write = (value: unknown): string => {
  if (value instanceof NumberValue) return value.value
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`
  if (value instanceof Map)
    return `{${[...value].map(([name, value]) => `${JSON.stringify(name)}: ${write(value)}`).join(",")}}`
  return JSON.stringify(value)
}

const endings = FastCheck.constantFrom("\n", "\r\n")
const pieces = FastCheck.integer({ min: 1, max: 40 })

describe("File: JSON", () => {
  it.effect.prop(
    "reads what the AWS marshaller makes of the same records, as NDJSON and as an array",
    [FastCheck.array(record, { minLength: 1, maxLength: 4 }), endings, pieces, FastCheck.boolean()],
    ([records, ending, piece, final]) =>
      Effect.gen(function* () {
        const expected = records.map((record) => marshall(record))
        const lines = records.map(write)
        const ndjson = `${lines.join(ending)}${final ? ending : ""}`
        assert.deepStrictEqual<unknown>(yield* items(ndjson, {}, piece), expected)
        assert.deepStrictEqual<unknown>(yield* items(`\uFEFF[${lines.join(`,${ending}`)}]`, json, piece), expected)
      }),
    { fastCheck: { numRuns: 50 } }
  )

  it.effect("keeps every digit and the way a number is written", () =>
    Effect.gen(function* () {
      const numbers = ["12345678901234567890123", "1.10", "-0.50", "1E5", "1e-7", "0", "-0", "9".repeat(38)]
      const line = `{"id":"a","numbers":[${numbers.join(",")}]}`
      const expected = [{ id: { S: "a" }, numbers: { L: numbers.map((N) => ({ N })) } }]
      assert.deepStrictEqual(yield* items(line), expected)
      assert.deepStrictEqual(yield* items(`[${line}]`, json), expected)
    })
  )

  it.effect("passes over blank lines, takes the later of two equal names, and needs no final newline", () =>
    Effect.gen(function* () {
      const { records, workload } = yield* reading('\n  \n{"id":"a","id":"b"}\r\n\r\n{"id":"c"}')
      assert.strictEqual(records, 2)
      assert.deepStrictEqual([...workload], [{ id: { S: "b" } }, { id: { S: "c" } }])
    })
  )

  it.effect("counts unusable records with line and reason; none is dropped, converted or fatal", () =>
    Effect.gen(function* () {
      const lines = [
        '{"id":"good"}',
        '{"title":"no id"}',
        '{"id":""}',
        '{"id":7}',
        '{"id":null}',
        '{"id":true}',
        '{"id":{"a":1}}',
        '{"id":["a"]}',
        '"text"',
        "17",
        "[1,[2]]",
        "null",
        `{"id":"a","n":${"1".repeat(39)}}`,
        '{"id":"a","n":1e126}',
        `{"id":"a","text":"${"x".repeat(410_000)}"}`,
        `{"id":"${"x".repeat(2049)}"}`,
        `{"id":"a","deep":${"[".repeat(40)}${"]".repeat(40)}}`,
        '{"id":"a","__proto__":{"polluted":true}}',
        '{"id":"a","b":{"__proto__":{"polluted":true}}}',
        '{"id":"a\\ud800"}',
        '{"id":"constructor","constructor":{"prototype":1},"hasOwnProperty":2}'
      ]
      const expected: ReadonlyArray<readonly [line: number, reason: string]> = [
        [2, "key id is missing"],
        [3, "key id is empty"],
        [4, "key id is a number, wants a string (S)"],
        [5, "key id is null, wants a string (S)"],
        [6, "key id is a boolean, wants a string (S)"],
        [7, "key id is an object, wants a string (S)"],
        [8, "key id is an array, wants a string (S)"],
        [9, "is no object but a string"],
        [10, "is no object but a number"],
        [11, "is no object but an array"],
        [12, "is no object but null"],
        [13, "holds a number beyond DynamoDB's 38 digits or magnitude"],
        [14, "holds a number beyond DynamoDB's 38 digits or magnitude"],
        [15, "is larger than 400 KB as an item"],
        [16, "key id is longer than 2048 bytes"],
        [17, "is nested more than 32 levels deep"],
        [18, "has an attribute __proto__, which the AWS SDK cannot read back"],
        [19, "has an attribute __proto__, which the AWS SDK cannot read back"],
        [20, "holds half a surrogate pair, which is no text in UTF-8"]
      ]
      for (const [content, overrides] of [
        [lines.join("\n"), {}],
        [`[${lines.join(",\n")}]`, json]
      ] as const) {
        const { reasons, records, rejected, workload } = yield* reading(content, overrides)
        assert.deepStrictEqual(
          rejected.map(({ line, reason }) => [line, reason] as const),
          expected
        )
        assert.strictEqual(records, lines.length)
        assert.strictEqual(workload.size + [...reasons.values()].reduce((sum, count) => sum + count), records)
      }
      assert.notProperty({}, "polluted")
    })
  )

  it.effect("looks for numbers and for sort keys where the key wants them", () =>
    Effect.gen(function* () {
      const key: KeySchema = { partition: { name: "id", type: "N" }, sort: { name: "at", type: "S" } }
      const { rejected, workload } = yield* reading('{"id":1.0,"at":"x"}\n{"id":"1","at":"x"}\n{"id":1}', { key })
      assert.deepStrictEqual([...workload], [{ id: { N: "1.0" }, at: { S: "x" } }])
      assert.deepStrictEqual(
        rejected.map(({ reason }) => reason),
        ["key id is a string, wants a number (N)", "key at is missing"]
      )
    })
  )

  it.effect("keeps the first hundred rejections and counts them all", () =>
    Effect.gen(function* () {
      const { reasons, rejected } = yield* reading(`${"{}\n".repeat(250)}{"id":"a"}`)
      assert.strictEqual(rejected.length, 100)
      assert.deepStrictEqual([...reasons], [["key id is missing", 250]])
    })
  )
})

const cell = FastCheck.oneof(
  text,
  FastCheck.constantFrom('"', '""', ",", "a\nb", "a\r\nb", "\r", " padded ", "=1+1", "\uFEFF", "'", "\\", "\t")
).filter((cell) => !cell.includes("\0"))
const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const quoted = (cell: string) => (/[",\r\n\uFEFF]/.test(cell) || cell === "" ? quote(cell) : cell)

describe("File: CSV", () => {
  it.effect.prop(
    "reads back whatever stands in the cells",
    [
      FastCheck.array(FastCheck.tuple(cell, cell), { minLength: 1, maxLength: 6 }),
      endings,
      pieces,
      FastCheck.boolean(),
      FastCheck.boolean()
    ],
    ([rows, ending, piece, final, mark]) =>
      Effect.gen(function* () {
        const lines = [["id", "a", "b c"], ...rows.map((row, index) => [`${index}`, ...row])]
        const content = lines.map((cells) => cells.map(quoted).join(",")).join(ending)
        const actual = yield* items(`${mark ? "\uFEFF" : ""}${content}${final ? ending : ""}`, csv, piece)
        const expected = rows.map(([a, b], index): Item => ({ id: { S: `${index}` }, a: { S: a }, "b c": { S: b } }))
        assert.deepStrictEqual(actual, expected)
      }),
    { fastCheck: { numRuns: 50 } }
  )

  it.effect("gives cells their types; an empty cell that is no string is no attribute", () =>
    Effect.gen(function* () {
      const types = { n: "N", ok: "BOOL", bin: "B" } as const
      const content = "id,n,ok,bin,s\na,1.10,TRUE,aGk=,\nb,,,,x\nc,1x,,,\nd,,yes,,\ne,,,%%%,\nf, 1,,,\n"
      const { rejected, workload } = yield* reading(content, { ...csv, types })
      assert.deepStrictEqual(
        [...workload],
        [
          {
            id: { S: "a" },
            n: { N: "1.10" },
            ok: { BOOL: true },
            bin: { B: new Uint8Array([104, 105]) },
            s: { S: "" }
          },
          { id: { S: "b" }, s: { S: "x" } }
        ]
      )
      assert.deepStrictEqual(
        rejected.map(({ line, reason }) => [line, reason]),
        [
          [4, "column n is no number of DynamoDB"],
          [5, "column ok is neither true nor false"],
          [6, "column bin is not base64"],
          [7, "column n is no number of DynamoDB"]
        ]
      )
    })
  )

  it.effect("a key's type is the type of its column", () =>
    Effect.gen(function* () {
      const key: KeySchema = { partition: { name: "id", type: "N" } }
      const { rejected, workload } = yield* reading("id\n7\n\nx\n", { ...csv, key })
      assert.deepStrictEqual([...workload], [{ id: { N: "7" } }])
      assert.deepStrictEqual(
        rejected.map(({ line, reason }) => [line, reason]),
        [[4, "column id is no number of DynamoDB"]]
      )
    })
  )

  it.effect("counts lines, not records: cells of several lines and empty lines between", () =>
    Effect.gen(function* () {
      const content = 'id,a\r\n1,"x\r\n\r\ny"\r\n\r\n,late\r\n2,b,too many\r\n'
      const { rejected } = yield* reading(content, csv)
      assert.deepStrictEqual(
        rejected.map(({ line, reason }) => [line, reason]),
        [
          [6, "key id is empty"],
          [7, "has another number of cells than the header's 2"]
        ]
      )
    })
  )
})

describe("File: bad input", () => {
  it.effect.each([
    ["NDJSON, not JSON", '{"id":"a"}\n{"id":"b"}\nid: c\n', {}, "input, line 3: is not JSON: expected a value"],
    ["NDJSON, cut off", '{"id":"a"}\n{"id":"b', {}, "input, line 2: is not JSON: it ends inside a value"],
    [
      "NDJSON, over several lines",
      '{\n  "id": "a"\n}\n',
      {},
      "line 1: is not JSON: it ends inside a value; a record is one line here"
    ],
    ["NDJSON, two on a line", '{"id":"a"} {"id":"b"}\n', {}, "line 1: is not JSON: unexpected characters"],
    ["NDJSON, half a word", '{"id":"a"}\nnul\n{"id":"b"}', {}, "line 2: is not JSON"],
    ["NDJSON, text left open", '{"id":"a"}\n"abc\n{"id":"b"}', {}, "line 2: is not JSON"],
    ["NDJSON, leading zero", '{"id":01}\n', {}, "line 1: is not JSON"],
    [
      "array, cut off inside a record",
      '[{"id":"a"},\n{"id":"b"',
      json,
      "line 2: is not JSON: the file ends before its array does"
    ],
    [
      "array, cut off between records",
      '[{"id":"a"},\n',
      json,
      "line 2: is not JSON: the file ends before its array does"
    ],
    ["array, missing comma", '[{"id":"a"}\n{"id":"b"}]', json, "line 2: is not JSON: expected ','"],
    ["array, followed by more", '[{"id":"a"}]\n[]', json, "line 2: is not JSON: unexpected characters"],
    ["array, none", '{"id":"a"}', json, "line 1: is not JSON: it does not begin with ["],
    ["array, empty", "[]", json, "input: it holds no records"],
    ["nothing but space", " \n\n", {}, "input: it holds no records"],
    [
      "CSV, quote left open",
      'id,a\n1,x\n2,"y\n3,z\n',
      csv,
      "line 3: is not CSV: a quote is opened in this record and never closed"
    ],
    ["CSV, quote inside a cell", 'id,a\n1,x"y\n', csv, "line 2: is not CSV: a quote stands inside an unquoted cell"],
    ["CSV, text after a quote", 'id,a\n\n1,"x"y\n', csv, "line 3: is not CSV: something other than a comma follows"],
    ["CSV, header alone", "id,a\n", csv, "input: it holds no records"],
    ["CSV, no such column", "a,b\n1,2\n", csv, "line 1: there is no column id: the columns are a, b"],
    ["CSV, nameless column", ",id\n1,2\n", csv, "line 1: column 1 of the header has no name"],
    ["CSV, column twice", "id,a,a\n1,2,3\n", csv, "line 1: the header names column a twice"],
    ["CSV, type of no column", "id\n1\n", { ...csv, types: { lat: "N" } }, "there is no column lat"],
    ["CSV, column with an escape sequence", 'a,"\u001b[31m\n"\n1,2\n', csv, "the columns are a, \uFFFD[31m\uFFFD"],
    ["NUL", '{"id":"a"}\n{"id":"\0"}', {}, "input, line 2: is binary: it holds a NUL"],
    [
      "not UTF-8",
      new Uint8Array([...new TextEncoder().encode('{"id":"a"}\n"'), 0xff, 0x22]),
      {},
      "input, line 2: is binary or not in UTF-8"
    ],
    ["UTF-8 cut off", new TextEncoder().encode("id\né").subarray(0, 4), csv, "is binary or not in UTF-8"],
    [
      "nothing usable",
      '{"a":1,"b":2}\n{"c":3}',
      {},
      "none of its 2 records can be written: key id is missing (2); line 1 has the attributes a, b"
    ]
  ] satisfies ReadonlyArray<readonly [string, string | Uint8Array, Partial<FileRecords>, string]>)(
    "%s",
    ([_, content, overrides, expected]) =>
      Effect.gen(function* () {
        assert.include(yield* message(content, overrides), expected)
        assert.isFalse((yield* message(content, overrides, 1)).includes("\n"))
      })
  )

  it.effect("missing, directory, empty", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      yield* fs.writeFileString(`${directory}/empty.csv`, "")
      const problem = (path: string) => Effect.map(Effect.flip(File.read(spec(path))), ({ problem }) => problem)
      assert.strictEqual(yield* problem(`${directory}/none`), "there is no such file")
      assert.strictEqual(yield* problem(directory), "it is a directory; name a file in it")
      assert.strictEqual(yield* problem(`${directory}/empty.csv`), "it is empty")
    }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))
  )

  it.effect("ends at a record of more than 16 MB, whatever the format", () =>
    Effect.gen(function* () {
      const long = "x".repeat(17 * 1024 * 1024)
      assert.include(yield* message(`{"id":"a"}\n{"id":"${long}"}`), "line 2: is not JSON: no record ends within 16 MB")
      assert.include(yield* message(`[{"id":"${long}"}]`, json), "line 1: is not JSON: no record ends within 16 MB")
      assert.include(yield* message(`id\n"${long}"`, csv), "line 2: is not CSV: a record is longer than 16 MB")
    })
  )

  it.effect("does not see what stands behind the limit", () =>
    Effect.gen(function* () {
      const { records, workload } = yield* reading('{"id":"a"}\n{}\n{"id":"b"}\nbroken', { limit: 2 })
      assert.deepStrictEqual([workload.size, records], [2, 3])
      const rows = yield* reading('id,a\n1,x\n2,"y', { ...csv, limit: 1 })
      assert.strictEqual(rows.workload.size, 1)
    })
  )
})

describe("File: stamps", () => {
  const content = '{"id":"a"}\n{"id":"b"}\n'

  /** A file, and what reading it comes to where it is appended to as its first piece is handed out. */
  const growing = Effect.fnUntraced(function* (content: string, appended: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* fs.makeTempFileScoped()
    yield* fs.writeFileString(path, content)
    const append = fs.writeFileString(path, appended, { flag: "a" })
    const stream: typeof fs.stream = (path, options) => Stream.tap(fs.stream(path, options), () => Effect.orDie(append))
    return yield* File.read(spec(path)).pipe(Effect.provideService(FileSystem.FileSystem, { ...fs, stream }))
  })

  it.effect("the spec has the file's size and time, its slices keep them, and it is read again by them", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* fs.makeTempFileScoped()
      yield* fs.writeFileString(path, content)
      yield* fs.utimes(path, 3, 5)
      const { workload } = yield* File.read(spec(path))
      const stamped = spec(path, { stamp: { bytes: 22, modified_ms: 5_000 } })
      assert.deepStrictEqual(workload.spec, { ...stamped, from: 0, limit: 2 })
      assert.deepStrictEqual(workload.slice(1, 2).spec, { ...stamped, from: 1, limit: 1 })
      assert.deepStrictEqual([...(yield* File.read(stamped)).workload], [...workload])
      for (const stamp of [
        { bytes: 21, modified_ms: 5_000 },
        { bytes: 22, modified_ms: 4_999 }
      ]) {
        const { problem } = yield* Effect.flip(File.read({ ...stamped, stamp }))
        assert.match(problem, /^it has changed since it was first read/)
      }
    }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))
  )

  it.effect.each([
    { what: "usable", content },
    { what: "broken", content: '{"id":"a"}\n{"id":' }
  ])("fails where the file changes while it is read, and was $what then", ({ content }) =>
    Effect.gen(function* () {
      const { message } = yield* Effect.flip(growing(content, '{"id":"c"}\n'))
      assert.match(message, /: it has changed since it was first read/)
    }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))
  )

  it.effect("what is no regular file has none", () =>
    Effect.gen(function* () {
      const { workload } = yield* reading(content)
      assert.notProperty(workload.spec, "stamp")
    })
  )
})

describe("File: slices", () => {
  const content = Array.from({ length: 40 }, (_, index) => (index % 4 === 3 ? "{}" : `{"id":"${index}"}`)).join("\n")

  it.effect.prop(
    "slices, one after another, are the whole, and their specs read the same again",
    [FastCheck.nat(35), FastCheck.nat(35), FastCheck.integer({ min: 1, max: 35 })],
    ([a, b, limit]) =>
      Effect.gen(function* () {
        const { workload } = yield* reading(content, { limit })
        const [first, second] = [Math.min(a, b), Math.max(a, b)]
        const parts = [workload.slice(0, first), workload.slice(first, second), workload.slice(second, workload.size)]
        assert.deepStrictEqual(
          parts.flatMap((part) => [...part]),
          [...workload]
        )
        for (const part of parts) {
          const travelled = yield* Schema.decode(Schema.parseJson(FileRecords))(JSON.stringify(part.spec))
          const again = yield* reading(content, travelled)
          assert.deepStrictEqual([...again.workload], [...part])
          const rest = again.workload.slice(1, part.size)
          assert.strictEqual(
            rest.spec._tag === "FileRecords" ? rest.spec.from : -1,
            (part.spec.from ?? 0) + Math.min(1, part.size)
          )
        }
      }),
    { fastCheck: { numRuns: 50 } }
  )
})

describe("File: records", () => {
  it.effect("streams usable and rejected records in order, and those before a broken line", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const error = yield* File.records(spec("input")).pipe(
        Stream.runForEach((record) =>
          Effect.sync(() =>
            seen.push(
              Either.match(record, {
                onLeft: ({ line, reason }) => `${line} ${reason}`,
                onRight: ({ item, line }) => `${line} ${JSON.stringify(item)}`
              })
            )
          )
        ),
        Effect.flip,
        Effect.provide(holding('{"id":"a"}\n{}\n{"id":"b"}\n{'))
      )
      assert.deepStrictEqual(seen, ['1 {"id":{"S":"a"}}', "2 key id is missing", '3 {"id":{"S":"b"}}'])
      assert.strictEqual(error.line, 4)
    })
  )
})
