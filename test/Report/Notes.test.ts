import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, lap, lineUp, race, standing } from "./staged.ts"

const plain = (result: RaceResult, width: number) => render(result, { width, color: false })

describe("what a contestant costs before it races", () => {
  const priced = (prices: Parameters<typeof contestant>[1]) =>
    race([contestant("for-each", { laps: [lap(1, 1000)], ...prices })], [standing("for-each")])

  it.prop("stands in every form", [Schema.Int.pipe(Schema.between(60, 220))], ([width]) => {
    for (const result of [priced({ open_ms: 41_234.4, peak_rss_mb: 52_345.4 }), lineUp]) {
      const text = plain(result, width).replaceAll(/\s+/g, " ")
      for (const { open_ms, peak_rss_mb } of result.contestants) {
        assert.match(text, new RegExp(`\\b${open_ms.toLocaleString("en", { maximumFractionDigits: 0 })}\\b`))
        assert.match(text, new RegExp(`\\b${peak_rss_mb?.toLocaleString("en", { maximumFractionDigits: 0 })}\\b`))
      }
    }
  })

  it("is left out where it is not known", () => {
    for (const width of [60, 78, 120]) {
      assert.match(plain(priced({ open_ms: 412 }), width), /\b412\b/)
      assert.notMatch(plain(priced({ open_ms: 412 }), width), /MiB|peak|memory/)
      assert.notMatch(plain(priced({ open_ms: 0.2, peak_rss_mb: 98 }), width), /open/)
      assert.notMatch(plain(priced({}), width), /open|MiB|peak|memory/)
    }
  })

  it("leaves out who has none beside those who have", () => {
    const result = race(
      [
        contestant("sequential", { open_ms: 412, peak_rss_mb: 98 }),
        contestant("stream", { open_ms: 523 }),
        contestant("unbounded")
      ],
      []
    )
    assert.include(plain(result, 60), "  32 in flight · 523 ms to open\nunbounded")
    const long = "a-strategy-with-a-long-name-too"
    const crowded = { ...result, contestants: [...result.contestants, contestant(long, { laps: [lap(1, 1000)] })] }
    assert.include(plain(crowded, 88), "\ntime to open, peak memory: sequential 412 ms, 98 MiB · stream 523 ms\n")
  })
})

describe("what contestants share", () => {
  const on = (cores: number, changes: Partial<RaceResult["environment"]> = {}): RaceResult => {
    const result = race(
      [
        contestant("sequential"),
        contestant("worker-threads:workers=2", { workers: 2 }),
        contestant("offload:workers=1", { workers: 1 }),
        contestant("child-processes:workers=2", { workers: 2 })
      ],
      []
    )
    return { ...result, environment: { ...result.environment, cores, ...changes } }
  }
  const both = "worker-threads, child-processes: 2 workers share"

  it("are cores, where its workers, the race itself and the embedded DynamoDB are more", () => {
    const others = "with the race itself and the embedded DynamoDB\n"
    assert.include(`${plain(on(2), 120)}\n`, `${both} 2 cores ${others}offload: 1 worker shares 2 cores ${others}`)
    assert.include(`${plain(on(3), 120)}\n`, `${both} 3 cores ${others}`)
    assert.notInclude(plain(on(3), 120), "offload: ")
    assert.notInclude(plain(on(4), 120), "share")
    assert.include(plain(on(1), 120), `${both} 1 core with`)
  })

  it("names no embedded DynamoDB where there is none", () => {
    assert.include(`${plain(on(2, { backend: "endpoint" }), 120)}\n`, `${both} 2 cores with the race itself\n`)
  })

  it("is a process, where they have none of their own", () => {
    const note = "all contestants ran in one process: memory and CPU are shared"
    const isolation = "one process"
    assert.include(plain(on(8, { isolation }), 120), note)
    assert.include(plain(on(8, { isolation, backend: "endpoint" }), 120), note)
    assert.notInclude(plain(on(8, { isolation, backend: "simulated" }), 120), "one process")
    assert.notInclude(plain(on(8), 120), "process:")
    const [only] = on(8).contestants
    const alone = { ...on(8, { isolation }), contestants: only === undefined ? [] : [only] }
    assert.notInclude(plain(alone, 120), "one process")
  })
})
