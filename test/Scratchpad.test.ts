import { execFile } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

/** All that each program prints. */
const expected: Readonly<Record<string, string>> = {
  "shop-order": `
one after another
  120 ms  payment authorised
  200 ms  stock reserved
  240 ms  mail sent: we have your order
  300 ms  payment captured
  340 ms  mail sent: your receipt
  340 ms  = done
          7 pieces in stock
what may run at once does
   40 ms  mail sent: we have your order
   80 ms  stock reserved
  120 ms  payment authorised
  180 ms  payment captured
  220 ms  mail sent: your receipt
  220 ms  = done
          7 pieces in stock
a card with 5 euros
   30 ms  card declined
   80 ms  stock reserved
  100 ms  stock released
  100 ms  = CardDeclined
          10 pieces in stock
2 pieces in stock
   40 ms  mail sent: we have your order
   80 ms  out of stock
  120 ms  payment authorised
  140 ms  payment cancelled
  140 ms  = OutOfStock
          2 pieces in stock
given up before
   40 ms  mail sent: we have your order
   80 ms  stock reserved
  120 ms  payment authorised
  140 ms  payment cancelled
  160 ms  stock released
  160 ms  = TimeoutException
          10 pieces in stock
given up too late
   40 ms  mail sent: we have your order
   80 ms  stock reserved
  120 ms  payment authorised
  180 ms  payment captured
  180 ms  = TimeoutException
          7 pieces in stock
`,
  "fail-fast-or-collect": `
8 configs, known at the end   ms  settled  good  faulty
forEach, one by one          180        4     0       1
forEach, 4 at once            30        1     0       1
validateAll, 4 at once       130        6     0       3
partition, 4 at once         130        6     5       3
Either, 4 at once            130        6     5       3
config 4: Malformed: port: Expected a number between 1 and 65535, actual 70000; timeout: Expected a non-negative number to be decoded into a Duration, actual -1
config 5: Unreachable: mail does not answer
config 6: Malformed: host: Expected a non empty string, actual ""
`,
  "retry-jitter": `
200 callers at once    served  requests  peak of retries        ms
no retry                   10       200                0         5
every 50 ms               200      2100              190      1050
doubling                  200      2100              190  26214450
doubling, ±20 %           200       678               97       865
doubling, full jitter     200       618               50       419
capped, full jitter       200       619               50       323
same, 300 retries         125       500               50       229

requests in each 10 ms of the first 800: ▁ is 10, which can be served, █ 80 or more
no retry               █
every 50 ms            █    █     █    █     █    █     █    █     █    █     █    █     █    ▇     ▆
doubling               █    █          █                   █                                        █
doubling, ±20 %        █   ▅█▅      ▁▃▅▅▄▁            ▁▁▁▂▂▂▂▂▁▂▁                           ▁  ▁▁▁  ▁▁▁
doubling, full jitter  █▅▅▅▅▃▃▃▁▂▃▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁      ▁  ▁
capped, full jitter    █▅▅▅▅▃▃▃▁▂▃▂▁▁▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
same, 300 retries      █▅▅▅▅▂▁▂▁▂▂▂▁▁▁    ▁▁ ▁
`,
  "metrics-and-tracing": `
   40 ms  mail sent: we have your order order=A-1 since=40ms
   80 ms  stock reserved order=A-1 since=80ms
  120 ms  payment authorised order=A-1 since=120ms
  180 ms  payment captured order=A-1 since=180ms
  210 ms  card declined order=A-2 since=30ms
  210 ms  CardDeclined order=A-2 since=30ms

checkOut             0 to 180 ms
  Payment.authorise  0 to 120 ms
  Stock.reserve      0 to 80 ms
  Mail.send          0 to 40 ms
  Payment.capture    120 to 180 ms
checkOut             180 to 210 ms
  Payment.authorise  180 to 210 ms  failed
  Stock.reserve      180 to 210 ms  interrupted
  Mail.send          180 to 210 ms  interrupted

millrace_requests_total{strategy="for-each"} 107
millrace_requests_total{strategy="sequential"} 107
millrace_retries_total{reason="ECONNRESET",strategy="for-each"} 2
millrace_retries_total{reason="ECONNRESET",strategy="sequential"} 2
millrace_retries_total{reason="ProvisionedThroughputExceededException",strategy="for-each"} 5
millrace_retries_total{reason="ProvisionedThroughputExceededException",strategy="sequential"} 5
millrace_throttles_total{reason="ProvisionedThroughputExceededException",strategy="for-each"} 5
millrace_throttles_total{reason="ProvisionedThroughputExceededException",strategy="sequential"} 5
`,
  "first-race": `
320 puts                    ms  items/s
sequential                3200      100
lock-step:concurrency=32   100     3200
for-each:concurrency=32    100     3200
for-each:concurrency=64     50     6400
`,
  "money-transfer": `
100 transfers    ms  done  refused  saved by the ledger  saved  euros in all
sequential     1489   100        0                  280    280           400
for-each        116    35       65                  330    390           740
per-key         376   100        0                  280    280           400
`,
  files: `
49 files, 8 served at once  4 at once, ms  8, ms  32, ms
sequential                            432    432     432
lock-step                             156     96      58
for-each                              110     56      56
unbounded                              56     56      56
fork-join                             110     56      56
queue-workers                         110     56      56
stream                                110     56      56
per-key                               110     56      56
for-each on a real disk: 48 copied byte for byte, gone.bin missing
`,
  "your-own-strategy": `
320 puts                          ms  items/s
ramp                      195.050532     1641
lock-step:concurrency=32  140.933872     2271
for-each:concurrency=32    88.829166     3602
`
}

const programs = readdirSync("scratchpad").filter((file) => file.endsWith(".ts"))

const run = promisify(execFile)

const printed = (program: string) =>
  Effect.map(
    Effect.promise(() => run(process.execPath, ["--import", "tsx", `scratchpad/${program}`])),
    ({ stdout }) => stdout
  )

/** Of the course: the programs in their order, each with the figures that its row quotes. */
const rows = readFileSync("scratchpad/README.md", "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, , lesson = "", , figures = ""] = line.split("|")
    const program = /\((.+\.ts)\)/.exec(lesson)?.[1]
    return program === undefined
      ? []
      : [{ program, figures: Array.from(figures.matchAll(/`([^`]+)`/g), ([, text = ""]) => text) }]
  })

const squeezed = (text: string) => text.replace(/ +/g, " ")

describe("the lessons of the scratchpad", () => {
  it.live.each(programs)("%s prints this, and nothing else", (program) =>
    Effect.map(printed(program), (text) => assert.strictEqual(`\n${text}`, expected[program.replace(".ts", "")]))
  )

  it("the course has them all, each once, with figures that they print", () => {
    assert.sameMembers(
      rows.map(({ program }) => program),
      programs
    )
    for (const { figures, program } of rows) {
      assert.isNotEmpty(figures, program)
      for (const figure of figures) assert.include(squeezed(expected[program.replace(".ts", "")] ?? ""), figure)
    }
  })
})
