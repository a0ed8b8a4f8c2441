import { type CsvError, type Options, type Parser, parse } from "csv-parse"
import { Effect, Either, Encoding, type Scope } from "effect"
import * as Decimal from "../../domain/Decimal.ts"
import type { AttributeValue } from "../../domain/Item.ts"
import * as Key from "../../domain/Key.ts"
import { nearest } from "../../domain/Nearest.ts"
import type { ColumnType, FileRecords } from "../../domain/WorkloadSpec.ts"
import { unreadableName } from "../Unwritable.ts"
import { type Decoded, type Decoder, longestRecord, type SourceRecord } from "./Decoder.ts"
import { FileError } from "./FileError.ts"

interface Column {
  readonly name: string
  readonly type: ColumnType
}

/** What an empty cell of a type that knows no emptiness stands for: no attribute. */
const absent = Either.right(undefined)

const toAttribute = ({ name, type }: Column, cell: string): Either.Either<AttributeValue | undefined, string> => {
  if (type === "S") return Either.right({ S: cell })
  if (cell === "") return absent
  switch (type) {
    case "N":
      return Decimal.problem(cell) === undefined
        ? Either.right({ N: cell })
        : Either.left(`column ${name} is no number of DynamoDB`)
    case "BOOL":
      return /^(?:true|false)$/i.test(cell)
        ? Either.right({ BOOL: cell.toLowerCase() === "true" })
        : Either.left(`column ${name} is neither true nor false`)
    case "B":
      return Encoding.decodeBase64(cell).pipe(
        Either.map((bytes) => ({ B: bytes })),
        Either.mapLeft(() => `column ${name} is not base64`)
      )
  }
}

const toRecord = (columns: ReadonlyArray<Column>, cells: ReadonlyArray<string>, line: number): SourceRecord => {
  if (cells.length !== columns.length) {
    return { line, attributes: Either.left(`has another number of cells than the header's ${columns.length}`) }
  }
  const attributes: Record<string, AttributeValue> = {}
  for (const [index, column] of columns.entries()) {
    const attribute = toAttribute(column, cells[index] ?? "")
    if (Either.isLeft(attribute)) return { line, attributes: Either.left(attribute.left) }
    if (attribute.right !== undefined) attributes[column.name] = attribute.right
  }
  return { line, attributes: Either.right(attributes) }
}

/** The columns, with the types that `--types` and the key give them; or what is wrong with the header. */
const readHeader = (
  names: ReadonlyArray<string>,
  { key, types }: FileRecords
): Either.Either<ReadonlyArray<Column>, string> => {
  const nameless = names.indexOf("")
  if (nameless !== -1) return Either.left(`column ${nameless + 1} of the header has no name`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return Either.left(`the header names column ${twice} twice`)
  if (names.includes(unreadableName)) return Either.left(`${unreadableName} cannot be the name of a column`)
  const wanted = [...Key.attributes(key).map(({ name }) => name), ...Object.keys(types)]
  const missing = wanted.find((name) => !names.includes(name))
  if (missing !== undefined) {
    const near = nearest(names, missing)
    const hint = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`
    return Either.left(`there is no column ${missing}: the columns are ${names.join(", ")}${hint}`)
  }
  const keyTypes = new Map(Key.attributes(key).map(({ name, type }) => [name, type]))
  return Either.right(
    names.map((name) => ({ name, type: (Object.hasOwn(types, name) ? types[name] : keyTypes.get(name)) ?? "S" }))
  )
}

const newlines = (cell: string): number => (cell.includes("\n") ? cell.split("\n").length - 1 : 0)

const problems: Partial<Record<CsvError["code"], string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quote is opened in this record and never closed",
  INVALID_OPENING_QUOTE:
    'a quote stands inside an unquoted cell; quote the cell and double the quotes in it: "a ""b"" c"',
  CSV_INVALID_CLOSING_QUOTE: "something other than a comma follows a closing quote",
  CSV_MAX_RECORD_SIZE: "a record is longer than 16 MB; is a quote left open?"
}

const problemOf = (error: Error): string =>
  ("code" in error && typeof error.code === "string" && new Map(Object.entries(problems)).get(error.code)) ||
  error.message

const options = {
  record_delimiter: ["\r\n", "\n"],
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: longestRecord
} satisfies Options

/** RFC 4180 with a header line. */
export const csv = (spec: FileRecords): Effect.Effect<Decoder, never, Scope.Scope> =>
  Effect.gen(function* () {
    let records: Array<SourceRecord> = []
    let columns: ReadonlyArray<Column> | undefined
    let failure: FileError | undefined
    /** Of the next record, as if no empty line stood before it. */
    let line = 1
    const fail = (at: number, problem: string) => new FileError({ path: spec.path, line: at, problem })

    const row = (cells: ReadonlyArray<string>, emptyLines: number) => {
      const at = line + emptyLines
      line += 1 + cells.reduce((sum, cell) => sum + newlines(cell), 0)
      if (failure !== undefined) return
      if (columns !== undefined) {
        records.push(toRecord(columns, cells, at))
        return
      }
      const header = readHeader(cells, spec)
      if (Either.isLeft(header)) failure = fail(at, header.left)
      else columns = header.right
    }

    const parser: Parser = yield* Effect.acquireRelease(
      Effect.sync(() =>
        parse({
          ...options,
          on_record: (cells, { empty_lines }) => {
            row(cells, empty_lines)
            return null
          }
        }).on("error", () => {})
      ),
      (parser) => Effect.sync(() => parser.destroy())
    )

    const decoded = (run: (done: (error?: Error | null) => void) => void): Effect.Effect<Decoded> =>
      Effect.async<Decoded>((resume) => {
        run((error) => {
          if (error) failure ??= fail(line + parser.info.empty_lines, `is not CSV: ${problemOf(error)}`)
          const complete = records
          records = []
          resume(Effect.succeed({ records: complete, failure }))
        })
      })

    return {
      push: (text) => decoded((done) => parser.write(text, done)),
      end: decoded((done) => parser.end(done))
    }
  })
