import { Option } from "effect"
import { kinds } from "../domain/OperationKind.ts"
import type { Contestant } from "../Race/Contestant.ts"
import type { Flags } from "./RaceFlags.ts"

const isSome = (flag: Option.Option<unknown>) => Option.isSome(flag)

/** Flags that one operation has and another has not. */
const onlyReads = ({ operation, ...flags }: Flags) => {
  const { reads } = kinds[operation]
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

/** What entries say themselves and a flag leaves without a meaning. */
export const meaningless = (flags: Flags, contestants: ReadonlyArray<Contestant>) =>
  [
    [
      isSome(flags.endpoint) && contestants.some(({ traits }) => traits.rtt_ms !== null),
      "rtt is the embedded DynamoDB's: race those that have none, or leave out --endpoint"
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
    [isFile && !isSome(flags.key), "--from needs --key: name the attribute that is the items' key, --key NAME"],
    [!isFile && isSome(flags.key), "--key goes with --from FILE; made items have keys of their own"],
    [!isFile && isSome(flags.types), "--types goes with --from FILE.csv"],
    [isFile && isSome(flags.itemSize), "--item-size is for made items: leave it out, or leave out --from"],
    [isFile && isSome(flags.keys), "--keys is for made items: leave it out, or leave out --from"],
    [isFile && isSome(flags.repeatKeys), "--repeat-keys is for made items: leave it out, or leave out --from"],
    ...onlyReads(flags),
    [
      isSome(flags.endpoint) && isSome(flags.rtt),
      "--rtt is the embedded DynamoDB's: leave it out, or leave out --endpoint"
    ],
    [
      isSome(flags.endpoint) && isSome(flags.latency),
      "--latency is the embedded DynamoDB's: leave it out, or leave out --endpoint"
    ],
    [!isSome(flags.endpoint) && flags.allowHttp, "--allow-http goes with --endpoint URL"],
    [!isSome(flags.endpoint) && flags.allowEndpoint, "--allow-endpoint goes with --endpoint URL"],
    [
      Option.contains(flags.json, "-") && Option.contains(flags.html, "-"),
      "--json and --html both want stdout: write one of them to a file"
    ],
    [
      Option.exists(flags.json, (path) => path !== "-" && Option.contains(flags.html, path)),
      "--json and --html name the same file: give each its own"
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
