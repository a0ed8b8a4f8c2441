import { Option, Struct } from "effect"
import { kinds } from "../domain/OperationKind.ts"
import type { Contestant } from "../Race/Contestant.ts"
import { enoughRounds } from "../Race/Verdicts.ts"
import type { Flags } from "./RaceFlags.ts"

const isSome = (flag: Option.Option<unknown>) => Option.isSome(flag)

const isWeb = ({ operation }: Flags) => kinds[operation].service === "HTTP"

/** Whether it is not on the embedded DynamoDB. */
const isElsewhere = ({ backend, endpoint }: Flags) => isSome(endpoint) || isSome(backend)

/** Flags that have no meaning over HTTP, and what is typed for them. */
const ofTables = {
  batch: "--batch",
  transport: "--transport",
  segments: "--segments",
  shards: "--shards",
  page: "--page",
  key: "--key",
  types: "--types",
  itemSize: "--item-size",
  keys: "--keys",
  repeatKeys: "--repeat-keys",
  scenario: "--scenario",
  latency: "--latency",
  rtt: "--rtt",
  endpoint: "--endpoint",
  backend: "--backend",
  table: "--table",
  maxCost: "--max-cost",
  price: "--price"
} as const satisfies Partial<Record<keyof Flags, string>>

const onlyTables = (flags: Flags) => {
  const leaveOut = (flag: string) => `${flag} has no meaning over HTTP: leave it out, or leave out --operation http`
  return [
    ...Struct.keys(ofTables).map((name) => [isWeb(flags) && isSome(flags[name]), leaveOut(ofTables[name])] as const),
    [isWeb(flags) && flags.consistent, leaveOut("--consistent")],
    [isWeb(flags) && flags.allowEndpoint, leaveOut("--allow-endpoint")]
  ] as const
}

/** Flags that one operation has and another has not. */
const onlyReads = ({ operation, ...flags }: Flags) => {
  const { service } = kinds[operation]
  const reads = service === "DynamoDB" && kinds[operation].reads
  const isPaged = operation === "query" || operation === "scan"
  const leaveOut = (flag: string, instead: string) => `${flag} is for ${instead}: leave it out, or add --operation`
  return [
    [operation !== "scan" && isSome(flags.segments), `${leaveOut("--segments", "scans")} scan`],
    [operation !== "query" && isSome(flags.shards), `${leaveOut("--shards", "queries")} query`],
    [!isPaged && isSome(flags.page), `${leaveOut("--page", "what is read page by page")} query or scan`],
    [!reads && flags.consistent, `${leaveOut("--consistent", "reads")} get, query or scan`],
    [
      isPaged && isSome(flags.batch),
      `--batch is for what has requests with many items: leave it out of a ${operation}`
    ],
    [reads && isSome(flags.cpu), "--cpu is spent on items before they are written: leave it out of reads"],
    [reads && isSome(flags.repeatKeys), "--repeat-keys is for writes: leave it out of reads"],
    [
      reads && isSome(flags.lapTime),
      `--lap-time is for writes: a lap of a ${operation} reads the whole table once; say how large it is with --items`
    ],
    [reads && isSome(flags.scenario), "--scenario is for writes: leave it out of reads"],
    [
      isSome(flags.shards) && (isSome(flags.keys) || isSome(flags.from)),
      "--shards makes partition keys of its own: leave it out, or leave out --keys and --from"
    ]
  ] as const
}

/** Where a race takes place, and what only some places have. */
const ofPlace = (flags: Flags) => {
  const isPaged = flags.operation === "query" || flags.operation === "scan"
  return [
    [isSome(flags.endpoint) && isSome(flags.backend), "--endpoint and --backend both say where: leave one of them out"],
    [isSome(flags.table) && !isElsewhere(flags), "--table needs a place: add --backend aws, or --endpoint URL"],
    [
      isSome(flags.maxCost) && !isSome(flags.backend),
      "--max-cost goes with --backend aws: elsewhere nothing costs money"
    ],
    [
      isSome(flags.backend) && isSome(flags.rtt),
      "--rtt is the embedded DynamoDB's: leave it out, or leave out --backend"
    ],
    [
      isSome(flags.backend) && isSome(flags.latency),
      "--latency is the embedded DynamoDB's: leave it out, or leave out --backend"
    ],
    [isPaged && isSome(flags.rate), `--rate is for what is done item by item: leave it out of a ${flags.operation}`]
  ] as const
}

