import type { Effect, Either } from "effect"
import type { Item } from "../../domain/Item.ts"
import type { FileError } from "./FileError.ts"

/** A record as it stands in the file: its attributes, or why it can have none. */
export interface SourceRecord {
  readonly line: number
  readonly attributes: Either.Either<Item, string>
}

/** What a piece of text has completed, and what was wrong after that. */
export interface Decoded {
  readonly records: ReadonlyArray<SourceRecord>
  readonly failure: FileError | undefined
}

/** Takes a file's text in pieces of any length. After a failure it is not used again. */
export interface Decoder {
  readonly push: (text: string) => Effect.Effect<Decoded>
  readonly end: Effect.Effect<Decoded>
}

/** A record whose text is longer ends the reading: so much is held in memory at most. */
export const longestRecord = 16 * 1024 * 1024
