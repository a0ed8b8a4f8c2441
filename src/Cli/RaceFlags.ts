import type * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Either } from "effect"
import { parseKey, parseTypes } from "../domain/KeyText.ts"
import { oneOf } from "../domain/Nearest.ts"
import { kinds, OperationName } from "../domain/OperationKind.ts"
import { usEast1 } from "../domain/Price.ts"
import { between, count, dollars, durationMs, list, type Parser, perSecond, share, sweep } from "../domain/Quantity.ts"
import * as Settings from "../domain/Settings.ts"
import { usualThreshold } from "../domain/Verdict.ts"
import { KeyDistribution } from "../domain/WorkloadSpec.ts"
import { client, itemSize, rtt, transport, usualTransport } from "../Race/Contestant.ts"
import type { Rounds } from "../Race/Rounds.ts"
import { gates } from "./GateFlags.ts"
import { allowed, color, html, latency, parsed, reference, seed, tableName } from "./Options.ts"
import { names, scenarios } from "./Scenario.ts"

const setting = (name: Settings.Setting, alias: string, about: string, most = `${Settings.most[name]}`) =>
  parsed(name, "N[,N…]", sweep(between(count, 1, Settings.most[name], `1 to ${most}`))).pipe(
    Options.withAlias(alias),
    Options.withDescription(
      `${about}, 1 to ${most}; a list, or 1..16, which doubles, multiplies the contestants (default ${Settings.defaults[name]})`
    ),
    Options.optional
  )

const operations = `What is done with the items; ${OperationName.literals.map((name) => `${name}: ${kinds[name].about}`).join("; ")} (default put)`

/** How often something of an operation's own is cut up; a list multiplies the contestants. */
const parts = (name: "query" | "scan", about: string) => {
  const { parts } = kinds[name]
  return parsed(parts.setting, "N[,N…]", sweep(between(count, 1, parts.most))).pipe(
    Options.withDescription(`${about}, 1 to ${parts.most}; a list multiplies the contestants (default ${parts.usual})`),
    Options.optional
  )
}

const mostPage = 100_000

const reading = {
  operation: Options.choice("operation", OperationName.literals).pipe(
    Options.withDescription(operations),
    Options.withDefault("put" as const)
  ),
  segments: parts("scan", "Parts into which a scan cuts the table"),
  shards: parts("query", "Partition keys over which the items of one key are spread, each of which a query reads"),
  page: parsed("page", "N", between(count, 1, mostPage, "1 to 100k")).pipe(
    Options.withDescription("Items of a page at most, of query and scan (default as many as 1 MB holds)"),
    Options.optional
  ),
  consistent: Options.boolean("consistent").pipe(
    Options.withDescription("Read strongly consistent, for twice the capacity")
  )
}

const transports: Readonly<Record<Settings.Transport, string>> = {
  sdk: "the AWS SDK's client",
  wire: "the same requests, signed and sent by this program, for a tenth of the CPU time"
}

const contestants = {
  strategy: Options.text("strategy").pipe(
    Options.withPseudoName("NAME[,NAME…]"),
    Options.withAlias("s"),
    Options.withDescription(
      "Who races: strategies, contestants such as for-each:concurrency=32:batch=25, or files with strategies of your own such as ./mine.js; comma-separated, or all (default: the line-up that `millrace strategies` names)"
    ),
    Options.optional
  ),
  concurrency: setting("concurrency", "c", "Requests in flight at most"),
  batch: setting("batch", "b", "Items per request", "25, and of a get to 100"),
  workers: setting("workers", "w", "Threads or processes"),
  transport: parsed("transport", "NAME[,NAME…]", list(transport)).pipe(
    Options.withDescription(
      `How requests travel; ${Settings.Transport.literals.map((name) => `${name}: ${transports[name]}`).join("; ")}; a list multiplies the contestants (default ${usualTransport})`
    ),
    Options.optional
  ),
  client: parsed("client", "CLIENT[,CLIENT…]", list(client)).pipe(
    Options.withDescription(
      "A client unlike the usual one: no-keep-alive closes each connection after its answer, cold builds a client for every request, sockets:8 has so many connections; a list multiplies the contestants, kept being the usual client"
    ),
    Options.optional
  ),
  scenario: parsed("scenario", "NAME", oneOf("scenario", names)).pipe(
    Options.withDescription(
      `A line-up with its items; ${names.map((name) => `${name}: ${scenarios[name].about}`).join("; ")}`
    ),
    Options.optional
  )
}

const rounds: Parser<Rounds> = (text) =>
  text === "auto"
    ? Either.right(text)
    : Either.mapLeft(between(count, 1, 1000)(text), (message) => `${message}, or auto`)

const laps = {
  rounds: parsed("rounds", "N|auto", rounds).pipe(
    Options.withDescription(
      "How often every contestant runs; auto: until enough is known, at most 48 times or 5 minutes (default 6)"
    ),
    Options.withDefault(6)
  ),
  lapTime: parsed("lap-time", "TIME", between(durationMs, 50, 600_000, "50ms to 10m")).pipe(
    Options.withDescription("How long a contestant runs in each round (default 1s)"),
    Options.optional
  ),
  items: parsed("items", "N", between(count, 1, 1_000_000, "1 to 1m")).pipe(
    Options.withDescription(
      "Items of every run instead of a time; of reads, how many are in the table (default 20k, and 1k where each is a request); of a file, how many are used at most; of --operation http, how many URLs are fetched, those of the file again and again"
    ),
    Options.optional
  ),
  rate: parsed("rate", "N/s", between(perSecond, 1, 1_000_000, "1/s to 1m/s")).pipe(
    Options.withDescription(
      "Items that a contestant hands over in a second at most, all its workers together, and that are written and deleted beside laps (default as many as it can)"
    ),
    Options.optional
  ),
  timeLimit: parsed("time-limit", "TIME", between(durationMs, 1_000, 86_400_000, "1s to 1440m")).pipe(
    Options.withDescription("The race ends then, whatever is still to come (default none)"),
    Options.optional
  )
}

