import { Effect, Stream } from "effect"
import { FileError } from "./FileError.ts"

const newlines = (text: string): number => {
  let count = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++
  return count
}

const before = (text: string, mark: string): string => text.slice(0, Math.max(text.indexOf(mark), 0))

/** Bytes to text, without its byte-order mark. What is not UTF-8, or holds a NUL, is no text. */
export const decode =
  (path: string) =>
  <R>(bytes: Stream.Stream<Uint8Array, FileError, R>): Stream.Stream<string, FileError, R> =>
    Stream.suspend(() => {
      const decoder = new TextDecoder("utf-8", { fatal: true })
      let line = 1
      const fail = (problem: string, readable: string) =>
        new FileError({
          path,
          line: line + newlines(readable),
          problem: `${problem}; a file of text in UTF-8 is wanted`
        })
      const decodeChunk = (chunk: Uint8Array | undefined) =>
        Effect.try({
          try: () => (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })),
          catch: () => fail("is binary or not in UTF-8", before(new TextDecoder().decode(chunk), "\uFFFD"))
        }).pipe(
          Effect.filterOrFail(
            (text) => !text.includes("\0"),
            (text) => fail("is binary: it holds a NUL", before(text, "\0"))
          ),
          Effect.tap((text) => {
            line += newlines(text)
          })
        )
      return Stream.concat(
        Stream.mapEffect(bytes, decodeChunk),
        Stream.fromEffect(Effect.suspend(() => decodeChunk(undefined)))
      )
    })
