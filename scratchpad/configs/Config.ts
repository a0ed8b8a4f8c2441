import { Data, Effect, ParseResult, Schema } from "effect"

export class Config extends Schema.Class<Config>("Config")({
  host: Schema.NonEmptyString,
  port: Schema.Int.pipe(Schema.between(1, 65_535)),
  timeout: Schema.DurationFromMillis
}) {}

export class Malformed extends Data.TaggedError("Malformed")<{ readonly message: string }> {}

const said = ({ message, path }: ParseResult.ArrayFormatterIssue) => `${path.join(".")}: ${message}`

/** Tells of one config all faults, not the first alone: that too is a choice between failing fast and collecting. */
export const decode = (config: unknown) =>
  Schema.decodeUnknown(Config, { errors: "all" })(config).pipe(
    Effect.mapError(
      (error) => new Malformed({ message: ParseResult.ArrayFormatter.formatErrorSync(error).map(said).join("; ") })
    )
  )
