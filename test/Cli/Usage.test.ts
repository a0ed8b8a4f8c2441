import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "./Program.ts"

const race = (...args: ReadonlyArray<string>) => ["race", ...args]

const wrong: ReadonlyArray<readonly [words: ReadonlyArray<string>, said: string]> = [
  [["rase"], '"rase" is no command: did you mean race?'],
  [["--bogus"], "millrace has no flag --bogus: see millrace --help"],
  [race("extra"), '"extra" belongs to no flag: millrace race takes flags alone, see millrace race --help'],
  [race("--concurency", "3"), "millrace race has no flag --concurency: did you mean --concurrency?"],
  [race("--rounds", "1", "--rounds", "2"), "--rounds is there twice: give it once"],
  [race("--json"), "--json wants a value: --json FILE"],
  [race("--json", "--yes"), "--json wants a value: --json FILE"],
  [race("--strategy", "for-eech"), '"for-eech" is no strategy: did you mean for-each?'],
  [race("--strategy", "sequential,qeue-workers"), '"qeue-workers" is no strategy: did you mean queue-workers?'],
  [
    race("--strategy", "sequential:concurrency=4"),
    '"sequential:concurrency=4" sets concurrency, but sequential takes batch, item-size, rtt, client, transport'
  ],
  [race("--strategy", "for-each:batch=26"), '"for-each:batch=26": batch 26 is out of range: type 1 to 25'],
  [race("--latency", "lambada"), '--latency: "lambada" is no latency: did you mean lambda?'],
  [race("--concurrency", "0"), "--concurrency: 0 is out of range: type 1 to 1024"],
  [race("--concurrency", "16,1025"), "--concurrency: 1025 is out of range: type 1 to 1024"],
  [
    race("--concurrency=-4"),
    '--concurrency: "-4" is no count: type a whole number such as 2500, 10k or 1m, from 1 to 1024'
  ],
  [race("--concurrency", "8..2"), '--concurrency: "8..2" is no range: it ends above where it begins, as 1..256 does'],
  [
    race("--rounds", "automatic"),
    '--rounds: "automatic" is no count: type a whole number such as 2500, 10k or 1m, from 1 to 1000, or auto'
  ],
  [race("--threshold", "3"), '--threshold: "3" is no share: type 20% or 0.2, at most 100%'],
  [race("--price", "cheap"), '--price: "cheap" is no price: type US dollars such as 0.625'],
  [
    race("--reference", "unbounded"),
    '--reference: "unbounded" is no contestant: type one of sequential, worker-threads, offload, child-processes, for-each, for-each:batch=25, for-each:transport=wire'
  ],
  [race("--json", "-", "--html", "-"), "--json and --html both want stdout: write one of them to a file"],
  [race("--json", "a", "--html", "a"), "--json and --html name the same file: give each its own"],
  [["report"], "millrace report wants RESULT.json…: type millrace report RESULT.json…"],
  [["report", "--html", "a.html"], "millrace report wants RESULT.json…: type millrace report RESULT.json…"],
  [["report", "a.json", "--markdown", "-", "--csv", "-"], "two formats want stdout: write one of them to a file"],
  [race("--batch", "26"), "--batch: 26 is out of range: of a put type 1 to 25"],
  [race("--batch", "0"), "--batch: 0 is out of range: type 1 to 25, and of a get to 100"],
  [
    race("--item-size", "-5"),
    '--item-size: "-5" is no size: type bytes such as 250B, 1KB or 8MB (1KB is 1024B), from 14B to 400KB'
  ],
  [race("--item-size", "401KB"), "--item-size: 401KB is out of range: type 14B to 400KB"],
  [race("--item-size", "20B", "--keys", "hot"), "an item of 20B does not hold such keys: type --item-size 24B or more"],
  [race("--workers", "0"), "--workers: 0 is out of range: type 1 to 64"],
  [race("--workers", "4,65"), "--workers: 65 is out of range: type 1 to 64"],
  [race("--cpu", "1us"), "--cpu: 1us is out of range: type 10us to 100ms"],
  [race("--cpu", "1s"), "--cpu: 1s is out of range: type 10us to 100ms"],
  [
    race("--cpu", "2"),
    '--cpu: "2" is no duration: type a time with its unit such as 300ms, 1s or 2m, from 10us to 100ms'
  ],
  [race("--scenario", "artcle"), '--scenario: "artcle" is no scenario: did you mean article?'],
  [race("--scenario", "best"), '--scenario: "best" is no scenario: did you mean article-best?'],
  ...["strategy", "concurrency", "batch", "workers", "from"].map(
    (name) =>
      [
        race("--scenario", "article", `--${name}`, "4", ...(name === "from" ? ["--key", "id"] : [])),
        `--scenario says who races, and over which items: leave out --${name}, or leave out --scenario`
      ] as const
  ),
  [
    race("--scenario", "article", "--keys", "hot"),
    "an item of 14B does not hold such keys: type --item-size 24B or more"
  ],
  [
    race("--scenario", "article", "--items", "10", "--lap-time", "1s"),
    "--items and --lap-time both say how long a run is: give one of them"
  ],
  [race("--items", "0"), "--items: 0 is out of range: type 1 to 1m"],
  [race("--items", "999999999m"), "--items: 999999999m is out of range: type 1 to 1m"],
  [race("--rounds", "0"), "--rounds: 0 is out of range: type 1 to 1000, or auto"],
  [
    race("--lap-time", "1"),
    '--lap-time: "1" is no duration: type a time with its unit such as 300ms, 1s or 2m, from 50ms to 10m'
  ],
  [race("--time-limit", "10ms"), "--time-limit: 10ms is out of range: type 1s to 1440m"],
  [race("--keys", "zipfan"), '"zipfan" is no choice of --keys: did you mean zipfian?'],
  [race("--color", "blue"), '"blue" is no choice of --color: type one of auto, always, never'],
  [race("--transport", "pigeon"), '--transport: "pigeon" is no transport: type one of sdk, wire'],
  [race("--transport", "sdk,wires"), '--transport: "wires" is no transport: did you mean wire?'],
  [race("--from", "x.csv"), "--from needs --key: name the attribute that is the items' key, --key NAME"],
  [race("--key", "id"), "--key goes with --from FILE; made items have keys of their own"],
  [race("--types", "lat:N"), "--types goes with --from FILE.csv"],
  [
    race("--from", "x.csv", "--key", "id", "--item-size", "1KB"),
    "--item-size is for made items: leave it out, or leave out --from"
  ],
  [
    race("--from", "x.csv", "--key", "id", "--keys", "hot"),
    "--keys is for made items: leave it out, or leave out --from"
  ],
  [
    race("--endpoint", "http://127.0.0.1:1", "--latency", "none"),
    "--latency is the embedded DynamoDB's: leave it out, or leave out --endpoint"
  ],
  [race("--allow-http"), "--allow-http goes with --endpoint URL"],
  [
    race("--endpoint", "http://127.0.0.1:1", "--backend", "aws"),
    "--endpoint and --backend both say where: leave one of them out"
  ],
  [race("--table", "films"), "--table needs a place: add --backend aws, or --endpoint URL"],
  [race("--table", "a b"), '--table: "a b" is no name of a table: type 3 to 255 letters, digits, _, - and .'],
  [race("--max-cost", "2"), "--max-cost goes with --backend aws: elsewhere nothing costs money"],
  [race("--backend", "aws", "--rtt", "1ms"), "--rtt is the embedded DynamoDB's: leave it out, or leave out --backend"],
  [
    race("--backend", "aws", "--latency", "none"),
    "--latency is the embedded DynamoDB's: leave it out, or leave out --backend"
  ],
  [
    race("--backend", "aws", "--strategy", "for-each:rtt=5ms"),
    "rtt is the embedded DynamoDB's: race those that have none, or leave out --backend"
  ],
  [
    race("--endpoint", "http://127.0.0.1:1", "--table", "films", "--operation", "query", "--shards", "4,8"),
    "--table is one table, and these contestants read tables with other items each: race one item-size and one of --shards"
  ],
  [
    race("--rate", "fast"),
    '--rate: "fast" is no rate: type a whole number a second such as 500/s or 10k/s, from 1/s to 1m/s'
  ],
  [race("--rate", "0/s"), "--rate: 0/s is out of range: type 1/s to 1m/s"],
  [race("--rate", "5/s", "--operation", "scan"), "--rate is for what is done item by item: leave it out of a scan"],
  [
    race("--clean-up"),
    "--clean-up needs one place: add --backend aws, or --endpoint URL; tables of the embedded DynamoDB go with it"
  ],
  [
    race("--clean-up", "--endpoint", "http://127.0.0.1:1", "--table", "films"),
    "--clean-up deletes tables and races nothing: leave out --table, or leave out --clean-up"
  ],
  [race("--items", "10", "--lap-time", "1s"), "--items and --lap-time both say how long a run is: give one of them"],
  [["local", "--port", "65536"], "--port: 65536 is out of range: type 0 to 65535"]
]