/** Whether all read the same items. */
const isOneFill = ({ operation }: Flags, contestants: ReadonlyArray<Contestant>): boolean =>
  !kinds[operation].reads ||
  new Set(contestants.map(({ traits }) => `${traits.item_size_bytes} ${traits.shards}`)).size < 2

/** What entries say themselves and a flag leaves without a meaning. */
export const meaningless = (flags: Flags, contestants: ReadonlyArray<Contestant>) =>
  [
    [
      isElsewhere(flags) && contestants.some(({ traits }) => traits.rtt_ms !== null),
      `rtt is the embedded DynamoDB's: race those that have none, or leave out ${isSome(flags.backend) ? "--backend" : "--endpoint"}`
    ],
    [
      isSome(flags.table) && !isOneFill(flags, contestants),
      "--table is one table, and these contestants read tables with other items each: race one item-size and one of --shards"
    ],
    [
      isSome(flags.from) && contestants.some(({ traits }) => traits.item_size_bytes !== null),
      "item-size is for made items: race those that have none, or leave out --from"
    ]
  ] as const

/** Flags of which one only has a meaning without the other. */
export const contradictions = (flags: Flags) => {
  const isFile = Option.isSome(flags.from)
  return [
    ...onlyTables(flags),
    [
      isFile && !isWeb(flags) && !isSome(flags.key),
      "--from needs --key: name the attribute that is the items' key, --key NAME"
    ],
    [!isFile && isSome(flags.key), "--key goes with --from FILE; made items have keys of their own"],
    [!isFile && isSome(flags.types), "--types goes with --from FILE.csv"],
    [isFile && isSome(flags.itemSize), "--item-size is for made items: leave it out, or leave out --from"],
    [isFile && isSome(flags.keys), "--keys is for made items: leave it out, or leave out --from"],
    [isFile && isSome(flags.repeatKeys), "--repeat-keys is for made items: leave it out, or leave out --from"],
    ...onlyReads(flags),
    ...ofPlace(flags),
    [
      isSome(flags.endpoint) && isSome(flags.rtt),
      "--rtt is the embedded DynamoDB's: leave it out, or leave out --endpoint"
    ],
    [
      isSome(flags.endpoint) && isSome(flags.latency),
      "--latency is the embedded DynamoDB's: leave it out, or leave out --endpoint"
    ],
    [!isElsewhere(flags) && !isWeb(flags) && flags.allowHttp, "--allow-http goes with --endpoint URL"],
    [!isElsewhere(flags) && flags.allowEndpoint, "--allow-endpoint goes with --endpoint URL"],
    [
      Option.contains(flags.json, "-") && Option.contains(flags.html, "-"),
      "--json and --html both want stdout: write one of them to a file"
    ],
    [
      Option.exists(flags.json, (path) => path !== "-" && Option.contains(flags.html, path)),
      "--json and --html name the same file: give each its own"
    ],
    [
      flags.rounds !== "auto" && flags.rounds < enoughRounds && flags.failIf.some((text) => /^\s*slower/.test(text)),
      `--fail-if slower needs ${enoughRounds} rounds: type --rounds ${enoughRounds} or more, or leave it out`
    ],
    [
      isSome(flags.items) && isSome(flags.lapTime) && !isFile,
      "--items and --lap-time both say how long a run is: give one of them"
    ],
    ...(["strategy", "concurrency", "batch", "workers", "from"] as const).map(
      (name) =>
        [
          isSome(flags.scenario) && isSome(flags[name]),
          `--scenario says who races, and over which items: leave out --${name}, or leave out --scenario`
        ] as const
    )
  ] as const
}
