import { assert, describe, expect, it } from "@effect/vitest"
import { FastCheck, Schema } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, lap, lineUp, partial, race, standing, troubled } from "./staged.ts"

const plain = (result: RaceResult, width: number) => render(result, { width, color: false })

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const colours = /\u001b\[[0-9;]+m/g

describe("a race that is over", () => {
  it("in 120 columns", () => {
    expect(plain(lineUp, 120)).toMatchInlineSnapshot(`
      "embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B · 6 rounds of 1 s · seed 1

                                                                              ×      in  request  latency  CPU µs   open  peak
      contestant                                items/s        min–max  slowest  flight   p50 ms   p99 ms   /item     ms   MiB
      for-each:batch=25  █████████████████████   23,904  23,426–24,382     208×      32     30.6     58.9      41    309   132
      for-each           █▌                       1,734    1,699–1,769    15.1×      32     16.4     31.2     571    312   113
      worker-threads     ▍                          438        429–447    3.81×       4      8.1     18.3   1,012  1,204   244
      child-processes    ▍                          433        424–442    3.77×       4      8.2     18.4   1,043  1,688   452
      offload            ▍                          421        413–429    3.66×       4      8.2     18.9   1,087  1,188   251
      sequential         ▏                          115        113–117    1.00×       1      7.9     16.4     934    292    91

      the client's CPU was the limit of for-each:batch=25, for-each
      worker-threads, offload, child-processes: 4 workers share 2 cores with the race itself and the embedded DynamoDB
      figures are medians of the rounds · memory adds up all processes of a contestant
      every acknowledged item was read back and compared"
    `)
  })

  it("in 80 columns", () => {
    expect(plain(lineUp, 80)).toMatchInlineSnapshot(`
      "embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B
      6 rounds of 1 s · seed 1

                                                         ×      in   p50   p99  CPU µs
      contestant                    items/s     ±  slowest  flight    ms    ms   /item
      for-each:batch=25  █████████   23,904 ±2.0%     208×      32  30.6  58.9      41
      for-each           ▋            1,734 ±2.0%    15.1×      32  16.4  31.2     571
      worker-threads     ▏              438 ±2.0%    3.81×       4   8.1  18.3   1,012
      child-processes    ▏              433 ±2.0%    3.77×       4   8.2  18.4   1,043
      offload            ▏              421 ±2.0%    3.66×       4   8.2  18.9   1,087
      sequential         ▏              115 ±2.0%    1.00×       1   7.9  16.4     934

      time to open, peak memory: for-each:batch=25 309 ms, 132 MiB
        for-each 312 ms, 113 MiB · worker-threads 1,204 ms, 244 MiB
        child-processes 1,688 ms, 452 MiB · offload 1,188 ms, 251 MiB
        sequential 292 ms, 91 MiB
      the client's CPU was the limit of for-each:batch=25, for-each
      worker-threads, offload, child-processes: 4 workers share 2 cores with the race
        itself and the embedded DynamoDB
      figures are medians of the rounds · ± is half of max – min
        memory adds up all processes of a contestant
      every acknowledged item was read back and compared"
    `)
  })

  it("in 60 columns", () => {
    expect(plain(lineUp, 60)).toMatchInlineSnapshot(`
      "embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms
      items of 250 B · 6 rounds of 1 s · seed 1

      for-each:batch=25  ████████████████████████  23,904/s   208×
        ±2.0% · 32 in flight · p50 30.6 p99 58.9 ms · 41 µs CPU
        309 ms to open · 132 MiB at its peak
      for-each           █▊                         1,734/s  15.1×
        ±2.0% · 32 in flight · p50 16.4 p99 31.2 ms · 571 µs CPU
        312 ms to open · 113 MiB at its peak
      worker-threads     ▌                            438/s  3.81×
        ±2.0% · 4 in flight · p50 8.1 p99 18.3 ms · 1,012 µs CPU
        1,204 ms to open · 244 MiB at its peak
      child-processes    ▍                            433/s  3.77×
        ±2.0% · 4 in flight · p50 8.2 p99 18.4 ms · 1,043 µs CPU
        1,688 ms to open · 452 MiB at its peak
      offload            ▍                            421/s  3.66×
        ±2.0% · 4 in flight · p50 8.2 p99 18.9 ms · 1,087 µs CPU
        1,188 ms to open · 251 MiB at its peak
      sequential         ▏                            115/s  1.00×
        ±2.0% · 1 in flight · p50 7.9 p99 16.4 ms · 934 µs CPU
        292 ms to open · 91 MiB at its peak

      the client's CPU was the limit of for-each:batch=25,
        for-each
      worker-threads, offload, child-processes: 4 workers share 2
        cores with the race itself and the embedded DynamoDB
      figures are medians of the rounds · ± is half of max – min
        CPU is the client's, per item
        memory adds up all processes of a contestant
      every acknowledged item was read back and compared"
    `)
  })

  it("in colour", () => {
    expect(render(lineUp, { width: 120, color: true }).replaceAll("\u001b", "^")).toMatchInlineSnapshot(`
      "^[1membedded DynamoDB, latency p50 7.55 ms p99 16.2 ms^[0m^[2m · ^[0mitems of 250 B^[2m · ^[0m6 rounds of 1 s^[2m · ^[0mseed 1

                                                                        ^[2m      ×^[0m  ^[2m    in^[0m  ^[2mrequest^[0m  ^[2mlatency^[0m  ^[2mCPU µs^[0m  ^[2m open^[0m  ^[2mpeak^[0m
      ^[2mcontestant                              ^[0m  ^[2mitems/s^[0m  ^[2m      min–max^[0m  ^[2mslowest^[0m  ^[2mflight^[0m  ^[2m p50 ms^[0m  ^[2m p99 ms^[0m  ^[2m /item^[0m  ^[2m   ms^[0m  ^[2m MiB^[0m
      for-each:batch=25  ^[36m█████████████████████^[0m  ^[1m 23,904^[0m  ^[2m23,426–24,382^[0m     208×      32     30.6     58.9      41    309   132
      for-each           ^[36m█▌                   ^[0m  ^[1m  1,734^[0m  ^[2m  1,699–1,769^[0m    15.1×      32     16.4     31.2     571    312   113
      worker-threads     ^[36m▍                    ^[0m  ^[1m    438^[0m  ^[2m      429–447^[0m    3.81×       4      8.1     18.3   1,012  1,204   244
      child-processes    ^[36m▍                    ^[0m  ^[1m    433^[0m  ^[2m      424–442^[0m    3.77×       4      8.2     18.4   1,043  1,688   452
      offload            ^[36m▍                    ^[0m  ^[1m    421^[0m  ^[2m      413–429^[0m    3.66×       4      8.2     18.9   1,087  1,188   251
      sequential         ^[36m▏                    ^[0m  ^[1m    115^[0m  ^[2m      113–117^[0m    1.00×       1      7.9     16.4     934    292    91

      the client's CPU was the limit of for-each:batch=25, for-each
      worker-threads, offload, child-processes: 4 workers share 2 cores with the race itself and the embedded DynamoDB
      ^[2mfigures are medians of the rounds · memory adds up all processes of a contestant^[0m
      ^[32mevery acknowledged item was read back and compared^[0m"
    `)
  })
})

describe("a race in which all goes wrong", () => {
  it("in 160 columns", () => {
    expect(plain(troubled, 160)).toMatchInlineSnapshot(`
      "VOID: 3 acknowledged items of for-each were not found or changed (round 2)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B · 6 rounds of 1 s · seed 1

                                                                              ×                 in  request  latency  CPU µs
      contestant                                  items/s      min–max  slowest    min–max  flight   p50 ms   p99 ms   /item  retries  throttled  rejected  limited by
      unbounded          ███████████████████████    1,688  1,654–1,722    14.7×  14.2–15.1       ∞      7.9     16.4     612    1,272      1,272        12  client CPU
      lock-step          ████████████████▌          1,208  1,184–1,232    10.5×  10.2–10.8      32      7.9     16.4     612       18          0         0
      sequential         █▋                           115      113–117    1.00×                  1      7.9     16.4     612        0          0         0
      for-each:batch=25                            23,904                                       32      7.9     16.4     612        0          0         0
        not ranked: the embedded DynamoDB was the limit · 92% of a core · on average 800 µs late · p99 4.0 ms late
      for-each                                          –                                       32     22.3     61.2     590        0          0         0
        not ranked: void, acknowledged items were lost or changed

      throttled: TableWriteMaxOnDemandThroughputExceeded 1,218 · TableWriteKeyRangeThroughputExceeded 54
      rejected: ValidationException 12
      lock-step: shorter than half of the time planned (every round)
      figures are medians of the rounds · retries, throttled and rejected are sums"
    `)
  })

  it("in 120 columns", () => {
    expect(plain(troubled, 120)).toMatchInlineSnapshot(`
      "VOID: 3 acknowledged items of for-each were not found or changed (round 2)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B · 6 rounds of 1 s · seed 1

                                                             ×      in  request  latency  CPU µs
      contestant                        items/s     ±  slowest  flight   p50 ms   p99 ms   /item  retries  throttled  rejected
      unbounded          █████████████    1,688 ±2.0%    14.7×       ∞      7.9     16.4     612    1,272      1,272        12
      lock-step          █████████▎       1,208 ±2.0%    10.5×      32      7.9     16.4     612       18          0         0
      sequential         ▉                  115 ±2.0%    1.00×       1      7.9     16.4     612        0          0         0
      for-each:batch=25                  23,904                     32      7.9     16.4     612        0          0         0
        not ranked: the embedded DynamoDB was the limit · 92% of a core · on average 800 µs late · p99 4.0 ms late
      for-each                                –                     32     22.3     61.2     590        0          0         0
        not ranked: void, acknowledged items were lost or changed

      throttled: TableWriteMaxOnDemandThroughputExceeded 1,218 · TableWriteKeyRangeThroughputExceeded 54
      rejected: ValidationException 12
      the client's CPU was the limit of unbounded
      lock-step: shorter than half of the time planned (every round)
      figures are medians of the rounds · ± is half of max – min · retries, throttled and rejected are sums"
    `)
  })

  it("in 80 columns", () => {
    expect(plain(troubled, 80)).toMatchInlineSnapshot(`
      "VOID: 3 acknowledged items of for-each were not found or changed (round 2)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B
      6 rounds of 1 s · seed 1

                                                         ×      in   p50   p99  CPU µs
      contestant                    items/s     ±  slowest  flight    ms    ms   /item
      unbounded          █████████    1,688 ±2.0%    14.7×       ∞   7.9  16.4     612
        1,272 retries · 1,272 throttled · 12 rejected
      lock-step          ██████▌      1,208 ±2.0%    10.5×      32   7.9  16.4     612
        18 retries
      sequential         ▋              115 ±2.0%    1.00×       1   7.9  16.4     612
      for-each:batch=25              23,904                     32   7.9  16.4     612
        not ranked: the embedded DynamoDB was the limit · 92% of a core
        on average 800 µs late · p99 4.0 ms late
      for-each                            –                     32  22.3  61.2     590
        not ranked: void, acknowledged items were lost or changed

      throttled: TableWriteMaxOnDemandThroughputExceeded 1,218
        TableWriteKeyRangeThroughputExceeded 54
      rejected: ValidationException 12
      the client's CPU was the limit of unbounded
      lock-step: shorter than half of the time planned (every round)
      figures are medians of the rounds · ± is half of max – min
        retries, throttled and rejected are sums"
    `)
  })

  it("in 60 columns", () => {
    expect(plain(troubled, 60)).toMatchInlineSnapshot(`
      "VOID: 3 acknowledged items of for-each were not found or
        changed (round 2)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms
      items of 250 B · 6 rounds of 1 s · seed 1

      unbounded          ████████████████████████   1,688/s  14.7×
        ±2.0% · ∞ in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
        1,272 retries · 1,272 throttled · 12 rejected
      lock-step          █████████████████▏         1,208/s  10.5×
        ±2.0% · 32 in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
        18 retries
      sequential         █▋                           115/s  1.00×
        ±2.0% · 1 in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
      for-each:batch=25                            23,904/s
        32 in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
        not ranked: the embedded DynamoDB was the limit
        92% of a core · on average 800 µs late · p99 4.0 ms late
      for-each                                            –
        32 in flight · p50 22.3 p99 61.2 ms · 590 µs CPU
        not ranked: void, acknowledged items were lost or changed

      throttled: TableWriteMaxOnDemandThroughputExceeded 1,218
        TableWriteKeyRangeThroughputExceeded 54
      rejected: ValidationException 12
      the client's CPU was the limit of unbounded
      lock-step: shorter than half of the time planned (every
        round)
      figures are medians of the rounds · ± is half of max – min
        CPU is the client's, per item
        retries, throttled and rejected are sums"
    `)
  })

  it("in colour", () => {
    expect(render(troubled, { width: 80, color: true }).replaceAll("\u001b", "^")).toMatchInlineSnapshot(`
      "^[1;31mVOID: 3 acknowledged items of for-each were not found or changed (round 2)^[0m

      ^[1membedded DynamoDB, latency p50 7.55 ms p99 16.2 ms^[0m^[2m · ^[0mitems of 250 B
      6 rounds of 1 s^[2m · ^[0mseed 1

                                                   ^[2m      ×^[0m  ^[2m    in^[0m  ^[2m p50^[0m  ^[2m p99^[0m  ^[2mCPU µs^[0m
      ^[2mcontestant                  ^[0m  ^[2mitems/s^[0m ^[2m    ±^[0m  ^[2mslowest^[0m  ^[2mflight^[0m  ^[2m  ms^[0m  ^[2m  ms^[0m  ^[2m /item^[0m
      unbounded          ^[36m█████████^[0m  ^[1m  1,688^[0m ^[2m±2.0%^[0m    14.7×       ∞   7.9  16.4     612
        ^[33m1,272 retries^[0m^[2m · ^[0m^[33m1,272 throttled^[0m^[2m · ^[0m^[1;31m12 rejected^[0m
      lock-step          ^[36m██████▌  ^[0m  ^[1m  1,208^[0m ^[2m±2.0%^[0m    10.5×      32   7.9  16.4     612
        ^[33m18 retries^[0m
      sequential         ^[36m▋        ^[0m  ^[1m    115^[0m ^[2m±2.0%^[0m    1.00×       1   7.9  16.4     612
      ^[2mfor-each:batch=25^[0m             ^[2m 23,904^[0m                 ^[2m    32^[0m  ^[2m 7.9^[0m  ^[2m16.4^[0m  ^[2m   612^[0m
        ^[33mnot ranked: the embedded DynamoDB was the limit^[0m^[2m · ^[0m^[33m92% of a core^[0m
        ^[33mon average 800 µs late^[0m^[2m · ^[0m^[33mp99 4.0 ms late^[0m
      ^[2mfor-each         ^[0m             ^[2m      –^[0m                 ^[2m    32^[0m  ^[2m22.3^[0m  ^[2m61.2^[0m  ^[2m   590^[0m
        ^[1;31mnot ranked: void, acknowledged items were lost or changed^[0m

      ^[33mthrottled: TableWriteMaxOnDemandThroughputExceeded 1,218^[0m
        ^[33mTableWriteKeyRangeThroughputExceeded 54^[0m
      ^[1;31mrejected: ValidationException 12^[0m
      the client's CPU was the limit of unbounded
      ^[2mlock-step: shorter than half of the time planned (every round)^[0m
      ^[2mfigures are medians of the rounds · ± is half of max – min^[0m
        ^[2mretries, throttled and rejected are sums^[0m"
    `)
  })
})

describe("a race that goes on or was ended early", () => {
  it("shows warm-up rates as such, and who has none yet", () => {
    expect(plain(partial, 80)).toMatchInlineSnapshot(`
      "embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B
      1 of 6 rounds of 1 s · seed 1

                                                          ×      in  p50   p99  CPU µs
      contestant                 items/s         ±  slowest  flight   ms    ms   /item
      for-each    █████████████    1,644 (warm-up)               32
      sequential  ▉                  115     ±0.9%    1.00×       1  7.9  16.4     612
      unbounded                        –                          ∞

      figures are medians of the rounds · ± is half of max – min
      every acknowledged item was read back and compared"
    `)
  })

  it("says what it was stopped by", () => {
    const stopped = (reason: "time-limit" | "interrupted") => ({
      ...partial,
      summary: { ...partial.summary, stopped: reason }
    })
    assert.include(plain(stopped("time-limit"), 120), "stopped by the time limit after 1 of 6 rounds of 1 s")
    assert.include(plain(stopped("interrupted"), 120), "interrupted after 1 of 6 rounds of 1 s")
  })

  it("says so where nothing has begun", () => {
    const nothing = race([], [], { rounds: 0, verified: true })
    expect(plain(nothing, 120)).toMatchInlineSnapshot(
      `"embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B · 0 of 6 rounds of 1 s · seed 1"`
    )
  })

  it("names rounds that were not verified, and does not claim that they were", () => {
    const unread = race(
      [contestant("sequential", { laps: [lap(1, 115), lap(2, 115, { verified: false })] })],
      [standing("sequential", { laps: 1, items_per_s: { median: 115, min: 115, max: 115 } })],
      { verified: false }
    )
    assert.include(plain(unread, 80), "sequential: not verified (round 2)")
    assert.notInclude(plain(unread, 80), "every acknowledged item")
  })
})

describe("where and what is raced", () => {
  it("says what is done to the items besides writing them", () => {
    const result = { ...lineUp, workload: { ...lineUp.workload, cpu: { ms: 2.5, bytes: 4_000_000 } } }
    assert.include(plain(result, 120), "items of 250 B · 2.5 ms of CPU work on each item · 6 rounds")
    assert.notInclude(plain(lineUp, 120), "CPU work")
  })

  it("names the endpoint's host, the file and what of it was not used", () => {
    const fromFile: RaceResult = {
      ...lineUp,
      environment: { ...lineUp.environment, backend: "endpoint", host: "dynamodb.example:8000", latency: null },
      workload: {
        spec: {
          _tag: "FileRecords",
          path: "data/movies.json",
          format: "json",
          key: { partition: { name: "Title", type: "S" } },
          types: {},
          limit: 100_000
        },
        cpu: null,
        file_rejected: { count: 12, by_reason: { "Title is a number": 9, "Title is missing": 3 }, examples: [] }
      }
    }
    const text = plain(fromFile, 120)
    assert.include(text, "endpoint dynamodb.example:8000 · records of movies.json · 6 rounds of 1 s · seed 1")
    assert.include(text, "12 records of movies.json not used: Title is a number 9 · Title is missing 3")
  })

  it("gives no terminal what came from outside: control and wide characters stand as escapes", () => {
    const evil = "\u001b[2J\u202e漢"
    const name = `a${evil}`
    const result: RaceResult = {
      ...race(
        [contestant(name, { laps: [lap(1, 10, { throttles: { [`why${evil}\n\u009b`]: 1 } })] })],
        [standing(name, { laps: 1, items_per_s: { median: 10, min: 10, max: 10 } })]
      ),
      environment: { ...lineUp.environment, backend: "endpoint", host: `h${evil}` }
    }
    const text = plain(result, 200)
    for (const start of ["a", "h", "why"]) assert.include(text, `${start}\\u{1b}[2J\\u{202e}\\u{6f22}`)
    assert.include(text, "\\u{a}\\u{9b} 1")
    assert.notMatch(text.replaceAll("\n", ""), /\p{Cc}|\p{Cf}|\p{Script=Han}/u)
  })
})

describe("what does not count", () => {
  const limited = lap(2, 900, {
    marks: ["limited-by-engine"],
    engine: { cpu_share: 0.9, overshoot_mean_ms: 0, overshoot_p50_ms: 0, overshoot_p99_ms: 0, requests: 900 }
  })

  it("is named where other rounds of the contestant count", () => {
    const result = race(
      [contestant("for-each", { laps: [lap(1, 1000), limited] })],
      [standing("for-each", { laps: 1, items_per_s: { median: 1000, min: 1000, max: 1000 } })]
    )
    assert.include(plain(result, 120), "for-each: not counted where the embedded DynamoDB was the limit (round 2)")
    assert.notInclude(plain(result, 120), "not ranked")
  })

  it("is said above all else, with as much as is known of it", () => {
    const first = (found: Partial<RaceResult["contestants"][number]["laps"][number]>) => {
      const laps = [1, 2].map((round) => lap(round, 100, { verified: false, marks: ["void"], ...found }))
      return plain(race([contestant("stream", { laps })], [standing("stream")], { verified: false }), 120).split(
        "\n"
      )[0]
    }
    assert.strictEqual(first({}), "VOID: acknowledged items of stream were not found or changed (every round)")
    assert.strictEqual(
      first({ discrepancies: { lost: 0, changed: 0, unsettled: 2 } }),
      "VOID: 4 items of stream were neither written nor rejected (every round)"
    )
  })

  it("stands last, however fast, and no other bar is scaled to it", () => {
    const result = race(
      [
        contestant("for-each", { laps: [{ ...limited, items_per_s: 50_000 }] }),
        contestant("sequential", { laps: [lap(1, 100)] })
      ],
      [standing("sequential", { laps: 1, items_per_s: { median: 100, min: 100, max: 100 } }), standing("for-each")]
    )
    const rows = plain(result, 120)
      .split("\n")
      .filter((line) => /^(sequential|for-each| {2}not ranked)/.test(line))
    assert.match(rows[0] ?? "", /^sequential {2}█{40} /)
    assert.match(rows[1] ?? "", /^for-each {46,}50,000 /)
    assert.strictEqual(rows[2], "  not ranked: the embedded DynamoDB was the limit · 90% of a core")
  })
})

describe("for any result", () => {
  const widths = Schema.Int.pipe(Schema.between(20, 220))
  const fits = (result: RaceResult, width: number) => {
    const text = plain(result, width)
    for (const line of text.split("\n")) assert.isAtMost([...line].length, width)
    assert.strictEqual(render(result, { width, color: true }).replace(colours, ""), text)
  }

  it.prop(
    "no line is wider than the screen, and colour changes nothing but colour",
    [RaceResult, widths],
    ([result, width]) => fits(result, width)
  )

  const text = FastCheck.string({ unit: "binary", maxLength: 60 })
  const count = FastCheck.nat()
  const rate = FastCheck.double({ min: 0, max: 1e12, noNaN: true })
  const raced = FastCheck.record({ name: text, rate, retries: count, throttled: count, rejected: count, reason: text })
  const races = FastCheck.tuple(FastCheck.array(raced, { maxLength: 12 }), text).map(([all, host]): RaceResult => {
    const result = race(
      all.map(({ name, rate, reason, rejected, retries, throttled }) =>
        contestant(name, {
          laps: [1, 2].map((n) => lap(n, rate / n, { retries, throttles: { [reason]: throttled }, rejected }))
        })
      ),
      all.map(({ name, rate }) => {
        const spread = { median: rate, min: rate / 2, max: rate * 2 }
        return standing(name, { laps: 2, items_per_s: spread, times_slowest: spread, limited_by: "client-cpu" })
      })
    )
    return { ...result, environment: { ...result.environment, backend: "endpoint", host } }
  })

  it.prop("nor is one with long names and large figures", [races, widths], ([result, width]) => fits(result, width))

  it.prop("what is in flight stands with each contestant", [Schema.Int.pipe(Schema.between(60, 220))], ([width]) => {
    const lines = plain(lineUp, width).split("\n")
    const about = (name: string) => lines.slice(lines.findIndex((line) => line.startsWith(`${name} `))).slice(0, 2)
    for (const [name, inFlight] of [
      ["for-each", 32],
      ["worker-threads", 4],
      ["sequential", 1]
    ] as const) {
      assert.match(about(name).join("\n"), new RegExp(` ${inFlight} `))
    }
  })

  it.prop(
    "retries, throttles and rejects stand in the table",
    [Schema.Int.pipe(Schema.between(60, 220))],
    ([width]) => {
      const laps = [lap(1, 1000, { retries: 41_234, throttles: { a: 52_345, b: 1 }, rejected: 63_456 })]
      const text = plain(race([contestant("for-each", { laps })], [standing("for-each")]), width)
      for (const figure of ["41,234", "52,346", "63,456"]) assert.include(text, figure)
    }
  )
})
