import { assert, describe, it } from "@effect/vitest"
import type { RaceResult } from "../../src/domain/RaceResult.ts"
import { render } from "../../src/Report/Terminal.ts"
import { contestant, crashedLap, lap, race, standing } from "./staged.ts"

const plain = (result: RaceResult, width: number) => render(result, { width, color: false })

describe("a race that lost workers", () => {
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
    assert.include(`${once("gone")}\n`, "  not ranked: void, a worker was lost\n")
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
