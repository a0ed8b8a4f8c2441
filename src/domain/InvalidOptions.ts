import { Schema } from "effect"

/** What was asked for cannot be done, whatever the world is like; the message says what to ask for instead. */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>()("InvalidOptions", {
  message: Schema.String
}) {}