/**
 * A worker that is silent for 10 s counts as lost. Its event loop turns between items: with 64 workers on two cores an
 * item is done within 3 s, and the 25 of a batch, on a core of its own, within as long.
 */
const cpuMsAtMost = 100

const workload = {
  from: Options.text("from").pipe(
    Options.withPseudoName("FILE"),
    Options.withDescription(
      "Race real items: a file of NDJSON, a JSON array, or CSV with a header, and of --operation http one of URLs, one a line; its first 100,000 usable records, or as many as --items says"
    ),
    Options.optional
  ),
  key: parsed("key", "KEY", parseKey).pipe(
    Options.withDescription("The key of the file's items: NAME[:S|N|B][,NAME…]"),
    Options.optional
  ),
  types: parsed("types", "TYPES", parseTypes).pipe(
    Options.withDescription("CSV columns that are not strings: lat:N,open:BOOL"),
    Options.optional
  ),
  itemSize: parsed("item-size", "SIZE", itemSize).pipe(
    Options.withDescription("Size of a made item, as DynamoDB counts it (default 250B)"),
    Options.optional
  ),
  keys: Options.choice("keys", KeyDistribution.literals).pipe(
    Options.withDescription("How the partition keys of made items are spread (default uniform)"),
    Options.optional
  ),
  repeatKeys: parsed("repeat-keys", "SHARE", share).pipe(
    Options.withDescription(
      "Share of the made items that repeat the whole key of an earlier one, such as 20% (default none)"
    ),
    Options.optional
  ),
  cpu: parsed("cpu", "TIME", between(durationMs, 0.01, cpuMsAtMost, `10us to ${cpuMsAtMost}ms`)).pipe(
    Options.withDescription(
      `CPU time that is spent on every item before it is written, 10us to ${cpuMsAtMost}ms (default none)`
    ),
    Options.optional
  )
}

const backend = {
  latency: latency.pipe(Options.optional),
  rtt: parsed("rtt", "TIME[,TIME…]", list(rtt)).pipe(
    Options.withDescription(
      "A round-trip time, which the embedded DynamoDB adds to its latency; a list multiplies the contestants (default none)"
    ),
    Options.optional
  ),
  endpoint: Options.text("endpoint").pipe(
    Options.withPseudoName("URL"),
    Options.withDescription("Race on another DynamoDB-compatible server instead of the embedded one"),
    Options.optional
  ),
  backend: Options.choice("backend", ["aws"]).pipe(
    Options.withDescription(
      "aws: race on the DynamoDB that the AWS configuration leads to (profile, region, credentials), once you agree to what that costs at most"
    ),
    Options.optional
  ),
  table: parsed("table", "NAME", tableName).pipe(
    Options.withDescription(
      "Race in this table of --backend aws or --endpoint, which has to be empty, instead of one that the race creates and deletes; what the race writes is deleted from it at the end"
    ),
    Options.optional
  ),
  maxCost: parsed("max-cost", "USD", dollars).pipe(
    Options.withDescription("Refuse a race of --backend aws that may cost more than so many dollars"),
    Options.optional
  ),
  cleanUp: Options.boolean("clean-up").pipe(
    Options.withDescription(
      "Instead of a race: find the tables that earlier ones have left at --backend aws or --endpoint, by name and tag, and delete them"
    )
  ),
  ...allowed,
  yes: Options.boolean("yes").pipe(
    Options.withAlias("y"),
    Options.withDescription(
      "Agree to more than 24 contestants, to hosts outside this machine, to what AWS costs, and to what --clean-up deletes"
    )
  )
}

const judging = {
  threshold: parsed("threshold", "SHARE", share).pipe(
    Options.withDescription("Differences below it do not matter (default 3%)"),
    Options.withDefault(usualThreshold)
  ),
  price: parsed("price", "USD", dollars).pipe(
    Options.withDescription(
      `What a million write request units cost, or a million read request units where reads are raced; the other kind is taken at five times or a fifth of it, as AWS has it (default ${usEast1.usd_per_million_write_units} and ${usEast1.usd_per_million_read_units}: ${usEast1.source})`
    ),
    Options.optional
  )
}

const output = {
  reference,
  html: html.pipe(Options.withDescription("Write the result as a page to look at, in one file")),
  json: Options.text("json").pipe(
    Options.withPseudoName("FILE"),
    Options.withDescription("Write the result as JSON to a file, or to stdout by -"),
    Options.optional
  ),
  color
}

/** What `race` takes. */
export const options = {
  ...reading,
  ...contestants,
  ...laps,
  ...judging,
  ...gates,
  ...workload,
  ...backend,
  seed,
  ...output
}

export type Flags = Command.Command.ParseConfig<typeof options>