describe("wrong usage is one line that says what to type instead, exit code 2", () => {
  it.live.each(wrong.map(([words, said]) => ({ words, said, name: words.join(" ") })))("$name", ({ said, words }) =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Program.run(words)
      assert.deepStrictEqual({ code, stderr, stdout }, { code: 2, stderr: `millrace: error: ${said}\n`, stdout: "" })
    })
  )
})

it.live("refuses more than 24 contestants, with the time they would take", () =>
  Effect.gen(function* () {
    const { code, stderr } = yield* Program.run(race("--concurrency", "1,2,3,4,5,6,7,8", "--batch", "1,5,25"))
    assert.strictEqual(code, 5)
    assert.match(stderr, /^millrace: error: 36 contestants would take about \d+ minutes: add --yes, or race fewer\n$/)
  })
)

it.live("races more than 24 contestants with --yes", () =>
  Effect.gen(function* () {
    const contestants = Array.from({ length: 25 }, (_, index) => index + 1).join(",")
    const many = ["--strategy", "for-each", "--concurrency", contestants, "--yes", "--time-limit", "1s"]
    const { code, stderr } = yield* Program.run(race(...many, "--latency", "none"))
    assert.strictEqual(code, 1)
    assert.match(stderr, /^racing 25 contestants in 6 rounds/)
    assert.match(stderr, /error: the race was over before a full round stood: raise --time-limit, or race fewer/)
  })
)

it.live("shows where an error came from at --log-level debug alone, wherever that stands", () =>
  Effect.gen(function* () {
    const words = race("--from", "none.csv", "--key", "id", "--log-level", "debug")
    const { code, stderr } = yield* Program.run(words, { traced: true })
    assert.strictEqual(code, 1)
    assert.match(stderr, /FileError: none\.csv: there is no such file\n +at /)
  })
)
