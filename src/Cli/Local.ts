import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import * as Embedded from "../DynamoDB/Embedded.ts"
import * as Latency from "../domain/Latency.ts"
import { between, count } from "../domain/Quantity.ts"
import { color, latency, parsed, seed } from "./Options.ts"
import * as Output from "./Output.ts"

const options = {
  port: parsed("port", "PORT", between(count, 0, 65_535)).pipe(
    Options.withDescription("Port on 127.0.0.1; 0 takes a free one (default 8000)"),
    Options.withDefault(8000)
  ),
  latency: latency.pipe(Options.withDefault(Latency.named.lambda)),
  seed,
  color
}

const welcome = (endpoint: string) => `${endpoint}

The embedded DynamoDB runs here until Ctrl-C; its tables are in memory and go with it. For example:

  AWS_ACCESS_KEY_ID=millrace AWS_SECRET_ACCESS_KEY=millrace aws dynamodb list-tables --region us-east-1 --endpoint-url ${endpoint}
`

export const local = Command.make("local", options, ({ latency, port, seed }) =>
  Effect.gen(function* () {
    const { endpoint, gone } = yield* Embedded.Embedded
    yield* Output.result(welcome(endpoint))
    return yield* gone
  }).pipe(Effect.provide(Embedded.layer({ conditions: { seed, latency, faults: [] }, port })))
).pipe(Command.withDescription("Run the embedded DynamoDB in the foreground and print its endpoint"))
