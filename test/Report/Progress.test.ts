import { assert, describe, it } from "@effect/vitest"
import type { RaceProgress } from "../../src/domain/RaceProgress.ts"
import * as Progress from "../../src/Report/Progress.ts"
import { lineUp } from "./staged.ts"

const phase = { _tag: "racing", contestant: "for-each:concurrency=32:batch=25", round: 2 } as const

const racing: RaceProgress = {
  result: lineUp,
  phase,
  elapsed_ms: 12_000,
  estimate_ms: 48_000
}

describe("plainLine", () => {
  it("says the round, the contestant as it can be typed and the time", () => {
    assert.strictEqual(
      Progress.plainLine(racing),
      "round 2 of 6 · for-each:concurrency=32:batch=25 · 12 s of about 48 s"
    )
  })

  it("counts rounds that were added, and those that there may be at most", () => {
    const summary = { ...lineUp.summary, rounds_planned: 48, rounds_auto: true }
    const auto = { ...racing, result: { ...lineUp, summary }, phase: { ...phase, round: 7 } }
    assert.match(Progress.plainLine(auto), /^round 7, at most 48 · /)
    assert.match(Progress.plainLine({ ...racing, phase: { ...phase, round: 8 } }), /^round 8, 2 added · /)
  })

  it("says how far the lap is, as soon as that is known", () => {
    const far = (items: number) => Progress.plainLine({ ...racing, phase: { ...phase, items } })
    assert.strictEqual(
      far(12_345),
      "round 2 of 6 · for-each:concurrency=32:batch=25 · 12,345 items · 12 s of about 48 s"
    )
    assert.include(far(1), " · 1 item · ")
    assert.include(far(0), " · 0 items · ")
  })

  it("says what is done instead of racing", () => {
    assert.strictEqual(
      Progress.plainLine({ ...racing, phase: { _tag: "opening", contestant: "sequential" } }),
      "opening sequential · 12 s of about 48 s"
    )
    assert.strictEqual(
      Progress.plainLine({ ...racing, phase: { _tag: "verifying", contestant: "sequential", round: 1 } }),
      "round 1 of 6 · reading back sequential · 12 s of about 48 s"
    )
  })

  it("drops an estimate that has passed, and escapes what is no name", () => {
    assert.strictEqual(
      Progress.plainLine({
        ...racing,
        phase: { _tag: "warming-up", contestant: "\u001b]0;x\u0007" },
        elapsed_ms: 49_000
      }),
      "warming up \\u{1b}]0;x\\u{7} · 49 s"
    )
  })
})

describe("status", () => {
  it("is one line with the short name, never wider than the screen", () => {
    const text = Progress.status(racing, { width: 80, color: false })
    assert.strictEqual(text, "████············  round 2 of 6 · for-each:batch=25 · 12 s of about 48 s")
    assert.strictEqual(Progress.status(racing, { width: 30, color: false }).length, 30)
  })

  it("says how far the lap is, where there is room for it", () => {
    const far = { ...racing, phase: { ...phase, items: 12_345 } }
    const text = (width: number) => Progress.status(far, { width, color: false })
    const said = "round 2 of 6 · for-each:batch=25 · 12,345 items · 12 s of about 48 s"
    assert.strictEqual(text(100), `████············  ${said}`)
    assert.strictEqual(text(80), `██▌·······  ${said}`)
    assert.strictEqual(text(said.length + 10), `██······  ${said}`)
    const narrower = said.length + 9
    assert.strictEqual(text(narrower), Progress.status(racing, { width: narrower, color: false }))
  })
})
