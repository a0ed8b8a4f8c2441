import type * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { oneOf } from "../domain/Nearest.ts"
import { kinds } from "../domain/OperationKind.ts"
import { between, count } from "../domain/Quantity.ts"
import * as Settings from "../domain/Settings.ts"
import { allowed, color, parsed, tableName } from "./Options.ts"

const setting = (name: Settings.Setting, about: string, most = Settings.most[name]) =>
  parsed(name, "N", between(count, 1, most)).pipe(
    Options.withDescription(`${about}, 1 to ${most} (default ${Settings.defaults[name]})`),
    Options.withDefault(Settings.defaults[name])
  )

const target = {
  table: parsed("table", "NAME", tableName).pipe(
    Options.withDescription("Look at this table as well; nothing is written to it"),
    Options.optional
  ),
  endpoint: Options.text("endpoint").pipe(
    Options.withPseudoName("URL"),
    Options.withDescription("Look at a DynamoDB-compatible server"),
    Options.optional
  ),
  backend: Options.choice("backend", ["aws"]).pipe(
    Options.withDescription("aws: look at the DynamoDB that the AWS configuration leads to"),
    Options.optional
  ),
  ...allowed
}

/** What a race would be run with: one value each. */
const load = {
  concurrency: setting("concurrency", "Requests that a race would have in flight"),
  batch: setting("batch", "Items that it would put in a request", kinds.put.largestUnit),
  workers: parsed("workers", "N", between(count, 1, Settings.most.workers)).pipe(
    Options.withDescription(`Threads or processes that it would start, 1 to ${Settings.most.workers}`),
    Options.optional
  ),
  transport: parsed("transport", "NAME", oneOf("transport", Settings.Transport.literals)).pipe(
    Options.withDescription("How its requests would travel: sdk or wire (default sdk)"),
    Options.withDefault("sdk" as const)
  ),
  rate: parsed("rate", "N", between(count, 1, 1_000_000, "1 to 1m")).pipe(
    Options.withDescription(
      "Items a second that the table is to take (default: what so many in flight reach at the round trip measured)"
    ),
    Options.optional
  )
}

/** What `doctor` takes. */
export const options = {
  ...target,
  ...load,
  json: Options.text("json").pipe(
    Options.withPseudoName("FILE"),
    Options.withDescription("Write the findings as JSON to a file, or to stdout by -"),
    Options.optional
  ),
  color
}

export type Flags = Command.Command.ParseConfig<typeof options>
