import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import { Either } from "effect"
import * as Latency from "../domain/Latency.ts"
import { between, count, type Parser } from "../domain/Quantity.ts"
import * as Color from "./Color.ts"

/** A flag whose text is read by one of our parsers; what is wrong with it is said with the flag's name. */
export const parsed = <A>(name: string, form: string, parse: Parser<A>): Options.Options<A> =>
  Options.text(name).pipe(
    Options.withPseudoName(form),
    Options.mapEffect((text) =>
      Either.mapLeft(parse(text), (message) => ValidationError.invalidValue(HelpDoc.p(`--${name}: ${message}`)))
    )
  )

export const latency = parsed("latency", "LATENCY", Latency.parse).pipe(
  Options.withDescription(
    "What the embedded DynamoDB takes per request: none, lambda, laptop, cross-region, or p50=8ms,p99=20ms (default lambda)"
  )
)

const mostSeeds = 2 ** 31 - 1

export const seed = parsed("seed", "N", between(count, 0, mostSeeds)).pipe(
  Options.withDescription("Of everything that is drawn by chance: items, latencies, the order in a round (default 1)"),
  Options.withDefault(1)
)

export const color = Options.choice("color", Color.choices).pipe(
  Options.withDescription("auto: colour where it goes to a terminal"),
  Options.withDefault("auto" as const)
)

export const reference = Options.text("reference").pipe(
  Options.withPseudoName("NAME"),
  Options.withDescription("Compare every contestant with this one"),
  Options.optional
)

/** Without its description: each command has its own to say. */
export const html = Options.text("html").pipe(Options.withPseudoName("FILE"), Options.optional)

export const tableName: Parser<string> = (text) =>
  /^[A-Za-z0-9_.-]{3,255}$/.test(text)
    ? Either.right(text)
    : Either.left(`${JSON.stringify(text)} is no name of a table: type 3 to 255 letters, digits, _, - and .`)

/** What an endpoint outside this machine has to be allowed. */
export const allowed = {
  allowHttp: Options.boolean("allow-http").pipe(
    Options.withDescription("Let --endpoint, or the URLs of --operation http, be reached by http outside this machine")
  ),
  allowEndpoint: Options.boolean("allow-endpoint").pipe(
    Options.withDescription("Send your AWS credentials to an --endpoint that is not AWS's")
  )
}
