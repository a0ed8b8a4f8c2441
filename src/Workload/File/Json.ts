import { Effect } from "effect"
import { jsonParser, type Token, type TokenSource } from "stream-json/core/parser.js"
import { type Decoded, type Decoder, longestRecord, type SourceRecord } from "./Decoder.ts"
import { FileError } from "./FileError.ts"
import { assembler } from "./JsonRecord.ts"

type Emit = (record: SourceRecord) => void

/** Every function throws what is wrong with the text. */
interface Grammar {
  /** A line, with its end, or a part of one. */
  readonly feed: (text: string, line: number, emit: Emit) => void
  readonly endOfLine: () => void
  readonly endOfFile: (line: number, emit: Emit) => void
}

const parser = (): TokenSource => jsonParser({ packValues: true, streamValues: false })

/** Those that the text completes; the parser's answer is a symbol where there are none. */
const tokens = (source: TokenSource, text: string): ReadonlyArray<Token> => {
  const produced = source(text)
  return typeof produced === "symbol" ? [] : produced.values
}

/** A parser for each line, so that none reaches into the next. */
const lines = (): Grammar => {
  const records = assembler()
  let source: TokenSource | undefined
  let complete = false
  const feed = (text: string, line: number, emit: Emit) => {
    if (source === undefined && text.trim() === "") return
    source ??= parser()
    for (const token of tokens(source, text)) {
      const record = records.accept(token, line)
      if (record === undefined) continue
      complete = true
      emit(record)
    }
  }
  const endOfLine = () => {
    if (source !== undefined && !complete) {
      throw new SyntaxError("it ends inside a value; a record is one line here, or an element of one array")
    }
    source = undefined
    complete = false
  }
  return {
    feed,
    endOfLine,
    endOfFile: (line, emit) => {
      feed("\n", line, emit)
      endOfLine()
    }
  }
}

const array = (): Grammar => {
  const source = parser()
  const records = assembler()
  let state: "before" | "inside" | "after" = "before"
  return {
    feed: (text, line, emit) => {
      for (const token of tokens(source, text)) {
        if (state === "before") {
          if (token.name !== "startArray") throw new SyntaxError("it does not begin with [")
          state = "inside"
        } else if (token.name === "endArray" && records.isBetweenRecords()) {
          state = "after"
        } else {
          const record = records.accept(token, line)
          if (record !== undefined) emit(record)
        }
      }
    },
    endOfLine: () => {},
    endOfFile: () => {
      if (state === "inside") throw new SyntaxError("the file ends before its array does: it is cut off")
    }
  }
}

const words = (thrown: unknown): string =>
  String(thrown instanceof Error ? thrown.message : thrown).replace(/^Parser (?:cannot parse input: |has )?/, "")

const decoder = (path: string, grammar: Grammar): Decoder => {
  let line = 1
  let sinceRecord = 0

  const collect = (body: (emit: Emit) => void): Decoded => {
    const records: Array<SourceRecord> = []
    try {
      body((record) => {
        sinceRecord = 0
        records.push(record)
      })
      return { records, failure: undefined }
    } catch (thrown) {
      return { records, failure: new FileError({ path, line, problem: `is not JSON: ${words(thrown)}` }) }
    }
  }

  const push = (text: string, emit: Emit) => {
    for (let from = 0; from < text.length; ) {
      const newline = text.indexOf("\n", from)
      const to = newline === -1 ? text.length : newline + 1
      sinceRecord += to - from
      grammar.feed(text.slice(from, to), line, emit)
      if (sinceRecord > longestRecord) throw new RangeError("no record ends within 16 MB")
      if (newline !== -1) {
        grammar.endOfLine()
        line++
      }
      from = to
    }
  }

  return {
    push: (text) => Effect.sync(() => collect((emit) => push(text, emit))),
    end: Effect.sync(() => collect((emit) => grammar.endOfFile(line, emit)))
  }
}

/** A JSON value on each line; blank lines are passed over. */
export const ndjson = (path: string): Decoder => decoder(path, lines())

/** One array; its elements are the records. */
export const json = (path: string): Decoder => decoder(path, array())
