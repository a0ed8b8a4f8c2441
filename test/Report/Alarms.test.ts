import { assert, describe, expect, it } from "@effect/vitest"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, crashed, crashedLap, lap, race, standing } from "./staged.ts"

const plain = (result: RaceResult, width: number) => render(result, { width, color: false })

describe("a race that lost workers", () => {
  it("in 120 columns", () => {
    expect(plain(crashed, 120)).toMatchInlineSnapshot(`
      "VOID: round 2 of worker-threads: a worker thread was lost (exited with code 1)
      VOID: before round 1 of child-processes: a worker process was lost (ended by SIGKILL)
      VOID: round 3 of child-processes: a worker process was lost (it has not answered for 10 s: is it stopped?)
      VOID: round 1 of sequential: its process was lost (ended by SIGKILL)
      VOID: round 2 of sequential: its process was lost (ended by SIGKILL)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B · 6 rounds of 1 s · seed 1

                                                                   ×                 in  request  latency  CPU µs   open  peak
      contestant                       items/s      min–max  slowest    min–max  flight   p50 ms   p99 ms   /item     ms   MiB
      for-each         ██████████████    1,734  1,699–1,769    3.96×  3.96–3.96      32      7.9     16.4     612    312   113
      worker-threads   ███▌                438      434–447    1.00×                  4      7.9     16.4     612  1,204   244
      child-processes                        –                                        4      7.9     16.4     612  1,688
        not ranked: void, a worker was lost twice
      sequential                             –                                        1
        not ranked: void, its process was lost twice

      worker-threads, child-processes: 4 workers share 2 cores with the race itself and the embedded DynamoDB
      figures are medians of the rounds · memory adds up all processes of a contestant"
    `)
  })

  it("in 80 columns", () => {
    expect(plain(crashed, 80)).toMatchInlineSnapshot(`
      "VOID: round 2 of worker-threads: a worker thread was lost (exited with code 1)
      VOID: before round 1 of child-processes: a worker process was lost (ended by
        SIGKILL)
      VOID: round 3 of child-processes: a worker process was lost (it has not answered
        for 10 s: is it stopped?)
      VOID: round 1 of sequential: its process was lost (ended by SIGKILL)
      VOID: round 2 of sequential: its process was lost (ended by SIGKILL)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms · items of 250 B
      6 rounds of 1 s · seed 1

                                                          ×      in  p50   p99  CPU µs
      contestant                     items/s     ±  slowest  flight   ms    ms   /item
      for-each         ████████████    1,734 ±2.0%    3.96×      32  7.9  16.4     612
      worker-threads   ███               438 ±1.5%    1.00×       4  7.9  16.4     612
      child-processes                      –                      4  7.9  16.4     612
        not ranked: void, a worker was lost twice
      sequential                           –                      1
        not ranked: void, its process was lost twice

      time to open, peak memory: for-each 312 ms, 113 MiB
        worker-threads 1,204 ms, 244 MiB · child-processes 1,688 ms
      worker-threads, child-processes: 4 workers share 2 cores with the race itself
        and the embedded DynamoDB
      figures are medians of the rounds · ± is half of max – min
        memory adds up all processes of a contestant"
    `)
  })

  it("in 60 columns", () => {
    expect(plain(crashed, 60)).toMatchInlineSnapshot(`
      "VOID: round 2 of worker-threads: a worker thread was lost
        (exited with code 1)
      VOID: before round 1 of child-processes: a worker process
        was lost (ended by SIGKILL)
      VOID: round 3 of child-processes: a worker process was lost
        (it has not answered for 10 s: is it stopped?)
      VOID: round 1 of sequential: its process was lost (ended by
        SIGKILL)
      VOID: round 2 of sequential: its process was lost (ended by
        SIGKILL)

      embedded DynamoDB, latency p50 7.55 ms p99 16.2 ms
      items of 250 B · 6 rounds of 1 s · seed 1

      for-each         ███████████████████████████  1,734/s  3.96×
        ±2.0% · 32 in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
        312 ms to open · 113 MiB at its peak
      worker-threads   ██████▉                        438/s  1.00×
        ±1.5% · 4 in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
        1,204 ms to open · 244 MiB at its peak
      child-processes                                     –
        4 in flight · p50 7.9 p99 16.4 ms · 612 µs CPU
        1,688 ms to open
        not ranked: void, a worker was lost twice
      sequential                                          –
        1 in flight
        not ranked: void, its process was lost twice

      worker-threads, child-processes: 4 workers share 2 cores
        with the race itself and the embedded DynamoDB
      figures are medians of the rounds · ± is half of max – min
        CPU is the client's, per item
        memory adds up all processes of a contestant"
    `)
  })

  const once = (reason: string) =>
    plain(
      race(
        [contestant("offload", { workers: 4, crashes: [{ round: 1, reason }], laps: [crashedLap(1)] })],
        [standing("offload", { not_ranked: "crashed" })],
        { verified: false }
      ),
      120
    )

  it("does not rank who has no other lap", () => {
    assert.include(once("gone"), "  not ranked: void, a worker was lost\n")
  })

  it("does not call lost what was not read back, and is not told twice", () => {
    assert.strictEqual(once("gone").match(/VOID|not verified|not found|neither/g)?.length, 1)
  })

  it("tells of lost items as well", () => {
    const both = contestant("offload", {
      crashes: [{ round: 2, reason: "gone" }],
      warm_up_verified: false,
      laps: [
        lap(1, 10, { verified: false, marks: ["void"], discrepancies: { lost: 1, changed: 0, unsettled: 0 } }),
        crashedLap(2)
      ]
    })
    assert.deepStrictEqual(
      plain(race([both], [standing("offload")], { verified: false }), 120)
        .split("\n")
        .slice(0, 4),
      [
        "VOID: 1 acknowledged item of offload was not found or changed (round 1)",
        "VOID: acknowledged items of offload were not found or changed (warm-up)",
        "VOID: round 2 of offload: gone",
        ""
      ]
    )
  })

  it("gives no terminal what a worker said", () => {
    assert.include(once("\u001b[2J\nbye"), "VOID: round 1 of offload: \\u{1b}[2J\\u{a}bye\n")
  })
})
