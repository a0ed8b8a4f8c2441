import { Schema } from "effect"

/** The file as a whole cannot be used. The message says what is wrong with it, and what to do instead. */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  path: Schema.String,
  /** Where it is known; the first line is 1. */
  line: Schema.optionalWith(Schema.Int, { exact: true }),
  problem: Schema.String
}) {
  /** One line, fit for a terminal: names that the file brings are not trusted. */
  override get message() {
    const text = `${this.path}${this.line === undefined ? "" : `, line ${this.line}`}: ${this.problem}`
    return text.replaceAll(/\p{Cc}/gu, "\uFFFD")
  }
}
